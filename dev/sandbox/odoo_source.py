"""The Odoo to work with: Debian's package, unpacked but not installed, or one of the user's own.

Odoo is not on the Python package index, but Debian's unstable suite carries it.  The package is fetched with apt
(lists, cache and sources of our own, so it works as an ordinary user and leaves the system alone) and unpacked into
the cache; its Python requirements come from the Python package index into a virtual environment.
"""

import os
import re
import shutil
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path

from . import python_env
from .console import Stop, run_logged, say
from .locks import locked
from .settings import Settings

SERIES = "19.0"
UNSTABLE = "sid"
KEYRING = Path("/usr/share/keyrings/debian-archive-keyring.gpg")
DIST_PACKAGES = Path("usr/lib/python3/dist-packages")

# The package's fonts and some of its JavaScript are symbolic links into these packages.
FROM_UNSTABLE = (
    "odoo-19",
    "fonts-inconsolata",
    "fonts-montserrat",
    "fonts-ocr-b",
    "fonts-roboto-unhinted",
    "libjs-jquery",
    "libjs-jquery-form",
    "libjs-underscore",
)
# Odoo's icons are those of Font Awesome 4.7, which unstable no longer has.
FROM_STABLE = ("fonts-font-awesome",)
# An asset bundle names this file (it blurs the background of video calls), which Debian leaves out.
LEFT_OUT = Path("odoo/addons/mail/static/lib/selfie_segmentation/selfie_segmentation.js")


@dataclass
class Odoo:
    """An Odoo that can be started: the Python with its requirements, and where its package lies."""

    python: Path
    path: Path | None = None

    def command(self, *arguments) -> list[str]:
        return [str(self.python), "-m", "odoo", *map(str, arguments)]

    def environment(self, settings: Settings, **more: str) -> dict[str, str]:
        # Safe path: no module in the current folder takes the place of one of Odoo's.
        if self.path:
            more["PYTHONPATH"] = os.pathsep.join(filter(None, [str(self.path), more.get("PYTHONPATH")]))
        return settings.child_environment(PYTHONSAFEPATH="1", **more)

    def release(self, settings: Settings) -> str:
        """Version and place of the release, which tell one Odoo from another."""
        code = "import odoo.release as r; print(r.series, r.version, r.__file__)"
        result = subprocess.run(
            [self.python, "-c", code], env=self.environment(settings), capture_output=True, text=True
        )
        return result.stdout.strip()


def ensure(settings: Settings) -> Odoo:
    if settings.odoo:
        return _own(settings)
    tree = _fetched(settings)
    return Odoo(_python(settings), tree / DIST_PACKAGES)


def _python(settings: Settings) -> Path:
    return python_env.ensure(settings, "venv", python_env.ODOO_REQUIREMENTS, "the Python packages that Odoo needs")


def _own(settings: Settings) -> Odoo:
    """ODOO=: a source tree, run with the sandbox's Python, or an installed Odoo, run with its own."""
    given = Path(settings.odoo).expanduser().absolute()
    for folder in (given, given / DIST_PACKAGES):
        if (folder / "odoo" / "release.py").exists():
            odoo = Odoo(_python(settings), folder)
            break
    else:
        odoo = Odoo(_interpreter(given))
    release = odoo.release(settings)
    if release.split()[:1] != [SERIES]:
        found = f"it is {release.split()[0]}" if release else f"{odoo.python} cannot import it"
        raise Stop(f"ODOO={settings.odoo} is not an Odoo {SERIES}: {found}.")
    return odoo


def _interpreter(executable: Path) -> Path:
    """The Python that an installed `odoo` program runs with: the one in its first line."""
    if not executable.is_file():
        raise Stop(
            f"ODOO={executable} is neither an Odoo source tree (a folder with odoo-bin) nor an odoo program: "
            "correct it, or leave it out to have Odoo fetched."
        )
    with executable.open("rb") as file:
        words = file.readline().decode(errors="replace").removeprefix("#!").split()
    name = next((word for word in reversed(words) if "python" in Path(word).name), None)
    python = shutil.which(name) if name else None
    if not python:
        raise Stop(f"ODOO={executable} does not start with the path of a Python: give Odoo's source tree instead.")
    return Path(python)


def _fetched(settings: Settings) -> Path:
    tree = settings.cache / "odoo"
    with locked(settings.cache / "odoo.lock", "another set-up that fetches Odoo"):
        if not tree.exists():
            _fetch(settings, tree)
    return tree


