"""The commands behind `make`: `python3 -m sandbox <command>`."""

import sys

if sys.version_info < (3, 10):
    sys.exit("Python 3.10 or newer is needed, and this is %d.%d: make PYTHON=/path/to/python3" % sys.version_info[:2])

import contextlib
import importlib
import os
import signal
import time

from . import environments, odoo_source
from .console import Stop, fail, say
from .settings import Settings

# What a command does, and the environment that it works in; commands that only stop or remove need none.
COMMANDS = {
    "run": ("serving.run", "tools"),
    "test": ("test_run.test", "tools"),
    "lint": ("lint.lint", "lint"),
    "format": ("lint.format", "lint"),
    "bench": ("bench.bench", "tools"),
    "shell": ("commands.shell", "tools"),
    "update": ("commands.update", "tools"),
    "i18n": ("translations.i18n", "tools"),
    "wheel": ("commands.wheel", "tools"),
    "stop": ("commands.stop", None),
    "clean": ("commands.clean", "tools"),
    "fetch": ("commands.fetch", None),
}
NEED_ODOO = {"run", "test", "bench", "shell", "update", "i18n"}


def main(name: str) -> int:
    signal.signal(signal.SIGTERM, _interrupt)  # end what we started, as Ctrl-C does
    os.environ.setdefault("SANDBOX_STARTED", str(time.time()))
    function, environment = COMMANDS[name]
    settings = Settings()
    try:
        fetcher = {}
        if name in NEED_ODOO and odoo_source.FETCHER not in os.environ:
            fetcher = odoo_source.fetch_meanwhile(settings)
            os.environ.update(fetcher)
        if environment:
            environments.enter(settings, environment)
        module, _, function = function.partition(".")
        return getattr(importlib.import_module(f".{module}", __package__), function)(settings)
    except Stop as error:
        fail(str(error))
        return 1
    except OSError as error:
        fail(f"The system says: {error}.")
        return 1
    except KeyboardInterrupt:
        say("stopped")
        return 130
    finally:
        _end_fetcher()


def _end_fetcher() -> None:
    """Let no download go on in the background when the command is over."""
    number = os.environ.pop(odoo_source.FETCHER, "")
    with contextlib.suppress(ProcessLookupError, ChildProcessError):
        if number and os.waitpid(int(number), os.WNOHANG) == (0, 0):
            os.kill(int(number), signal.SIGTERM)
            os.waitpid(int(number), 0)


def _interrupt(*_args) -> None:
    raise KeyboardInterrupt


sys.exit(main(sys.argv[1]))
