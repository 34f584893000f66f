"""How much memory something takes."""

import re
import threading
from pathlib import Path

PAUSE = 0.01  # seconds between two looks


def added(call) -> float:
    """MB by which this process's own memory at most exceeds what it had before ``call``.

    Pages of files that are mapped do not count: the system takes them back whenever it likes.
    """
    before, most, done = _own(), [0], threading.Event()

    def watch():
        while not done.wait(PAUSE):
            most[0] = max(most[0], _own())

    watcher = threading.Thread(target=watch)
    watcher.start()
    try:
        call()
    finally:
        done.set()
        watcher.join()
    return max(most[0] - before, 0) / 1024


def _own() -> int:
    """KB of memory that no file stands behind."""
    return int(re.search(r"RssAnon:\s+(\d+)", Path("/proc/self/status").read_text())[1])
