"""`make i18n`: bring the translation files up to date with the addon."""

import subprocess
from pathlib import Path

from . import databases, instance
from .console import Stop, say
from .settings import ADDON, CHECKOUT, Settings

MERGE = Path(__file__).parent / "inside" / "merge_translations.py"


def i18n(settings: Settings) -> int:
    """Export all terms, merge them into each language, and tell what is still to be translated."""
    name = settings.database or f"classification_i18n_{settings.checkout_key}"
    folder = CHECKOUT / "i18n"
    template = folder / f"{ADDON}.pot"
    folder.mkdir(exist_ok=True)
    with instance.started(settings) as odoo:
        databases.ensure(odoo, name, demo=False)
        say(f"exporting the terms of the database {name}")
        command = odoo.odoo.command(
            *("i18n", "export", "-c", odoo.config, "-d", name, "-l", "pot", "-o", template, ADDON)
        )
        if subprocess.call(command, env=odoo.environment(), cwd="/"):
            raise Stop("The terms could not be exported: the reason stands above.")
        return subprocess.call([str(odoo.odoo.python), str(MERGE), str(template), *map(str, folder.glob("*.po"))])
