"""`make run`: a database with demo data, classified, and a server to look at it."""

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

from . import databases, instance, system_tools
from .console import Stop, say
from .settings import Settings


def run(settings: Settings) -> int:
    _refuse_taken(settings)
    system_tools.mention_missing(system_tools.FOR_PRINTING)
    with instance.started(settings) as odoo:
        name = databases.chosen(odoo)
        databases.ensure(odoo, name, demo=settings.demo(True), demo_matters=settings.demo_given)
        _classify_once(odoo, name)
        return _serve(odoo, name)


def _classify_once(odoo: instance.Instance, name: str) -> None:
    """Classify a database that `make run` opens for the first time, and show every scheme's categories."""
    first = not databases.noted(odoo, name, "classified")
    say(f"classifying the customers in the database {name}" if first else f"using the database {name}")
    odoo.script(
        name,
        *("language.py", "classify.py"),
        on_failure=f"The customers in the database {name} could not be classified: the reason stands above.",
        CLASSIFY="1" if first else "",
        LANG_CODE=odoo.settings.language,
    )
    if first:
        databases.note(odoo, name, "classified")


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
    with _pid_recorded(settings, process.pid):
        try:
            wait_until_it_answers(process, settings.port)
            print(
                f"\n  http://localhost:{settings.port}   login: admin   password: admin   (Ctrl-C ends it)\n",
                flush=True,
            )
            return process.wait()
        except KeyboardInterrupt:
            say("stopping")
            process.send_signal(signal.SIGTERM)
            process.wait()
            return 0
        finally:
            if process.poll() is None:
                process.terminate()
                process.wait()


def wait_until_it_answers(process: subprocess.Popen, port: int) -> None:
    while process.poll() is None:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/web/health", timeout=5):
                return
        except (urllib.error.URLError, OSError):
            time.sleep(0.2)
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
