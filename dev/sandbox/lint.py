"""`make lint` and `make format`: style, Odoo's own conventions, and data files and translations that can be read."""

import subprocess
import xml.sax
from pathlib import Path

from . import python_env
from .console import fail, say
from .settings import CHECKOUT, Settings

CHECK_CONTEXT = Path(__file__).parent / "inside" / "check_context.py"
CHECK_CLOCK = Path(__file__).parent / "inside" / "check_clock.py"
CHECK_TRANSLATIONS = Path(__file__).parent / "inside" / "check_translations.py"
OCA_ONLY = "manifest-required-author,missing-readme"  # the OCA as an author, README.rst


def lint(settings: Settings) -> int:
    """Check everything and tell all findings, not only the first kind."""
    tools = _tools(settings)
    link = settings.link_addon()
    checks = {
        "ruff": [tools / "ruff", "check", "--no-cache", CHECKOUT],
        "ruff format": [tools / "ruff", "format", "--no-cache", "--check", "--diff", CHECKOUT],
        "clock": [tools / "python", CHECK_CLOCK, CHECKOUT, *_with_clocks()],
        "translations": [tools / "python", CHECK_TRANSLATIONS, *_tracked(".po", ".pot")],
        "contexts": [tools / "python", CHECK_CONTEXT, *_tracked(".py", ".xml", ".js")],
        "pylint-odoo": [tools / "pylint", f"--rcfile={CHECKOUT / 'pyproject.toml'}", f"--disable={OCA_ONLY}", link],
    }
    failed = [name for name, command in checks.items() if _run(settings, name, command)]
    say("XML files")
    broken = [problem for path in _tracked(".xml", ".svg") if (problem := _malformed(path))]
    for problem in broken:
        fail(problem)
    for name in failed:
        fail(f"{name} has findings")
    return int(bool(failed or broken))


def format(settings: Settings) -> int:  # noqa: A001  the name of the command
    """Mend what can be mended without thinking, and bring the code into shape."""
    ruff = _tools(settings) / "ruff"
    mended = _run(settings, "ruff", [ruff, "check", "--no-cache", "--fix", CHECKOUT])
    return _run(settings, "ruff format", [ruff, "format", "--no-cache", CHECKOUT]) or mended


def _tools(settings: Settings) -> Path:
    return python_env.ensure(settings, "lint", python_env.LINT_REQUIREMENTS, "the tools that check the code").parent


def _run(settings: Settings, name: str, command) -> int:
    say(name)
    return subprocess.call(list(map(str, command)), cwd=settings.own, env=settings.child_environment())


def _tracked(*suffixes: str) -> list[Path]:
    """The checkout's files with these endings, those that git ignores left out."""
    listed = subprocess.run(
        ["git", "-C", CHECKOUT, "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        capture_output=True,
        text=True,
    ).stdout.split("\0")
    names = filter(None, listed) if any(listed) else (str(p.relative_to(CHECKOUT)) for p in CHECKOUT.rglob("*"))
    return [CHECKOUT / name for name in names if name.endswith(suffixes) and (CHECKOUT / name).is_file()]


def _with_clocks() -> list[Path]:
    """The addon's own files in which somebody could ask the machine what day it is."""
    return [path for path in _tracked(".py", ".xml", ".js") if "dev" not in path.relative_to(CHECKOUT).parts[:1]]


def _malformed(path: Path) -> str | None:
    try:
        xml.sax.parse(str(path), xml.sax.ContentHandler())
    except xml.sax.SAXParseException as error:
        return f"{path.relative_to(CHECKOUT)}:{error.getLineNumber()}: {error.getMessage()}"
    return None
