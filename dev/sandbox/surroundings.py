"""When, where and how slowly the tests run: a moment, a time zone, a delay of the browser's requests, an order.

With DRAW=1 they are drawn where they are not given, so that over the days each hour, month's end and leap day is tried.
The clock is moved at its three sources: Python's by `time-machine`, PostgreSQL's by `libfaketime`, the browser's by a
script in its pages (see `inside/surroundings.py`).  Nothing but the tests is moved.
"""

import calendar
import os
import random
import shlex
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from pathlib import Path

from . import system_tools
from .console import Stop
from .settings import Settings

ZONES = ("Asia/Shanghai", "Europe/Berlin", "America/New_York", "Pacific/Auckland")  # the first is the demo's
LATENCIES = (0, 400)  # ms
SPECIAL_HOURS = ((0, 10), (15, 59), (16, 1), (23, 59))
YEARS = 5  # how far the drawn moment lies ahead, at most
CLOCK = "%Y-%m-%d %H:%M"
STARTUP = Path(__file__).parent / "inside" / "startup"


@dataclass(frozen=True)
class Surroundings:
    """What a run of the tests is given."""

    seed: int
    now: datetime
    clock: datetime | None = None  # the moment, in UTC; None is now
    zone: str = ZONES[0]
    latency: int = 0

    @property
    def offset(self) -> int:
        """How many seconds the clock is ahead."""
        return round((self.clock - self.now).total_seconds()) if self.clock else 0

    @property
    def of_data(self) -> str:
        """What the data in a database depend on; nothing as a rule."""
        clock = self.clock.strftime(CLOCK) if self.clock else ""
        return " ".join(filter(None, (clock, self.zone if self.zone != ZONES[0] else "")))

    def repeat(self, settings: Settings) -> str:
        """The command that repeats the run."""
        drawn = {
            "CLOCK": self.clock and self.clock.strftime(CLOCK),
            "TZ_COMPANY": self.zone if settings.draw or self.zone != ZONES[0] else None,
            "LATENCY": self.latency if settings.draw or self.latency else None,
            "SEED": self.seed,
            "K": settings.test_filter or None,
        }
        told = " ".join(f"{name}={shlex.quote(str(value))}" for name, value in drawn.items() if value is not None)
        return f"{told} .ci/run" if settings.ci else f"make test {told}"

    def for_tests(self, settings: Settings) -> dict[str, str]:
        """The variables that tell the tests."""
        return {
            "CLASSIFICATION_CLOCK": self.clock.isoformat() if self.clock else "",
            "TZ_COMPANY": self.zone,
            "LATENCY": str(self.latency),
            "CLASSIFICATION_REPEAT": self.repeat(settings),
        }

    def for_python(self, path: str = "") -> dict[str, str]:
        """The variables with which a Python starts with its clock moved; ``path`` is its PYTHONPATH otherwise."""
        if not self.offset:
            return {"PYTHONPATH": path} if path else {}
        return {
            "PYTHONPATH": os.pathsep.join(filter(None, (str(STARTUP), path))),
            "CLASSIFICATION_CLOCK_OFFSET": str(self.offset),
        }

    def for_postgres(self) -> dict[str, str]:
        """The variables with which a PostgreSQL starts with its clock moved."""
        if not self.offset:
            return {}
        library = str(system_tools.moved_clock())
        return {"LD_PRELOAD": library, "FAKETIME": f"{self.offset:+d}s", "FAKETIME_DONT_FAKE_MONOTONIC": "1"}


def of(settings: Settings) -> Surroundings:
    """What the variables say, and in continuous integration what is drawn where they say nothing."""
    now = datetime.now(timezone.utc).replace(microsecond=0)
    seed = _number(settings, "SEED", random.SystemRandom().randrange(10_000))
    drawn = _drawn(random.Random(seed), now) if settings.draw else {}
    given = {name: settings.surroundings[name] or drawn.get(name, "") for name in ("CLOCK", "TZ_COMPANY", "LATENCY")}
    clock = _moment(given["CLOCK"])
    if clock and settings.database_url:
        raise Stop("CLOCK moves the clock of a PostgreSQL of its own: leave DATABASE_URL out.")
    latency = _number(settings, "LATENCY", drawn.get("LATENCY", 0))
    return Surroundings(seed, now, clock, given["TZ_COMPANY"] or ZONES[0], latency)


def _drawn(dice: random.Random, now: datetime) -> dict:
    """A minute of the next years; often one at which clocks and calendars are special."""
    moment = now.replace(second=0) + timedelta(minutes=dice.randrange(60, YEARS * 365 * 24 * 60))
    if dice.random() < 0.5:
        hour, minute = dice.choice(SPECIAL_HOURS)
        moment = moment.replace(hour=hour, minute=minute)
    if dice.random() < 0.3:
        moment = moment.replace(day=calendar.monthrange(moment.year, moment.month)[1])
    return {"CLOCK": moment.strftime(CLOCK), "TZ_COMPANY": dice.choice(ZONES), "LATENCY": dice.choice(LATENCIES)}


def _moment(text: str) -> datetime | None:
    if not text:
        return None
    try:
        return datetime.strptime(text, CLOCK).replace(tzinfo=timezone.utc)
    except ValueError as error:
        raise Stop(f"CLOCK={text} is no moment: write it like CLOCK='2028-02-29 23:30', in UTC.") from error


def _number(settings: Settings, name: str, default: int) -> int:
    text = settings.surroundings[name]
    if text and not (text.isascii() and text.isdigit() and len(text) < 7):
        raise Stop(f"{name} must be a number, not {text!r}.")
    return int(text) if text else default
