"""The commands behind `make`: `python3 -m sandbox <command>`."""

import sys

if sys.version_info < (3, 10):
    sys.exit("Python 3.10 or newer is needed, and this is %d.%d: make PYTHON=/path/to/python3" % sys.version_info[:2])

import shutil
import signal
import subprocess
import tempfile
from pathlib import Path

from . import bench, databases, lint, postgres, python_env, serving, test_run, translations
from .console import Stop, fail, say
from .instance import started
from .settings import CHECKOUT, Settings


def shell(settings: Settings) -> int:
    """An Odoo shell, or a script from standard input; only what the script prints goes to standard output."""
    with started(settings) as instance:
        name = databases.chosen(instance)
        databases.ensure(instance, name, demo=settings.demo(False), demo_matters=settings.demo_given)
        if settings.language:
            instance.script(
                name, "language.py", on_failure="The language could not be set.", LANG_CODE=settings.language
            )
        command = instance.command(name, "--no-http", verb="shell")
        return subprocess.call(command, env=instance.environment())


def update(settings: Settings) -> int:
    """Update the addon in a database."""
    with started(settings) as instance:
        databases.update(instance, databases.chosen(instance))
    return 0


def stop(settings: Settings) -> int:
    """Stop the servers of this checkout and the sandbox's PostgreSQL; with PORT= only the server at that port."""
    stopped = serving.stop_servers(settings)
    if not settings.port_given and not settings.database_url:
        stopped = postgres.Cluster(settings).stop() or stopped
    say("stopped" if stopped else "nothing was running")
    return 0


def clean(settings: Settings) -> int:
    """Drop this checkout's databases and files; with ALL=1 the whole cache folder, Odoo included.

    On a PostgreSQL of the user's own, ALL=1 drops the templates too.
    """
    serving.stop_servers(settings)
    if settings.clean_all and not settings.database_url:
        postgres.Cluster(settings).stop()
        shutil.rmtree(settings.cache, ignore_errors=True)
        say(f"removed {settings.cache}")
        return 0
    with started(settings) as instance:
        names = databases.drop_own(instance, templates=settings.clean_all)
    shutil.rmtree(settings.own, ignore_errors=True)
    say(f"dropped {', '.join(names)}" if names else "there was no database of this checkout")
    return 0


def wheel(settings: Settings) -> int:
    """Build a wheel that installs the addon next to an installed Odoo, into dist/."""
    pip = python_env.ensure(settings, "lint", python_env.LINT_REQUIREMENTS, "the tools that check the code")
    with tempfile.TemporaryDirectory() as folder:
        command = [pip, "-m", "pip", "wheel", "--quiet", "--no-deps", "--wheel-dir", folder, CHECKOUT]
        if subprocess.call(list(map(str, command)), env=settings.child_environment()):
            raise Stop("The wheel could not be built: the reason stands above.")
        target = CHECKOUT / "dist"
        target.mkdir(exist_ok=True)
        for built in Path(folder).iterdir():
            print(shutil.copy(built, target))
    return 0


FUNCTIONS = (
    *(serving.run, test_run.test, lint.lint, lint.format, shell, update),
    *(bench.bench, translations.i18n, wheel, stop, clean),
)
COMMANDS = {function.__name__: function for function in FUNCTIONS}


def main(arguments: list[str]) -> int:
    signal.signal(signal.SIGTERM, _interrupt)  # end what we started, as Ctrl-C does
    try:
        return COMMANDS[arguments[0]](Settings())
    except Stop as error:
        fail(str(error))
        return 1
    except OSError as error:
        fail(f"The system says: {error}.")
        return 1
    except KeyboardInterrupt:
        say("stopped")
        return 130


def _interrupt(*_args) -> None:
    raise KeyboardInterrupt


sys.exit(main(sys.argv[1:]))
