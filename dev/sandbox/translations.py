"""`make i18n`: bring the translation files up to date with the addon."""

import subprocess

from . import databases, instance
from .console import Stop, say
from .settings import ADDON, CHECKOUT, LANGUAGES, Settings

MERGE = instance.INSIDE / "merge_translations.py"


def i18n(settings: Settings) -> int:
    """Export all terms, merge them into each language, and tell what is still to be translated."""
    name = settings.database or f"classification_i18n_{settings.checkout_key}"
    folder = CHECKOUT / "i18n"
    template = folder / f"{ADDON}.pot"
    folder.mkdir(exist_ok=True)
    with instance.started(settings) as odoo:
        if not settings.database:
            # An update leaves alone what users may have changed, mail templates for example, so the export of a
            # database that was kept would bring their former texts back.
            databases.refuse_foreign(odoo, name)
            databases.make(odoo, name, demo=False)
        else:
            databases.ensure(odoo, name, demo=False)
        say(f"exporting the terms of the database {name}")
        command = odoo.odoo.command(
            *("i18n", "export", "-c", odoo.config, "-d", name, "-l", "pot", "-o", template, ADDON)
        )
        if subprocess.call(command, env=odoo.environment(), cwd="/"):
            raise Stop("The terms could not be exported: the reason stands above.")
        if not settings.database:
            databases.drop(odoo, name)
        languages = {folder / f"{code}.po" for code in LANGUAGES[1:]} | set(folder.glob("*.po"))
        return subprocess.call(list(map(str, [odoo.odoo.python, MERGE, template, *sorted(languages)])))
