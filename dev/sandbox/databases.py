"""Making, updating and dropping databases.

A database is copied from a template that holds everything of Odoo's own that the addon depends on; only the addon
itself is then installed.  On each database we note (in its comment) that the sandbox made it, for which checkout, and
from which state of the addon's files: whatever carries no such note is left alone.
"""

import hashlib
import os
import shutil
from pathlib import Path

from .console import Stop, say
from .instance import Instance, addon_fingerprint, manifest
from .locks import locked
from .settings import ADDON, CHECKOUT, LANGUAGES

TEMPLATE_PREFIX = "classification_base_"
# Where the demo company is; it reads this when it is made.
DEMO_ZONE = "INSERT INTO ir_config_parameter (key, value) VALUES ('customer_classification.demo_tz', %s)"


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
            base = _template(instance, demo=False)
            drop(instance, name)
            instance.server.create(name, template=base)
            instance.server.set_label(name, _label(demo=False))
            _copy_files(instance, base, name)


def make(instance: Instance, name: str, *, demo: bool) -> list[str]:
    """Make the database anew; give the warnings that Odoo logged while it installed the addon."""
    base = _template(instance, demo)
    fingerprint = addon_fingerprint()
    drop(instance, name)
    instance.server.create(name, template=base)
    instance.server.set_label(name, _label(demo))
    _copy_files(instance, base, name)
    if instance.settings.zone:
        instance.server.query(DEMO_ZONE, instance.settings.zone, database=name)
    warnings = instance.install(
        name,
        *("-i", ADDON, *_demo_option(demo)),
        doing=f"installing the addon in the database {name}",
        on_failure="The addon could not be installed",
    )
    instance.server.set_label(name, _label(demo, addon=fingerprint))
    return warnings


def refuse_foreign(instance: Instance, name: str) -> None:
    """Stop when there is a database `name` that is not this checkout's."""
    _own_label(instance, name)


def noted(instance: Instance, name: str, what: str) -> bool:
    """Whether `what` was noted on the database."""
    return bool(instance.server.labels()[name].get(what))


def note(instance: Instance, name: str, what: str) -> None:
    """Note on the database that `what` is done; it is forgotten when the database is made anew."""
    instance.server.set_label(name, instance.server.labels()[name] | {what: True})


def update(instance: Instance, name: str) -> None:
    """Update the addon whether its files changed or not."""
    with _lock(instance, name):
        label = _own_label(instance, name)
        if label is None:
            raise Stop(f"There is no database {name} yet: `make run` or `make shell` makes it.")
        _update(instance, name, label)


def copy(instance: Instance, source: str, target: str) -> None:
    """Make ``target`` anew as a copy of ``source``."""
    drop(instance, target)
    instance.server.create(target, template=source)
    instance.server.set_label(target, instance.server.labels()[source])
    _copy_files(instance, source, target)


def drop(instance: Instance, name: str) -> None:
    instance.server.drop(name)
    shutil.rmtree(_files(instance, name), ignore_errors=True)


def drop_own(instance: Instance, templates: bool = False) -> list[str]:
    """Drop all databases that were made for this checkout, perhaps with the templates."""
    labels = instance.server.labels().items()
    names = [
        name
        for name, label in labels
        if label.get("checkout") == str(CHECKOUT) or (templates and name.startswith(TEMPLATE_PREFIX))
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


def _template(instance: Instance, demo: bool) -> str:
    """The template with Odoo's own modules, made when there is none for this Odoo and these modules."""
    modules = sorted(manifest()["depends"])
    ingredients = [instance.odoo.release(instance.settings), *modules, *LANGUAGES, str(demo)]
    name = TEMPLATE_PREFIX + hashlib.sha256("\n".join(ingredients).encode()).hexdigest()[:8]
    with _lock(instance, name):
        if not instance.server.labels().get(name, {}).get("ready"):
            _make_template(instance, name, modules, demo)
    return name


def _make_template(instance: Instance, name: str, modules: list[str], demo: bool) -> None:
    if instance.server.exists(name):
        drop(instance, name)
    instance.server.create(name)
    instance.server.set_label(name, {"ready": False})
    data = "with" if demo else "without"
    instance.install(
        name,
        *("-i", ",".join(modules), "--load-language", ",".join(LANGUAGES), *_demo_option(demo)),
        doing=f"installing Odoo's own modules {data} demo data (once)",
        on_failure="Odoo's own modules could not be installed",
    )
    instance.server.set_label(name, {"ready": True})


def _demo_option(demo: bool) -> list[str]:
    return ["--with-demo"] if demo else ["--without-demo"]


def _files(instance: Instance, name: str) -> Path:
    return instance.data / "filestore" / name


def _copy_files(instance: Instance, source: str, target: str) -> None:
    """Copy the attachments.  Odoo never changes such a file, so a second name for it will do."""
    if _files(instance, source).exists():
        shutil.copytree(_files(instance, source), _files(instance, target), copy_function=os.link)


def _lock(instance: Instance, name: str):
    return locked(instance.settings.cache / "locks" / name, f"another command that uses the database {name}")
