"""Making, updating and dropping databases.

A database is copied from a template with the addon installed, which is kept as long as neither the addon's files nor,
with demo data, the day changes; that one is made from a template with Odoo's own modules alone.  On each database we
note (in its comment) that the sandbox made it, for which checkout, and from which state of the addon's files: whatever
carries no such note is left alone.
"""

import hashlib
import os
import shutil
import time
from contextlib import contextmanager
from pathlib import Path

from .console import Stop, say, show_end_of
from .instance import Instance, addon_fingerprint, manifest
from .locks import locked
from .settings import ADDON, CHECKOUT, LANGUAGES

BASE_PREFIX = "classification_base_"
READY_PREFIX = "classification_ready_"
# Where the demo company is; it reads this when it is made.
DEMO_ZONE = "INSERT INTO ir_config_parameter (key, value) VALUES ('customer_classification.demo_tz', %s)"
INSTALLING_ODOO = "installing Odoo's own modules"
INSTALLING_ADDON = {True: "installing the addon with its demo data", False: "installing the addon"}
moments: dict[str, float] = {}  # when what was done
_seen: set[str] = set()  # templates of this command's PostgreSQL that are there for certain


def chosen(instance: Instance) -> str:
    """The database to work in: DB=, else the one with the addon's name, unless another checkout made that one."""
    if instance.settings.database:
        return instance.settings.database
    owner = (instance.server.labels().get(ADDON) or {}).get("checkout", str(CHECKOUT))
    if owner == str(CHECKOUT) or not Path(owner).exists():
        return ADDON
    say(f"the database {ADDON} belongs to the checkout {owner}: this one has its own")
    return f"{ADDON}_{instance.settings.checkout_key}"


def ensure(instance: Instance, name: str, *, demo: bool, demo_matters: bool = False, update: bool = True) -> bool:
    """Have the database `name` with the addon installed and up to date; tell whether it was made just now."""
    with _lock(instance, name):
        label = _own_label(instance, name)
        if label is None:
            make(instance, name, demo=demo)
            return True
        if demo_matters and label["demo"] != demo:
            state = "has demo data" if label["demo"] else "has no demo data"
            raise Stop(f"The database {name} {state}: leave DEMO out, or choose another database with DB=name.")
        if update and label["addon"] != addon_fingerprint():
            _update(instance, name, label)
        return False


def ensure_without_addon(instance: Instance, name: str) -> None:
    """Have a database `name` with Odoo's own modules alone."""
    with _lock(instance, name):
        if _own_label(instance, name) is None:
            _copy(instance, base(instance), name, _label(demo=False))


def make(instance: Instance, name: str, *, demo: bool) -> list[str]:
    """Make the database anew; give the warnings that Odoo logged while it installed the addon."""
    ready, label = _ready(instance, demo)
    _copy(instance, ready, name, _label(demo, addon=label["addon"]))
    return label["warnings"]


def refuse_foreign(instance: Instance, name: str) -> None:
    """Stop when there is a database `name` that is not this checkout's."""
    _own_label(instance, name)


def update(instance: Instance, name: str) -> None:
    """Update the addon whether its files changed or not."""
    with _lock(instance, name):
        label = _own_label(instance, name)
        if label is None:
            raise Stop(f"There is no database {name} yet: `make run` or `make shell` makes it.")
        _update(instance, name, label)


def copy(instance: Instance, source: str, target: str) -> None:
    """Make ``target`` anew as a copy of ``source``."""
    _copy(instance, source, target, instance.server.labels()[source])


def drop(instance: Instance, name: str) -> None:
    instance.server.drop(name)
    shutil.rmtree(_files(instance, name), ignore_errors=True)


def drop_own(instance: Instance, templates: bool = False) -> list[str]:
    """Drop all databases that were made for this checkout, perhaps with the templates."""
    labels = instance.server.labels().items()
    names = [
        name
        for name, label in labels
        if str(CHECKOUT) in (label.get("checkout"), label.get("of"))
        or (templates and name.startswith((BASE_PREFIX, READY_PREFIX)))
    ]
    for name in names:
        drop(instance, name)
    return names


def _update(instance: Instance, name: str, label: dict) -> None:
    fingerprint = addon_fingerprint()
    warnings = instance.install(
        name,
        *("-u", ADDON, "--i18n-overwrite"),
        doing=f"updating the addon in the database {name}",
        on_failure="The addon could not be updated",
    )
    for line in warnings:
        say(line)
    instance.server.set_label(name, label | {"addon": fingerprint})


def _own_label(instance: Instance, name: str) -> dict | None:
    """What we noted on the database; None when there is none, or only a half-made one."""
    label = instance.server.labels().get(name)
    if label is None:
        if instance.server.exists(name):
            raise Stop(f"The database {name} was not made by this sandbox: choose another one with DB=name.")
        return None
    other = label.get("checkout")
    if other != str(CHECKOUT) and Path(other or CHECKOUT).exists():
        raise Stop(f"The database {name} belongs to the checkout {other}: choose another one with DB=name.")
    return label if label.get("addon") else None


