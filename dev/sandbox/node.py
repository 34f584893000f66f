"""The packages of npm that the checks and the tests use, each set in a folder of its own."""

import hashlib
import shutil
from pathlib import Path

from .console import run_logged
from .locks import locked
from .settings import DEV, Settings

JAVASCRIPT = DEV / "javascript"
LINT = (JAVASCRIPT / "package.json", JAVASCRIPT / "eslintrc.json")  # with Odoo's settings
AXE = (JAVASCRIPT / "axe" / "package.json",)  # what looks for barriers on pages


def ensure(settings: Settings, files: tuple[Path, ...], names: str) -> Path | None:
    """The folder with what the `package.json` among the files asks for, and the other files; None without npm."""
    npm = shutil.which("npm")
    if not npm:
        return None
    key = hashlib.sha256(b"".join(file.read_bytes() for file in files)).hexdigest()[:8]
    folder = settings.cache / f"env-node-{key}"
    with locked(settings.cache / "locks" / folder.name, f"another set-up of {names}"):
        if not (folder / "installed").exists():
            shutil.rmtree(folder, ignore_errors=True)
            folder.mkdir(parents=True)
            for file in files:
                shutil.copy(file, folder)
            run_logged(
                [npm, "install", "--no-audit", "--no-fund", "--no-package-lock", "--cache", folder / "npm-cache"],
                doing=f"installing {names}",
                log=settings.cache / "logs" / "npm.log",
                on_failure=f"{names} could not be installed from the npm registry: is there a network?",
                cwd=folder,
            )
            shutil.rmtree(folder / "npm-cache", ignore_errors=True)
            (folder / "installed").touch()
    return folder
