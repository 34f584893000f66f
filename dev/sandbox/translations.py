"""`make i18n`: bring the translation files up to date with the addon."""

import subprocess

from . import databases, instance, python_env
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
        databases.ensure(odoo, name, demo=False)
        say(f"exporting the terms of the database {name}")
        command = odoo.odoo.command(
            *("i18n", "export", "-c", odoo.config, "-d", name, "-l", "pot", "-o", template, ADDON)
        )
        if subprocess.call(command, env=odoo.environment(), cwd="/"):
            raise Stop("The terms could not be exported: the reason stands above.")
    languages = {folder / f"{code}.po" for code in LANGUAGES[1:]} | set(folder.glob("*.po"))
    python = python_env.ensure(settings, "lint", python_env.LINT_REQUIREMENTS, "the tools that check the code")
    return subprocess.call(list(map(str, [python, MERGE, template, *sorted(languages)])))