def _label(demo: bool, addon: str | None = None) -> dict:
    """Without `addon` it marks a database that is being made."""
    return {"checkout": str(CHECKOUT), "demo": demo, "addon": addon}


def _ready(instance: Instance, demo: bool) -> tuple[str, dict]:
    """The template with the addon in its present state, and what was noted on it."""
    fingerprint, source = addon_fingerprint(), base(instance)
    # Demo data is told from today on.
    told = (time.strftime("%Y-%m-%d"), instance.settings.zone, instance.settings.moved) if demo else ()
    name = READY_PREFIX + _hash(source, fingerprint, demo, *told)
    with _lock(instance, name):
        label = instance.server.labels().get(name, {})
        if not label.get("addon"):
            _drop_former(instance, demo)
            with _all_or_nothing(instance, name):
                _copy(instance, source, name, {"ready": False})
                # Odoo loads a module's demo data where those that it builds on have theirs, which nobody needs here.
                instance.server.query("UPDATE ir_module_module SET demo = %s", demo, database=name)
                if demo and instance.settings.zone:
                    instance.server.query(DEMO_ZONE, instance.settings.zone, database=name)
                warnings = instance.install(
                    name,
                    *("-i", ADDON, "--skip-auto-install", "--with-demo" if demo else "--without-demo"),
                    doing=INSTALLING_ADDON[demo],
                    on_failure="The addon could not be installed",
                )
                _check_demo(instance, name, demo)
                instance.server.query("VACUUM ANALYZE", database=name)
                instance.server.query("UPDATE ir_module_module SET demo = FALSE WHERE name <> %s", ADDON, database=name)
                label = {"of": str(CHECKOUT), "demo": demo, "addon": fingerprint, "warnings": warnings}
                instance.server.set_label(name, label)
    return name, label


def _check_demo(instance: Instance, name: str, demo: bool) -> None:
    """Odoo goes on without demo data that does not load."""
    query = "SELECT demo FROM ir_module_module WHERE name = %s"
    if instance.server.query(query, ADDON, database=name) != [(demo,)]:
        show_end_of(instance.settings.logs / f"{name}.log", 40)
        raise Stop("The demo data could not be loaded: the reason stands above.")


def base(instance: Instance) -> str:
    """The template with Odoo's own modules, made when there is none for this Odoo and these modules."""
    # Odoo brings its import page along with the web client; without its other companions less is to be installed.
    modules = sorted(manifest()["depends"])
    name = BASE_PREFIX + _hash(instance.odoo.release(instance.settings), *modules, *LANGUAGES)
    if name in _seen:
        return name
    with _lock(instance, name):
        if not instance.server.labels().get(name, {}).get("ready"):
            with _all_or_nothing(instance, name), instance.odoo.compiling(instance.environment()):
                drop(instance, name)
                instance.server.create(name)
                instance.server.set_label(name, {"ready": False})
                instance.install(
                    name,
                    *("-i", ",".join(modules), "--skip-auto-install", "--without-demo"),
                    *("--load-language", ",".join(LANGUAGES)),
                    doing=INSTALLING_ODOO,
                    on_failure="Odoo's own modules could not be installed",
                )
                instance.server.query("VACUUM ANALYZE", database=name)  # without it PostgreSQL plans for empty tables
                instance.server.set_label(name, {"ready": True})
            moments["modules"] = time.time()
    _seen.add(name)
    return name


@contextmanager
def _all_or_nothing(instance: Instance, name: str):
    """Leave no half-made database behind, not even when the user breaks off."""
    try:
        yield
    except BaseException:
        drop(instance, name)
        raise


def _drop_former(instance: Instance, demo: bool) -> None:
    """Drop the templates of former states of this checkout."""
    for name, label in instance.server.labels().items():
        if name.startswith(READY_PREFIX) and label.get("of") == str(CHECKOUT) and label["demo"] == demo:
            drop(instance, name)


def _hash(*ingredients) -> str:
    return hashlib.sha256("\n".join(map(str, ingredients)).encode()).hexdigest()[:8]


def _copy(instance: Instance, source: str, target: str, label: dict) -> None:
    """Copy a database with its attachments.  Odoo never changes such a file, so a second name for it will do."""
    drop(instance, target)
    instance.server.create(target, template=source)
    instance.server.set_label(target, label)
    if _files(instance, source).exists():
        shutil.copytree(_files(instance, source), _files(instance, target), copy_function=os.link)


def _files(instance: Instance, name: str) -> Path:
    return instance.data / "filestore" / name


def _lock(instance: Instance, name: str):
    folder = instance.settings.place / "locks"  # each PostgreSQL has its own databases
    return locked(folder / f"{name}.database", f"another command that uses the database {name}")
