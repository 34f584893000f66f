"""`make test`: all tests in a new database, or some of them in a kept one.

pytest runs outside of the checkout, on the link that gives the checkout the addon's technical name: from inside it
would take the checkout's folder name for the addon's.
"""

import shlex
import subprocess
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path

from . import databases, instance, node, surroundings, system_tools
from .console import Stop, fail, following, say
from .locks import locked
from .settings import CHECKOUT, DEV, Settings

INSIDE = Path(__file__).parent / "inside"
LIFE = {
    "fill": "Data could not be made in a new database",
    "check": "Updating the addon lost something",
    "uninstall": "Uninstalling the addon left something behind, or took something along",
    "again": "The addon could not be installed again",
}
ALLOWED_LOG = DEV / "allowed_log.txt"
NO_TESTS_COLLECTED = 5


def test(settings: Settings) -> int:
    given = surroundings.of(settings)
    say(f"to repeat this run: {given.repeat(settings)}")
    settings.moved = given if given.offset else None
    settings.zone = given.zone if given.zone != surroundings.ZONES[0] else ""
    system_tools.ensure(settings, (*system_tools.FOR_TESTS, *((system_tools.MOVED_CLOCK,) if given.offset else ())))
    prepare = _kept_database if settings.test_filter else _new_database
    name = settings.database or f"classification_{'part' if settings.test_filter else 'test'}_{settings.checkout_key}"
    with (
        locked(settings.cache / "locks" / f"{name}.test", f"another test run in the database {name}"),
        instance.started(settings) as odoo,
        ThreadPoolExecutor(1) as meanwhile,
    ):
        life = None
        if not settings.test_filter:
            databases.base(odoo)
            life = meanwhile.submit(_live, odoo, f"{name}_life")
        prepare(odoo, name, given.of_data)
        code = _pytest(odoo, name, given)
        if life:
            with following("updating and uninstalling the addon"):
                life.result()
    if code == NO_TESTS_COLLECTED:
        raise Stop(f"No test was found{f' for K={settings.test_filter}' if settings.test_filter else ''}.")
    return code


def _new_database(odoo: instance.Instance, name: str, _of_data: str) -> None:
    databases.refuse_foreign(odoo, name)
    _refuse_warnings(databases.make(odoo, name, demo=True))


def _refuse_warnings(warnings: list[str]) -> None:
    unexpected = _unexpected(warnings)
    if unexpected:
        for line in unexpected:
            fail(line)
        raise Stop(
            f"Odoo logged warnings while it installed the addon: mend them, or allow them in {ALLOWED_LOG.name}."
        )


def _kept_database(odoo: instance.Instance, name: str, of_data: str) -> None:
    """Have a database whose demo data are of this moment and place; a day more or less does not matter."""
    made = databases.ensure(odoo, name, demo=True)
    if not made and odoo.server.labels()[name].get("of_data", "") != of_data:
        databases.make(odoo, name, demo=True)
    odoo.server.set_label(name, odoo.server.labels()[name] | {"of_data": of_data})


def _pytest(odoo: instance.Instance, name: str, given: surroundings.Surroundings) -> int:
    settings = odoo.settings
    workers = settings.workers if settings.workers > 1 else 0
    command = [
        *(odoo.odoo.python, "-m", "pytest", settings.link_addon() / "tests"),
        *("-c", CHECKOUT / "pyproject.toml", "--rootdir", settings.addons),
        *("-o", f"cache_dir={settings.own / 'pytest_cache'}"),
        *("-p", "fail_on_skip", "--allowed-skips", DEV / "allowed_skips.txt", "-p", "surroundings"),
        *("--randomly-seed", given.seed, "--hypothesis-seed", given.seed),
        *(("-n", workers, "--dist", "loadscope", "--no-loadscope-reorder") if workers else ()),
        *("--odoo-config", odoo.config, "--odoo-database", name, "--odoo-log-level", "warn", "--odoo-http"),
        *(("-k", settings.test_filter) if settings.test_filter else ()),
        *shlex.split(settings.arguments),
    ]
    with ExitStack() as copies:
        for number in range(workers):
            copy = f"{name}_gw{number}"
            copies.callback(databases.drop, odoo, copy)
            databases.copy(odoo, name, copy)
        say(f"running the tests in the database {name}" + (f", in {workers} copies of it" if workers else ""))
        return subprocess.call(
            list(map(str, command)),
            cwd=settings.own,
            env=odoo.environment(PYTHONPATH=str(INSIDE), AXE=_axe(settings), **given.for_tests(settings)),
            stdin=subprocess.DEVNULL,
        )


def _axe(settings: Settings) -> str:
    """The script that looks for barriers on pages; empty where npm is missing, and pages are opened without it."""
    folder = node.ensure(settings, node.AXE, "axe")
    return str(folder / "node_modules/axe-core/axe.min.js") if folder else ""


def _live(odoo: instance.Instance, name: str) -> None:
    """Update the addon and take it out again, in a database without demo data; the tests run meanwhile."""
    databases.refuse_foreign(odoo, name)
    _refuse_warnings(databases.make(odoo, name, demo=False))
    for step, failure in LIFE.items():
        if step == "check":
            databases.update(odoo, name)
        base = databases.base(odoo)
        odoo.script(name, "life.py", STEP=step, BASE=base, quiet=True, on_failure=f"{failure}: what stands above.")
    databases.drop(odoo, name)


def _unexpected(warnings: list[str]) -> list[str]:
    lines = map(str.strip, ALLOWED_LOG.read_text().splitlines())
    allowed = [line for line in lines if line and not line.startswith("#")]
    return [line for line in warnings if not any(text in line for text in allowed)]
