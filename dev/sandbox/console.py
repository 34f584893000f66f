"""What the user sees: short lines of progress, and errors of one clear sentence.

Everything here goes to standard error, so that standard output holds nothing but results.
"""

import subprocess
import sys
import time
from pathlib import Path


class Stop(Exception):
    """Ends the command: its text is the one sentence that tells what happened and what to do."""


def say(text: str) -> None:
    print(f"· {text}", file=sys.stderr, flush=True)


def fail(text: str) -> None:
    print(f"✗ {text}", file=sys.stderr, flush=True)


def run_logged(command, *, doing: str, log: Path, on_failure: str, progress=None, **popen) -> None:
    """Run a long command with its output in `log`, and a line that shows that it is alive.

    `progress` is a function whose short text (a size, say) is shown next to the seconds.
    """
    log.parent.mkdir(parents=True, exist_ok=True)
    ticker = _Ticker(doing, progress)
    with log.open("w") as output:
        process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=output, stderr=subprocess.STDOUT, **popen)
        try:
            while process.poll() is None:
                ticker.tick()
                time.sleep(0.1)
        except BaseException:
            process.terminate()
            process.wait()
            raise
        finally:
            ticker.end()
    if process.returncode:
        show_end_of(log)
        raise Stop(f"{on_failure} (the whole output: {log})")


def show_end_of(log: Path, lines: int = 15) -> None:
    for line in log.read_text(errors="replace").splitlines()[-lines:]:
        print(f"  | {line}", file=sys.stderr)


class _Ticker:
    """One line that counts the seconds on a terminal; elsewhere a line now and then."""

    def __init__(self, doing: str, progress=None):
        self.doing, self.progress = doing, progress
        self.start = time.monotonic()
        self.live = sys.stderr.isatty()
        self.next = self.start + (0.5 if self.live else 20)
        if not self.live:
            say(doing)

    def tick(self) -> None:
        now = time.monotonic()
        if now < self.next:
            return
        self.next = now + (0.5 if self.live else 20)
        if self.live:
            print(f"\r· {self._text(now)}\033[K", end="", file=sys.stderr, flush=True)
        else:
            say(f"  {self._text(now)}")

    def end(self) -> None:
        if self.live:
            print(f"\r· {self._text(time.monotonic())}\033[K", file=sys.stderr, flush=True)

    def _text(self, now: float) -> str:
        details = f"{now - self.start:.0f} s"
        if self.progress:
            details = f"{self.progress()}, {details}"
        return f"{self.doing} … {details}"
