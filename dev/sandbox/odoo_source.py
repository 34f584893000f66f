"""The Odoo to work with: Debian's package, unpacked but not installed, or one of the user's own.

Odoo is not on the Python package index, but Debian's unstable suite carries it.  The package is fetched with apt
(lists, cache and sources of our own, so it works as an ordinary user and leaves the system alone) and unpacked into
the cache, of its translations only those that the addon has too; its Python requirements come from the Python package
index into a virtual environment.
"""

import contextlib
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

from . import environments
from .console import Stop, following, run_logged, say
from .locks import locked
from .settings import LANGUAGES, Settings

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
# All but zh_CN: its file begins with z, goes on with h, and has no other country. Nobody needs the empty ones.
OTHER_LANGUAGES = ("*.pot", "[!z]*.po", "z[!h]*.po", "zh_[!C]*.po")
SIZE = 135_000_000  # of the packages
# The modules with most Python among those that the addon needs, in the order in which they are installed.
COMPILED = (
    *("web", "html_editor", "mail", "bus", "resource", "calendar", "product", "rating", "portal", "payment"),
    *("account", "crm", "account_payment", "sale", "sales_team", "phone_validation", "digest", "utm", "analytic"),
)
FETCHING = "downloading and unpacking Odoo"
FETCHER = "SANDBOX_FETCHER"  # the variable with the process id of the one that fetches Odoo


@dataclass
class Odoo:
    """An Odoo that can be started: the Python with its requirements, and where its package lies."""

    python: Path
    path: Path | None = None
    known_release: str = ""

    def command(self, *arguments) -> list[str]:
        return [str(self.python), "-m", "odoo", *map(str, arguments)]

    def environment(self, settings: Settings, **more: str) -> dict[str, str]:
        # Safe path: no module in the current folder takes the place of one of Odoo's.
        if self.path:
            more["PYTHONPATH"] = os.pathsep.join(filter(None, [str(self.path), more.get("PYTHONPATH")]))
        return settings.child_environment(PYTHONSAFEPATH="1", **more)

    @contextlib.contextmanager
    def compiling(self, environment: dict[str, str]):
        """Compile large modules' Python meanwhile, on another processor than the one that is about to import them."""
        if not self.path:
            yield
            return
        folders = [self.path / "odoo" / "addons" / name for name in COMPILED]
        command = [self.python, "-m", "compileall", "-q", "-x", "/(tests|populate|upgrades)/", *folders]
        process = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        try:
            yield
        finally:
            process.terminate()
            process.wait()

    def release(self, settings: Settings) -> str:
        """Version and place of the release, which tell one Odoo from another."""
        if self.known_release:
            return self.known_release
        code = "import odoo.release as r; print(r.series, r.version, r.__file__)"
        result = subprocess.run(
            [self.python, "-c", code], env=self.environment(settings), capture_output=True, text=True
        )
        self.known_release = result.stdout.strip()
        return self.known_release


def ensure(settings: Settings) -> Odoo:
    if settings.odoo:
        return _own(settings)
    python = environments.ensure(settings, "odoo")
    return Odoo(python, fetched(settings) / DIST_PACKAGES)


def fetch_meanwhile(settings: Settings) -> dict[str, str]:
    """Begin to fetch Odoo in a process of its own, while the environments are made; gives a variable that names it."""
    if settings.odoo or _tree(settings).exists() or not shutil.which("apt-get"):
        return {}
    log = settings.cache / "logs" / "odoo.log"
    log.parent.mkdir(parents=True, exist_ok=True)
    with log.open("w") as output:
        fetcher = subprocess.Popen(
            [sys.executable, "-B", "-m", "sandbox", "fetch"], stdin=subprocess.DEVNULL, stdout=output, stderr=output
        )
    return {FETCHER: str(fetcher.pid)}


def _own(settings: Settings) -> Odoo:
    """ODOO=: a source tree, run with the sandbox's Python, or an installed Odoo, run with its own."""
    given = Path(settings.odoo).expanduser().absolute()
    for folder in (given, given / DIST_PACKAGES):
        if (folder / "odoo" / "release.py").exists():
            odoo = Odoo(environments.ensure(settings, "odoo"), folder)
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


def _tree(settings: Settings) -> Path:
    return settings.cache / f"odoo-{'-'.join(LANGUAGES)}"


def fetched(settings: Settings) -> Path:
    """The unpacked package, fetched when it is not there."""
    tree = _tree(settings)
    if FETCHER in os.environ:
        _await(int(os.environ.pop(FETCHER)), settings)
    if not tree.exists():
        with locked(tree.with_suffix(".lock"), "the end of Odoo's download (130 MB)"):
            if not tree.exists():
                _fetch(settings, tree)
    return tree


def _await(fetcher: int, settings: Settings) -> None:
    """Wait for the process that fetches Odoo meanwhile; if it fails, fetching again will tell why."""

    def share() -> float:
        files = settings.cache.glob("odoo.part-*/apt/downloads/*")
        with contextlib.suppress(FileNotFoundError):
            return min(1, sum(file.stat().st_size for file in files) / SIZE)
        return 1

    with following(FETCHING, share) as tick:
        while os.waitpid(fetcher, os.WNOHANG) == (0, 0):
            tick()
            time.sleep(0.1)


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
            _unpack(package, work / "tree")
        stand_in = work / "tree" / DIST_PACKAGES / LEFT_OUT
        if not stand_in.exists():
            stand_in.parent.mkdir(parents=True, exist_ok=True)
            stand_in.touch()
        (work / "tree").rename(tree)
    finally:
        shutil.rmtree(work, ignore_errors=True)


def _unpack(package: Path, target: Path) -> None:
    """Unpack the program alone: two thirds of the package are translations into languages that are not needed."""
    target.mkdir(exist_ok=True)
    unpacked = subprocess.Popen(["dpkg-deb", "--fsys-tarfile", package], stdout=subprocess.PIPE)
    unwanted = [f"--exclude=*/i18n/{pattern}" for pattern in OTHER_LANGUAGES]
    written = subprocess.run(["tar", "-x", "-C", target, "--no-same-owner", *unwanted], stdin=unpacked.stdout)
    if unpacked.wait() or written.returncode:
        raise Stop(f"{package.name} could not be unpacked into {target}: is the disk full?")


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
