"""A copy of the test database, and workers in it that are hurt: forked, so that one of them costs milliseconds.

Unlike in the cursor of a test, everything is committed here; the copy is dropped at the end.
"""

import contextlib
import io
import logging
import os
import resource
import select
import shutil
import signal
import socket
import threading

import psycopg2

from odoo import SUPERUSER_ID, api, sql_db
from odoo.exceptions import UserError
from odoo.modules.registry import Registry
from odoo.service.db import _drop_conn, database_identifier
from odoo.tests.common import get_db_name
from odoo.tools import SQL, config

TELLS = 60_000  # bytes, which fit into a pipe
PATIENCE = 60  # seconds after which a worker, or a session that it left, counts as one that hangs


@contextlib.contextmanager
def copied():
    """The registry of a copy of the test database."""
    source, name = get_db_name(), f"{get_db_name()}_hurt"
    files = config.filestore(name)
    _drop(name, files)
    sql_db.close_db(source)
    with _outside() as cr:
        _drop_conn(cr, source)
        identifier = database_identifier(cr, name)
        cr.execute(SQL("CREATE DATABASE %s TEMPLATE %s", identifier, database_identifier(cr, source)))
        # whoever cleans up knows a copy by the note on its original
        cr.execute("SELECT shobj_description(oid, 'pg_database') FROM pg_database WHERE datname = %s", [source])
        cr.execute(SQL("COMMENT ON DATABASE %s IS %s", identifier, cr.fetchone()[0]))
    if os.path.exists(config.filestore(source)):
        shutil.copytree(config.filestore(source), files, copy_function=os.link)
    try:
        tests, config["test_enable"] = config["test_enable"], False  # else Odoo would run its own on loading
        try:
            registry = Registry(name)
        finally:
            config["test_enable"] = tests
        yield registry
    finally:
        _drop(name, files)


def _drop(name, files):
    Registry.delete(name)
    sql_db.close_db(name)
    with _outside() as cr:
        cr.execute(SQL("DROP DATABASE IF EXISTS %s WITH (FORCE)", database_identifier(cr, name)))
    shutil.rmtree(files, ignore_errors=True)


@contextlib.contextmanager
def _outside():
    """A cursor in another database than those of the tests, for what is done about them."""
    with contextlib.closing(sql_db.db_connect("postgres").cursor()) as cr:
        cr._cnx.autocommit = True
        yield cr


def sessions(name, number=None):
    """The sessions in the database ``name``; the one at this place is ended, or all of them with ``True``."""
    with _outside() as cr:
        cr.execute("SELECT pid FROM pg_stat_activity WHERE datname = %s ORDER BY backend_start, pid", [name])
        pids = [pid for [pid] in cr.fetchall()]
        chosen = pids if number is True else [pids[number % len(pids)]] if pids and number is not None else []
        cr.execute("SELECT pg_terminate_backend(pid) FROM unnest(%s::int[]) pid", [chosen])
    return pids


def wait_for_silence(name):
    """Wait until nobody is in the database any more; the sessions that hang are returned."""
    sql_db.close_db(name)
    for _turn in range(PATIENCE * 100):
        left = sessions(name)
        if not left:
            return []
        with _outside() as cr:
            cr.execute("SELECT pg_sleep(0.01)")
    return left


# Workers --------------------------------------------------------------------------------------------------------------


def work(registry, job, hurt="", share=0.0, usual=0.0, number=0):
    """Carry out ``job(env)`` in a process of its own, and hurt it.

    :param hurt: one of :data:`HURTS`, or nothing
    :param share: how late, of the seconds that the job ``usual``-ly takes; or how full, of what it may write
    :param number: which session, where one of several is ended
    :return: ``done``, ``refused: …`` (in words), ``broken: …``, ``killed`` (it told nothing more), or ``hangs``
    """
    worker = Worker(registry, job, hurt, share, usual)
    if hurt in ("killed", "all sessions ended", "a session ended") and not worker.told(share * usual):
        if hurt == "killed":
            os.kill(worker.pid, signal.SIGKILL)
        else:
            sessions(registry.db_name, hurt.startswith("all") or number)
    return worker.outcome()


class Worker:
    """A process that carries out a job."""

    def __init__(self, registry, job, hurt="", share=0.0, usual=0.0):
        sql_db.close_all()  # what both processes had, both would write to
        reader, writer = os.pipe()
        self.pid = os.fork()
        if not self.pid:
            os.close(reader)
            _be_worker(writer, registry, job, hurt, share, share * usual)
        os.close(writer)
        self.pipe = io.FileIO(reader)
        self.pipe.read(1)  # it begins

    def told(self, seconds):
        """Whether it told how it went, or is gone, within so many seconds."""
        return bool(select.select([self.pipe], [], [], seconds)[0])

    def outcome(self, seconds=PATIENCE):
        """What it tells in the end, see :func:`work`; a job that returns something tells that."""
        with self.pipe:
            hangs = not self.told(seconds)
            if hangs:
                os.kill(self.pid, signal.SIGKILL)
            told = self.pipe.read().decode()
        os.waitpid(self.pid, 0)
        return "hangs" if hangs else told or "killed"


def _be_worker(writer, registry, job, hurt, share, after):
    """Work, tell how it went, and end without any of the things that a process does at its end."""
    outcome = "broken"
    try:
        logging.disable(logging.CRITICAL)
        nothing = os.open(os.devnull, os.O_RDWR)
        for stream in range(3):
            os.dup2(nothing, stream)
        os.write(writer, b"!")
        if hurt == "connections broken":
            breaker = threading.Timer(after, _break_connections)
            breaker.daemon = True
            breaker.start()
        elif hurt == "files full":
            signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
            resource.setrlimit(resource.RLIMIT_FSIZE, (int(share * 8000),) * 2)
        with registry.cursor() as cr:
            if hurt == "database full":
                cr.execute(SQL("SET work_mem = '64kB'"))
                cr.execute(SQL("SET temp_file_limit = %s", f"{int(share * 100)}kB"))
                cr.commit()  # pylint: disable=invalid-commit  # what is set holds for the session
            told = job(api.Environment(cr, SUPERUSER_ID, {}))
        outcome = told or "done"
    except UserError as error:
        outcome = f"refused: {error}"
    except BaseException as error:
        outcome = f"broken: {type(error).__name__}: {error}"
    finally:
        os.write(writer, outcome.encode()[:TELLS])
        os._exit(0)


def _break_connections():
    for pool in filter(None, (sql_db._Pool, sql_db._Pool_readonly)):
        for connection in list(pool._connections):
            with contextlib.suppress(psycopg2.InterfaceError, OSError):
                with socket.socket(fileno=os.dup(connection.fileno())) as line:
                    line.shutdown(socket.SHUT_RDWR)


HURTS = (
    *("killed", "killed", "all sessions ended", "a session ended"),
    *("connections broken", "files full", "database full"),
)
