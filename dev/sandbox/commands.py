"""The small commands."""

import shutil
import subprocess
import tempfile
from pathlib import Path

from . import databases, environments, odoo_source, postgres, serving
from .console import Stop, say
from .instance import Instance, started
from .settings import CHECKOUT, Settings


def fetch(settings: Settings) -> int:
    """Fetch Odoo, while another process makes the environments."""
    odoo_source.fetched(settings)
    return 0


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
    """Stop the servers of this checkout, or the one at PORT=; PostgreSQL stops with the last one who needs it."""
    stopped = serving.stop_servers(settings)
    if not settings.port_given and not settings.database_url:
        stopped = postgres.stop_unused(settings) or stopped
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
    with postgres.running(settings) as server:
        names = databases.drop_own(Instance(settings, None, server), templates=settings.clean_all)
    shutil.rmtree(settings.own, ignore_errors=True)
    say(f"dropped {', '.join(names)}" if names else "there was no database of this checkout")
    return 0


def wheel(settings: Settings) -> int:
    """Build a wheel that installs the addon next to an installed Odoo, into dist/."""
    target = CHECKOUT / "dist"
    with tempfile.TemporaryDirectory() as folder:
        command = [environments.uv(settings), "build", "--quiet", "--wheel", "--out-dir", folder, CHECKOUT]
        if subprocess.call(list(map(str, command)), env=environments.uv_environment(settings)):
            raise Stop("The wheel could not be built: the reason stands above.")
        target.mkdir(exist_ok=True)
        for built in Path(folder).glob("*.whl"):
            print(shutil.copy(built, target))
    return 0
