"""Python environments, each made by uv from lists of requirements.

A changed list makes another environment: programs that still run from the former one, and checkouts with other
requirements, are left alone.
"""

import contextlib
import hashlib
import importlib.util
import os
import shutil
import subprocess
import sys
from pathlib import Path

from .console import Stop, run_logged
from .locks import locked
from .settings import CHECKOUT, DEV, Settings

# The commands themselves; Odoo and the tests; what checks the code.
REQUIREMENTS = {
    "tools": (DEV / "tools-requirements.txt",),
    "odoo": (DEV / "odoo-requirements.txt", CHECKOUT / "requirements.txt"),
    "lint": (DEV / "lint-requirements.txt",),
}
PURPOSES = {"tools": "the sandbox's tools", "odoo": "Odoo's Python packages", "lint": "the tools that check the code"}


def enter(settings: Settings, name: str, **variables: str) -> None:
    """Go on with this program in the environment `name`, made when it is not there yet."""
    python = ensure(settings, name)
    if Path(sys.prefix) != python.parent.parent:
        os.execve(python, [str(python), "-B", "-m", "sandbox", *sys.argv[1:]], {**os.environ, **variables})


def ensure(settings: Settings, name: str) -> Path:
    """The Python of the environment `name`, with everything that it requires installed."""
    folder = settings.cache / f"env-{name}-{_fingerprint(REQUIREMENTS[name])}"
    stamp = folder / "installed"
    if not stamp.exists():
        with locked(settings.cache / "locks" / folder.name, f"another set-up of {PURPOSES[name]}"):
            if not stamp.exists():
                _install(settings, folder, REQUIREMENTS[name], PURPOSES[name])
                stamp.touch()
    return folder / "bin" / "python"


def _fingerprint(requirements) -> str:
    """What the environment depends on: this Python, and the requirements without the comments about them."""
    digest = hashlib.sha256(sys.version.encode())
    for path in requirements:
        lines = [line.partition("#")[0].strip() for line in path.read_text().splitlines()]
        digest.update("\n".join(filter(None, lines)).encode())
    return digest.hexdigest()[:8]


def _install(settings: Settings, folder: Path, requirements, purpose: str) -> None:
    """Build from nothing: a half-made environment is never trusted."""
    shutil.rmtree(folder, ignore_errors=True)
    files = [argument for path in requirements for argument in ("-r", path)]
    install = '"$0" venv --quiet --python "$1" "$2" && shift && exec "$0" pip install --python "$@"'
    try:
        run_logged(
            ["sh", "-c", install, uv(settings), sys._base_executable, folder, *files],
            doing=f"installing {purpose}",
            log=settings.cache / "logs" / f"{folder.name}.log",
            on_failure=f"{purpose[0].upper()}{purpose[1:]} could not be installed from the Python package index: "
            "is there a network?",
            env=uv_environment(settings),
        )
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise


def uv(settings: Settings) -> Path:
    """uv: the one that is installed, or one of our own."""
    found = shutil.which("uv")
    if found:
        return Path(found)
    folder = settings.cache / "uv"
    with locked(settings.cache / "locks" / "uv", "another set-up of uv"):
        if not (folder / "installed").exists():
            shutil.rmtree(folder, ignore_errors=True)
            folder.parent.mkdir(parents=True, exist_ok=True)
            # With the pip that is there: to make an environment with one of its own takes ten seconds.
            pip, place = [sys.executable, "-m", "pip"], ["--target", folder]
            if not importlib.util.find_spec("pip"):
                pip, place = [_bare_environment(folder), "-m", "pip"], []
            run_logged(
                [*pip, "install", "--quiet", "--disable-pip-version-check", *place, "uv"],
                doing="installing uv, which installs the Python packages",
                log=settings.cache / "logs" / "uv.log",
                on_failure="uv could not be installed from the Python package index: is there a network?",
                env=settings.child_environment(),
            )
            (folder / "installed").touch()
    return folder / "bin" / "uv"


def _bare_environment(folder: Path) -> Path:
    """The Python of a new environment that holds nothing but pip."""
    if subprocess.run([sys.executable, "-m", "venv", folder], capture_output=True).returncode:
        raise Stop(
            "Python cannot make virtual environments here: install its venv module "
            "(on Debian: apt-get install python3-venv)."
        )
    return folder / "bin" / "python"


def uv_environment(settings: Settings) -> dict[str, str]:
    """What uv needs to know: a cache next to the environments, so that files are linked and not copied."""
    return settings.child_environment(UV_CACHE_DIR=str(settings.cache / "uv-cache"), **_index())


def _index() -> dict[str, str]:
    """Where pip is set up to look for packages, which uv does not read."""
    if "UV_DEFAULT_INDEX" in os.environ:
        return {}
    with contextlib.suppress(OSError):
        shown = subprocess.run([sys.executable, "-m", "pip", "config", "list"], capture_output=True, text=True).stdout
        for line in shown.splitlines():
            name, _, value = line.partition("=")
            if name.endswith(".index-url"):
                return {"UV_DEFAULT_INDEX": value.strip("'\"")}
    return {}