def _fetch(settings: Settings, tree: Path) -> None:
    """Download and unpack next to `tree`, and give it its name when it is whole."""
    for program in ("apt-get", "dpkg-deb"):
        if not shutil.which(program):
            raise Stop(
                f"Odoo is fetched from Debian, and there is no {program} on this machine: "
                f"give an Odoo {SERIES} of your own with ODOO=/path/to/odoo."
            )
    for leftover in tree.parent.glob("odoo.part-*"):
        shutil.rmtree(leftover)
    work = Path(tempfile.mkdtemp(prefix="odoo.part-", dir=tree.parent))
    try:
        apt = _Apt(settings, work / "apt")
        apt.download(
            [f"{name}/{UNSTABLE}" for name in FROM_UNSTABLE] + [f"{name}/{apt.stable}" for name in FROM_STABLE]
        )
        say("unpacking Odoo")
        for package in sorted(apt.downloads.glob("*.deb")):
            if subprocess.run(["dpkg-deb", "-x", package, work / "tree"]).returncode:
                raise Stop(f"{package.name} could not be unpacked into {work}: is the disk full?")
        stand_in = work / "tree" / DIST_PACKAGES / LEFT_OUT
        if not stand_in.exists():
            stand_in.parent.mkdir(parents=True, exist_ok=True)
            stand_in.touch()
        (work / "tree").rename(tree)
    finally:
        shutil.rmtree(work, ignore_errors=True)


class _Apt:
    """apt with folders of its own: it neither needs root nor changes anything on the system."""

    def __init__(self, settings: Settings, folder: Path):
        self.settings = settings
        self.downloads = folder / "downloads"
        for part in ("lists/partial", "cache/archives/partial", "downloads"):
            (folder / part).mkdir(parents=True)
        archive, self.stable = _debian_archive()
        signed = f"[signed-by={KEYRING}] " if KEYRING.exists() else ""
        suites = dict.fromkeys((UNSTABLE, self.stable))
        sources = folder / "sources.list"
        sources.write_text("".join(f"deb {signed}{archive} {suite} main\n" for suite in suites))
        options = {
            "Dir::Etc::SourceList": sources,
            "Dir::Etc::SourceParts": "/dev/null",
            "Dir::State::Lists": folder / "lists",
            "Dir::Cache": folder / "cache",
            "APT::Sandbox::User": "root",
            "Acquire::Languages": "none",
            "Acquire::Retries": "3",
        }
        self.command = ["apt-get"] + [text for key, value in options.items() for text in ("-o", f"{key}={value}")]

    def download(self, packages: list[str]) -> None:
        self._run("reading Debian's package lists", "update", "-o", "APT::Update::Error-Mode=any")
        self._run("downloading Odoo, 130 MB", "download", *packages)

    def _run(self, doing: str, verb: str, *arguments: str) -> None:
        run_logged(
            [*self.command, verb, *arguments],
            doing=doing,
            log=self.settings.cache / "logs" / f"apt-{verb}.log",
            on_failure="Odoo could not be fetched from Debian's package archive: is there a network?",
            cwd=self.downloads,
            env=self.settings.child_environment(LC_ALL="C.UTF-8"),
            progress=lambda: f"{sum(f.stat().st_size for f in self.downloads.iterdir()) / 1e6:.0f} MB",
        )


def _debian_archive() -> tuple[str, str]:
    """Address and suite of the Debian archive that this machine is set up to use."""
    known = {"stable", "oldstable", "testing", "unstable", UNSTABLE, _os_release().get("VERSION_CODENAME")}
    shown = subprocess.run(["apt-get", "update", "--print-uris"], capture_output=True, text=True)
    for address, suite in re.findall(r"'([^']+?)/+dists/([^'/]+)/(?:In)?Release'", shown.stdout):
        if suite in known:
            return address, suite
    raise Stop(
        f"Odoo is fetched from Debian, and this machine's apt knows no Debian archive: "
        f"give an Odoo {SERIES} of your own with ODOO=/path/to/odoo."
    )


def _os_release() -> dict[str, str]:
    path = Path("/etc/os-release")
    lines = path.read_text().splitlines() if path.exists() else []
    return {name: value.strip('"') for name, _, value in (line.partition("=") for line in lines)}
