"""Programs and fonts that come from the operating system: the browser, the PDF printer, Chinese characters."""

import os
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

from .console import Stop, run_logged, say
from .locks import locked
from .settings import Settings


@dataclass(frozen=True)
class Tool:
    """Something of the operating system's: any of the programs will do."""

    purpose: str
    package: str
    programs: tuple[str, ...] = ()

    def is_there(self) -> bool:
        return any(map(shutil.which, self.programs))


class MovedClock(Tool):
    def is_there(self) -> bool:
        return bool(moved_clock())


class ChineseFont(Tool):
    def is_there(self) -> bool:
        if not shutil.which("fc-list"):
            return False
        return bool(subprocess.run(["fc-list", ":lang=zh-cn", "family"], capture_output=True).stdout.strip())


PDF_PRINTER = Tool("PDF reports", "wkhtmltopdf", ("wkhtmltopdf",))
CHINESE_FONT = ChineseFont("Chinese in PDF reports and in the browser", "fonts-wqy-microhei")
MOVED_CLOCK = MovedClock("tests at another time", "libfaketime")
FOR_PRINTING = (PDF_PRINTER, CHINESE_FONT)
FOR_TESTS = (
    *FOR_PRINTING,
    Tool("browser tests", "chromium", ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")),
    Tool("reading PDF reports in tests", "poppler-utils", ("pdftotext",)),
    Tool("fonts", "fontconfig", ("fc-list",)),
)


def ensure(settings: Settings, tools: tuple[Tool, ...]) -> None:
    """Install what is missing, or say how to."""
    with locked(settings.cache / "apt.lock", "another set-up that installs programs"):
        missing = [tool for tool in tools if not tool.is_there()]
        if missing:
            _install(settings, missing)


def moved_clock() -> Path | None:
    """The library that moves the clock of a program that is started with it."""
    folders = (Path("/usr/lib"), Path("/usr/local/lib"))
    return next((path for folder in folders for path in folder.glob("**/faketime/libfaketime.so.1")), None)


def mention_missing(tools: tuple[Tool, ...]) -> None:
    missing = [tool for tool in tools if not tool.is_there()]
    if missing:
        purposes = " and ".join(tool.purpose for tool in missing)
        say(f"{purposes} need more than is installed here: {_by_hand(missing)}")


def _install(settings: Settings, missing: list[Tool]) -> None:
    packages = [tool.package for tool in missing]
    prefix = _privileges()
    if prefix is None or not shutil.which("apt-get"):
        raise Stop(f"The tests need {', '.join(packages)}: install them with `{_by_hand(missing)}`.")
    apt = [*prefix, "apt-get", "-q", "-o", "DPkg::Lock::Timeout=600"]
    environment = settings.child_environment(DEBIAN_FRONTEND="noninteractive", LC_ALL="C.UTF-8")
    failure = f"{', '.join(packages)} could not be installed: try `{_by_hand(missing)}`"
    steps = (
        ("apt-repair", [*prefix, "dpkg", "--configure", "-a"], "finishing what apt left half done"),
        ("apt-lists", [*apt, "update"], "reading the system's package lists"),
        (
            "apt-install",
            [*apt, "install", "-y", "--no-install-recommends", *packages],
            f"installing {', '.join(packages)}",
        ),
    )
    for name, command, doing in steps:
        log = settings.cache / "logs" / f"{name}.log"
        run_logged(command, doing=doing, log=log, on_failure=failure, env=environment)


def _privileges() -> list[str] | None:
    """What to put before a command so that it runs as root; None when we may not."""
    if os.geteuid() == 0:
        return []
    if shutil.which("sudo") and subprocess.run(["sudo", "-n", "true"], capture_output=True).returncode == 0:
        return ["sudo", "-n", "--preserve-env=DEBIAN_FRONTEND"]
    return None


def _by_hand(missing: list[Tool]) -> str:
    return f"apt-get install {' '.join(tool.package for tool in missing)}"
