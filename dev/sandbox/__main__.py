"""The commands behind `make`: `python3 -m sandbox <command>`."""

import sys

if sys.version_info < (3, 10):
    sys.exit(
        "Python 3.10 or newer is needed, and this is %d.%d: make PYTHON=/path/to/python3" % sys.version_info[:2]
    )

import subprocess

from . import databases, serving, test_run
from .console import Stop, fail, say
from .instance import started
from .settings import ADDON, Settings


def shell(settings: Settings) -> int:
    """An Odoo shell, or a script from standard input; only what the script prints goes to standard output."""
    name = settings.database or ADDON
    with started(settings) as instance:
        databases.ensure(instance, name, demo=settings.demo(False), demo_matters=settings.demo_given)
        command = instance.command(name, "--no-http", verb="shell")
        return subprocess.call(command, env=instance.environment())


def update(settings: Settings) -> int:
    """Update the addon in a database."""
    with started(settings) as instance:
        databases.update(instance, settings.database or ADDON)
    return 0


COMMANDS = {function.__name__: function for function in (serving.run, test_run.test, shell, update)}


def main(arguments: list[str]) -> int:
    try:
        return COMMANDS[arguments[0]](Settings())
    except Stop as error:
        fail(str(error))
        return 1
    except KeyboardInterrupt:
        say("stopped")
        return 130


sys.exit(main(sys.argv[1:]))
