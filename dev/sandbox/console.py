"""What the user sees: progress, and errors of one clear sentence.

Everything here goes to standard error, so that standard output holds nothing but results.  With `rich`, which the
sandbox's own environment has, a terminal shows a bar; before that, and in files, there are plain lines.
"""

import re
import subprocess
import sys
import threading
import time
from contextlib import contextmanager
from pathlib import Path

try:
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn
except ImportError:  # the first moments, in which the environment is made
    Console = None

EVERY = 20  # seconds between lines where there is no terminal
ODOO_STEP = re.compile(r"Loading module (\S+) \((\d+)/(\d+)\)")


class Stop(Exception):
    """Ends the command: its text is the one sentence that tells what happened and what to do."""


class _Plan:
    """The steps of a long command, with what each takes as a rule; those before the present one are done."""

    steps: dict[str, float] = {}

    def left(self, doing: str, share: float, seconds: float) -> str:
        """How long the command still takes, at the pace of the step that goes on for so many seconds."""
        if doing not in self.steps:
            return ""
        own = self.steps[doing]
        pace = max(1, seconds / own / max(share, 0.1))
        return f"{(own * (1 - share) + self._after(doing)) * pace:.0f} s left"

    def overall(self, doing: str, share: float) -> float:
        if doing not in self.steps:
            return share
        return 1 - (self.steps[doing] * (1 - share) + self._after(doing)) / sum(self.steps.values())

    def _after(self, doing: str) -> float:
        steps = list(self.steps)
        return sum(self.steps[step] for step in steps[steps.index(doing) + 1 :])


plan = _Plan()


def expect(steps: dict[str, float]) -> None:
    """Say which steps come, with the seconds that each takes on a machine of two cores."""
    plan.steps = steps


def say(text: str) -> None:
    print(f"· {text}", file=sys.stderr, flush=True)


def fail(text: str) -> None:
    print(f"✗ {text}", file=sys.stderr, flush=True)


def run_logged(command, *, doing: str, log: Path, on_failure: str, share=None, **popen) -> None:
    """Run a long command with its output in `log`, and show how far it is.

    `share` is a function that reads from the log which part is done, from 0 to 1.
    """
    log.parent.mkdir(parents=True, exist_ok=True)
    with log.open("w") as output, following(doing, lambda: share(log) if share else 0) as tick:
        process = subprocess.Popen(
            list(map(str, command)), stdin=subprocess.DEVNULL, stdout=output, stderr=subprocess.STDOUT, **popen
        )
        try:
            while process.poll() is None:
                tick()
                time.sleep(0.05)
        except BaseException:
            process.terminate()
            process.wait()
            raise
    if process.returncode:
        show_end_of(log)
        raise Stop(f"{on_failure} (the whole output: {log})")


def odoo_share(log: Path) -> float:
    """How much of an installation Odoo's log shows as done."""
    steps = ODOO_STEP.findall(log.read_text(errors="replace"))
    return int(steps[-1][1]) / (int(steps[-1][2]) + 1) if steps else 0


def show_end_of(log: Path, lines: int = 15) -> None:
    for line in log.read_text(errors="replace").splitlines()[-lines:]:
        print(f"  | {line}", file=sys.stderr)


@contextmanager
def following(doing: str, share=lambda: 0):
    """Show that something goes on, unless it goes on in the background; gives a function to call now and then."""
    show = _bar if Console and sys.stderr.isatty() else _lines
    if threading.current_thread() is not threading.main_thread():
        show = _nothing
    with show(doing, share) as tick:
        yield tick


@contextmanager
def _nothing(_doing, _share):
    yield lambda: None


@contextmanager
def _lines(doing, share):
    say(doing)
    started = shown = time.monotonic()

    def tick():
        nonlocal shown
        now = time.monotonic()
        if now > shown + EVERY:
            shown = now
            left = plan.left(doing, share(), now - started)
            say(f"  {doing} … {now - started:.0f} s{', about ' + left if left else ''}")

    yield tick


@contextmanager
def _bar(doing, share):
    columns = (
        TextColumn("· {task.description}"),
        BarColumn(30),
        TimeElapsedColumn(),
        TextColumn("{task.fields[left]}"),
    )
    with Progress(*columns, console=Console(stderr=True)) as progress:
        started = time.monotonic()
        task = progress.add_task(doing, total=1, completed=plan.overall(doing, 0), left="")

        def tick():
            done = share()
            left = plan.left(doing, done, time.monotonic() - started)
            progress.update(task, completed=plan.overall(doing, done), left=left)

        yield tick
        progress.update(task, completed=plan.overall(doing, 1), left="")
