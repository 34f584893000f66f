"""Virtual environments, each made from a list of requirements.

A changed list makes another environment: programs that still run from the former one, and checkouts with other
requirements, are left alone.
"""

import hashlib
import shutil
import subprocess
import sys
from pathlib import Path

from .console import Stop, run_logged
from .locks import locked
from .settings import CHECKOUT, DEV, Settings

ODOO_REQUIREMENTS = (DEV / "odoo-requirements.txt", CHECKOUT / "requirements.txt")
POSTGRES_REQUIREMENTS = (DEV / "postgres-requirements.txt",)
LINT_REQUIREMENTS = (DEV / "lint-requirements.txt",)


def ensure(settings: Settings, name: str, requirements: tuple[Path, ...], purpose: str) -> Path:
    """The Python of the environment `name`, with everything in `requirements` installed."""
    folder = settings.cache / f"{name}-{_fingerprint(requirements)}"
    python = folder / "bin" / "python"
    stamp = folder / "installed"
    with locked(settings.cache / "locks" / folder.name, f"another set-up of {purpose}"):
        if not (stamp.exists() and python.exists()):
            _install(settings, folder, requirements, purpose)
            stamp.touch()
    return python


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
    folder.parent.mkdir(parents=True, exist_ok=True)
    made = subprocess.run([sys.executable, "-m", "venv", folder], capture_output=True, text=True)
    if made.returncode:
        raise Stop(
            "Python cannot make virtual environments here: install its venv module "
            "(on Debian: apt-get install python3-venv)."
        )
    files = [argument for path in requirements for argument in ("-r", str(path))]
    run_logged(
        [folder / "bin" / "python", "-m", "pip", "install", "--prefer-binary", "--disable-pip-version-check", *files],
        doing=f"installing {purpose}",
        log=settings.cache / "logs" / f"pip-{folder.name}.log",
        on_failure=f"{purpose.capitalize()} could not be installed from the Python package index: is there a network?",
        env=settings.child_environment(PIP_DISABLE_PIP_VERSION_CHECK="1"),
        progress=lambda: f"{_size(folder):.0f} MB",
    )


def _size(folder: Path) -> float:
    """Megabytes under `folder`, in a moment's time."""
    packages = next(folder.glob("lib/python*/site-packages"), folder)
    return sum(entry.stat().st_size for entry in packages.rglob("*") if entry.is_file()) / 1e6
