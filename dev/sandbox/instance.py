"""Odoo together with its database server, its configuration and this checkout's addon."""

import ast
import configparser
import hashlib
import os
import re
import subprocess
import sys
import threading
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from . import odoo_source, postgres
from .console import Stop, odoo_share, run_logged
from .settings import CHECKOUT, Settings

INSIDE = Path(__file__).parent / "inside"  # scripts that other Pythons run
# What does not change what is in a database: tests, tools, prose.
NOT_THE_ADDON = {"dev", "tests", "Makefile", "LICENSE", "pyproject.toml", "requirements.txt", "node_modules"}
LOG_LINE = re.compile(r"^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d,\d{3} \d+ (?P<level>[A-Z]+) (?P<rest>.*)$")


@dataclass
class Instance:
    settings: Settings
    odoo: odoo_source.Odoo
    server: postgres.Server

    @property
    def data(self) -> Path:
        """Odoo's data folder: one per database server, since it holds files by database name."""
        if self.settings.database_url:
            key = f"{self.server.host}:{self.server.port}"
            return self.settings.cache / f"files-{hashlib.sha256(key.encode()).hexdigest()[:8]}"
        return self.settings.place / "files"

    @property
    def config(self) -> Path:
        """Odoo's configuration file, written anew for each command since it is cheap."""
        options = {
            "addons_path": self.settings.addons,
            "data_dir": self.data,
            "db_host": self.server.host,
            "db_port": self.server.port,
            "db_user": self.server.user,
            "db_password": self.server.password,
            "log_level": "warn",
            "http_interface": "127.0.0.1",
            "workers": 0,
        }
        parser = configparser.RawConfigParser()
        parser["options"] = {name: str(value) for name, value in options.items() if value != ""}
        target = (self.settings.place if self.settings.moved else self.settings.own) / "odoo.conf"
        part = target.with_suffix(f".part-{os.getpid()}-{threading.get_ident()}")
        self.data.mkdir(parents=True, exist_ok=True)
        with open(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
            parser.write(file)
        part.rename(target)
        return target

    def command(self, database: str, *arguments, verb: str = "server") -> list[str]:
        return self.odoo.command(verb, "-c", self.config, "-d", database, *arguments)

    def environment(self, **more: str) -> dict[str, str]:
        if self.settings.moved:
            more |= self.settings.moved.for_python(more.get("PYTHONPATH", ""))
        return self.odoo.environment(self.settings, **more)

    def install(self, database: str, *arguments, doing: str, on_failure: str) -> list[str]:
        """Run Odoo for an installation or update, and give the warnings and errors that it logged."""
        log = self.settings.logs / f"{database}.log"
        run_logged(
            self.command(
                database,
                *arguments,
                *("--stop-after-init", "--no-http", "--max-cron-threads=0"),
                *("--log-handler", "odoo.modules.loading:INFO"),
            ),
            doing=doing,
            log=log,
            on_failure=on_failure,
            share=odoo_share,
            env=self.environment(),
            cwd="/",
        )
        return problems(log)

    def script(self, database: str, *scripts: str, on_failure: str, quiet: bool = False, **variables: str) -> None:
        """Run scripts from the folder `inside`, one after the other in one Odoo shell.

        :param quiet: show what is printed only when it fails
        """
        result = subprocess.run(
            self.command(database, "--no-http", verb="shell"),
            input="\n".join((INSIDE / name).read_text() for name in scripts),
            text=True,
            env=self.environment(**variables),
            cwd="/",
            stdout=subprocess.PIPE if quiet else None,
            stderr=subprocess.STDOUT if quiet else None,
        )
        if result.returncode:
            print(result.stdout or "", file=sys.stderr)
            raise Stop(on_failure)


def problems(log: Path) -> list[str]:
    """The lines of an Odoo log at level WARNING or worse, without date and process id."""
    found = filter(None, map(LOG_LINE.match, log.read_text(errors="replace").splitlines()))
    return [f"{line['level']} {line['rest']}" for line in found if line["level"] in ("WARNING", "ERROR", "CRITICAL")]


@contextmanager
def started(settings: Settings):
    """Everything in place: Odoo, the addon's link, and a database server that answers."""
    settings.link_addon()
    with postgres.running(settings) as server:  # first: this takes a moment in which Odoo may still be downloading
        yield Instance(settings, odoo_source.ensure(settings), server)


def manifest() -> dict:
    return ast.literal_eval((CHECKOUT / "__manifest__.py").read_text())


def addon_fingerprint() -> str:
    """A hash over all files of the addon that Odoo may have read into a database."""
    digest = hashlib.sha256()
    for path in sorted(_addon_files()):
        digest.update(f"{path.relative_to(CHECKOUT)}\0".encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()[:16]


def _addon_files():
    for folder, folders, files in os.walk(CHECKOUT):
        here = Path(folder)
        excluded = NOT_THE_ADDON if here == CHECKOUT else {"__pycache__"}
        folders[:] = [name for name in folders if not name.startswith(".") and name not in excluded]
        names = (
            name for name in files if not name.startswith(".") and name not in excluded and not name.endswith(".md")
        )
        yield from (here / name for name in names)
