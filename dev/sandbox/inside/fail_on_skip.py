"""A pytest plugin: a skipped test fails, unless it is listed with a reason.

Odoo skips its browser tests when it finds no browser, and a PDF test when the printer lacks a feature: a run that is
green because nothing ran is worse than a red one.
"""

from fnmatch import fnmatch
from pathlib import Path

import pytest

SEPARATOR = " -- "


def pytest_addoption(parser):
    parser.addoption("--allowed-skips", type=Path, help="File of tests that may be skipped, each with a reason.")


def pytest_configure(config):
    config.allowed_skips = _read(config.getoption("--allowed-skips"))


def _read(path):
    """Lines of `pattern -- reason`; the pattern matches the end of a test's id."""
    if path is None:
        return []
    lines = [line.strip() for line in path.read_text().splitlines()]
    entries = [line for line in lines if line and not line.startswith("#")]
    for entry in entries:
        if not entry.partition(SEPARATOR)[2].strip():
            raise pytest.UsageError(f"{path.name}: '{entry}' gives no reason (write: test{SEPARATOR}reason)")
    return [entry.partition(SEPARATOR)[0].strip() for entry in entries]


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item):
    report = yield
    return _strict(report, item.config)


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report(collector):
    report = yield
    return _strict(report, collector.config)


def _strict(report, config):
    if report.skipped and not hasattr(report, "wasxfail") and not _allowed(report.nodeid, config):
        reason = report.longrepr[2] if isinstance(report.longrepr, tuple) else str(report.longrepr)
        report.outcome = "failed"
        report.longrepr = f"{reason}\nA skipped test fails, unless allowed_skips.txt lists it with a reason."
    return report


def _allowed(nodeid, config):
    return any(fnmatch(nodeid, f"*{pattern}") for pattern in config.allowed_skips)
