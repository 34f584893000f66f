"""`make lint` and `make format`: pre-commit runs what .pre-commit-config.yaml names, with tools put in its reach."""

import os
import subprocess
import sys
from pathlib import Path

from . import node
from .console import Stop, say
from .settings import CHECKOUT, Settings

FORMATTERS = ("ruff", "ruff-format", "eslint", "newline", "blanks")


def lint(settings: Settings) -> int:
    """Check everything and tell all findings, not only the first kind."""
    return _pre_commit(settings, "run", "--all-files")


def format(settings: Settings) -> int:  # noqa: A001  the name of the command
    """Mend what can be mended without thinking, and bring the code into shape."""
    for _attempt in range(2):  # the first time what was mended counts as a finding
        found = [_pre_commit(settings, "run", "--all-files", hook, fix="--quiet") for hook in FORMATTERS]
        if not any(found):
            return 0
    return 1


def _pre_commit(settings: Settings, *arguments: str, fix: str = "") -> int:
    tools = Path(sys.executable).parent
    if subprocess.call(["git", "-C", CHECKOUT, "rev-parse", "--git-dir"], stdout=subprocess.DEVNULL):
        raise Stop("The checks ask git which files there are, and this is no checkout of git's.")
    environment = settings.child_environment(
        FIX=fix,
        ADDON=str(settings.link_addon()),
        NODE=str(_packages(settings) or ""),
        PATH=os.pathsep.join([str(tools), os.environ["PATH"]]),
        PRE_COMMIT_HOME=str(settings.cache / "pre-commit"),
    )
    return subprocess.call([tools / "pre-commit", *arguments], cwd=CHECKOUT, env=environment)


def _packages(settings: Settings) -> Path | None:
    """The folder with ESLint and Prettier, in the versions and with the settings that Odoo gives them."""
    folder = node.ensure(settings, node.LINT, "ESLint and Prettier")
    if not folder:
        say("JavaScript is not checked: there is no npm on this machine (on Debian: apt-get install npm)")
    return folder
