"""Locks between processes; the system lets go of them when a process ends, however it ends."""

import fcntl
from contextlib import contextmanager
from pathlib import Path

from .console import say


@contextmanager
def locked(path: Path, waiting_for: str):
    """Hold the lock `path`; say what we wait for when somebody else holds it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            say(f"waiting for {waiting_for}")
            fcntl.flock(file, fcntl.LOCK_EX)
        yield


@contextmanager
def shared(path: Path):
    """Be one of those who use what `path` stands for; gives a function that tells whether nobody else does."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w") as file:
        fcntl.flock(file, fcntl.LOCK_SH)

        def alone() -> bool:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                fcntl.flock(file, fcntl.LOCK_SH)
                return False
            return True

        yield alone
