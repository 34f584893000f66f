"""`make run`: a database with demo data, classified, and a server to look at it."""

import itertools
import os
import re
import signal
import socket
import subprocess
import time
import urllib.error
import urllib.request
from contextlib import contextmanager
from pathlib import Path

from . import databases, instance, odoo_source, system_tools
from .console import Stop, expect, following, say
from .settings import Settings

STARTING = "starting Odoo"
# Seconds on a machine with two cores; what is there already takes none.
STEPS = {
    odoo_source.FETCHING: 15,
    databases.INSTALLING_ODOO: 70,
    databases.INSTALLING_ADDON[True]: 30,
    STARTING: 6,
}
CATEGORIES = """
    WITH speaking AS (
        SELECT partner.lang FROM res_users admin JOIN res_partner partner ON partner.id = admin.partner_id
         WHERE admin.login = 'admin'
    )
    SELECT COALESCE(scheme.name->>lang, scheme.name->>'en_US'), category.code, COUNT(assignment.id),
           COALESCE(category.name->>lang, category.name->>'en_US')
      FROM speaking, customer_classification_scheme scheme
      JOIN customer_classification_category category ON category.scheme_id = scheme.id AND category.active
 LEFT JOIN customer_classification_assignment assignment ON assignment.category_id = category.id
     WHERE scheme.active
     GROUP BY lang, scheme.id, category.id
     ORDER BY scheme.sequence, scheme.id, category.code, category.id
"""


def run(settings: Settings) -> int:
    expect(STEPS)
    _refuse_taken(settings)
    system_tools.mention_missing(system_tools.FOR_PRINTING)
    with instance.started(settings) as odoo:
        name = databases.chosen(odoo)
        databases.ensure(odoo, name, demo=settings.demo(True), demo_matters=settings.demo_given)
        if settings.language:
            odoo.script(name, "language.py", on_failure="The language could not be set.", LANG_CODE=settings.language)
        _show_categories(odoo, name)
        return _serve(odoo, name)


def _show_categories(odoo: instance.Instance, name: str) -> None:
    """How many customers each category has."""
    print(f"\n  the database {name}")
    schemes = odoo.server.query(CATEGORIES, database=name)
    for scheme, members in itertools.groupby(schemes, key=lambda row: row[0]):
        print(f"\n  {scheme}")
        for _scheme, code, count, category in members:
            print(f"    {code or '':<10} {count:>6}  {category}")


def stop_servers(settings: Settings) -> bool:
    """Stop the servers that this checkout started, or the one at PORT=; tell whether there was one."""
    files = [_pid_file(settings)] if settings.port_given else list(settings.own.glob("server-*.pid"))
    running = {file: pid for file in files if (pid := _server_pid(file))}
    for pid in running.values():
        os.kill(pid, signal.SIGTERM)
    deadline = time.monotonic() + 20
    while any(map(_server_pid, running)) and time.monotonic() < deadline:
        time.sleep(0.1)
    return bool(running)


def _refuse_taken(settings: Settings) -> None:
    if _server_pid(_pid_file(settings)):
        raise Stop(
            f"This checkout's server is running at port {settings.port} already: use it, end it with `make stop`, "
            f"or choose another port with PORT={settings.another_port}, say."
        )
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", settings.port))
        except OSError:
            raise Stop(
                f"Port {settings.port} is taken: choose another one with PORT={settings.another_port}, say, "
                "or end what uses it."
            ) from None


def _serve(odoo: instance.Instance, name: str) -> int:
    settings = odoo.settings
    command = odoo.command(
        name,
        *("--http-port", settings.port, "--db-filter", f"^{re.escape(name)}$"),
    )
    process = subprocess.Popen(command, env=odoo.environment(), cwd="/")
    starting = time.time()
    with _pid_recorded(settings, process.pid):
        try:
            with following(STARTING) as tick:
                wait_until_it_answers(process, settings.port, tick)
            _say_how_long(starting)
            print(
                f"\n  http://localhost:{settings.port}   login: admin   password: admin   (Ctrl-C ends it)\n",
                flush=True,
            )
            return max(process.wait(), 0)  # stopped by a signal is no failure
        except KeyboardInterrupt:
            say("stopping")
            return 0
        finally:
            _end(process)


def _end(process: subprocess.Popen) -> None:
    """Let Odoo end: the terminal's Ctrl-C has reached it too, and a second request would make it hurry."""
    try:
        process.wait(timeout=3)
    except subprocess.TimeoutExpired:
        process.terminate()
        process.wait()


def _say_how_long(starting: float) -> None:
    """What everything took, and, where Odoo's modules were installed too, what it would have been without the addon."""
    now = time.time()
    begin = float(os.environ.get("SANDBOX_STARTED", now))
    if "modules" not in databases.moments:
        say(f"ready after {now - begin:.0f} s")
        return
    bare = databases.moments["modules"] - begin + now - starting
    say(
        f"ready after {now - begin:.0f} s; Odoo with the same modules and without this addon: {bare:.0f} s, "
        f"{(now - begin) / bare:.2f} times as long"
    )


def wait_until_it_answers(process: subprocess.Popen, port: int, tick=lambda: None) -> None:
    while process.poll() is None:
        tick()
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/web/health", timeout=5):
                return
        except (urllib.error.URLError, OSError):
            time.sleep(0.1)
    raise Stop("Odoo ended while it started: the reason stands above.")


def _pid_file(settings: Settings) -> Path:
    return settings.own / f"server-{settings.port}.pid"


@contextmanager
def _pid_recorded(settings: Settings, pid: int):
    _pid_file(settings).write_text(str(pid))
    try:
        yield
    finally:
        _pid_file(settings).unlink(missing_ok=True)


def _server_pid(file: Path) -> int | None:
    """The running server's process id: the number must still be that of an Odoo with our configuration."""
    try:
        pid = int(file.read_text())
        command = Path(f"/proc/{pid}/cmdline").read_bytes().decode(errors="replace")
    except (OSError, ValueError):
        return None
    return pid if str(file.parent) in command else None
