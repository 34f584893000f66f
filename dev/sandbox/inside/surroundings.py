"""A pytest plugin: the tests run at the moment, in the zone and with the slowness that was asked for.

Each class begins at the moment anew, so that all of them are tried then, however long the whole takes; and the clock
stands still in it, so that no midnight comes between what one line makes and another one reads.  It runs where a
browser or another program waits.  The browser gets the clock of Python; its requests take longer by so many
milliseconds.  Workers have a database each.
"""

import os
import time
from collections import defaultdict
from datetime import datetime, timezone

import freezegun
import pytest
import time_machine

CLOCK = os.environ.get("CLASSIFICATION_CLOCK")
LATENCY = int(os.environ.get("LATENCY") or 0)
REPEAT = os.environ.get("CLASSIFICATION_REPEAT")
PATIENCE = 10  # how many times longer Odoo's tests wait before they give up: a slow machine is no failure
# What pages and printed reports are made of.
SCRIPTS = (
    *("web.assets_web", "web.assets_frontend_minimal", "web.assets_frontend_lazy"),
    *("web.assets_tests", "web.__assets_tests_call__"),
)
STYLES = ("web.assets_web", "web.assets_web_print", "web.assets_frontend", "web.report_assets_common")
SLOWEST = 30  # classes that the summary names
# The page's clock is ahead of the machine's.  A plain subclass would not do: Date() without `new` gives a text.
MOVE_CLOCK = """(() => {
    const Real = Date;
    const now = () => Real.now() + %(ahead)d;
    const Moved = new Proxy(Real, {
        construct: (target, args, self) => Reflect.construct(target, args.length ? args : [now()], self),
        apply: () => new Real(now()).toString(),
        get: (target, name) => (name === "now" ? now : Reflect.get(target, name)),
    });
    Real.prototype.constructor = Moved;
    globalThis.Date = Moved;
})()"""


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_cmdline_main(config):
    """Give a worker its own database; pytest-odoo would copy one by programs that Odoo's machine may lack."""
    worker = os.environ.pop("PYTEST_XDIST_WORKER", None)
    if worker:
        config.option.odoo_database += f"_{worker}"
    return (yield)


class Clock:
    """Python's clock, which is set at the beginning of each class of tests."""

    def __init__(self):
        self.travel = None
        self.of = None

    def set_for(self, item):
        group = item.cls or item.module
        if group is not self.of:
            self.stop()
            self.of = group
            moment = datetime.fromisoformat(CLOCK).timestamp() if CLOCK else time.time()
            self.travel = time_machine.travel(moment, tick=_has_requests(item))
            self.travel.start()

    def stop(self):
        if self.travel:
            self.travel.stop()
            self.travel = None


def _has_requests(item) -> bool:
    from odoo.tests import HttpCase  # noqa: PLC0415  pytest-odoo configures Odoo first

    return item.cls is not None and issubclass(item.cls, HttpCase)


clock = Clock()


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item):
    clock.set_for(item)


def pytest_sessionstart(session):
    freezegun.configure(extend_ignore_list=["_pytest.", __name__])  # else durations are measured from a frozen time on
    set_transactions()
    be_patient()
    surround_browser()


def pytest_sessionfinish(session):
    clock.stop()


def set_transactions():
    """Let the moment of a transaction be Python's: PostgreSQL's clock starts there as well, yet goes on."""
    from odoo import sql_db  # noqa: PLC0415  pytest-odoo configures Odoo first

    def now(cursor):
        return datetime.fromtimestamp(time.time(), tz=timezone.utc).replace(tzinfo=None)

    sql_db.BaseCursor.now = now


def be_patient():
    """Let Odoo's tests wait longer for cursors, for answers and for the browser to start."""
    from odoo.tests import common  # noqa: PLC0415  pytest-odoo configures Odoo first

    def send(session, request, _send=common._super_send, **options):
        if isinstance(options.get("timeout"), int | float):
            options["timeout"] *= PATIENCE
        return _send(session, request, **options)

    common._super_send = send
    common.BaseCase.test_cursor_lock_timeout *= PATIENCE
    common.CHECK_BROWSER_ITERATIONS *= PATIENCE
    common.HttpCase._wait_remaining_requests.__defaults__ = (10 * PATIENCE,)


def surround_browser():
    """Let Odoo's browser have the clock, the slow network and the patience."""
    from odoo.tests import common  # noqa: PLC0415  pytest-odoo configures Odoo first

    class Browser(common.ChromeBrowser):
        asks_whether_ready = False

        def __init__(self, *args, **kwargs):
            super().__init__(*args, **kwargs)
            self.throttling_factor = PATIENCE
            if CLOCK:
                script = MOVE_CLOCK % {"ahead": (time.time() - real_time()) * 1000}
                self._websocket_request("Page.addScriptToEvaluateOnNewDocument", params={"source": script})
            if LATENCY:
                speed = {"offline": False, "latency": LATENCY, "downloadThroughput": -1, "uploadThroughput": -1}
                self._websocket_request("Network.enable")
                self._websocket_request("Network.emulateNetworkConditions", params=speed)

        def _wait_ready(self, *args, **kwargs):
            self.asks_whether_ready = True
            try:
                return super()._wait_ready(*args, **kwargs)
            finally:
                self.asks_whether_ready = False

        def _websocket_request(self, *args, **kwargs):
            if self.asks_whether_ready:
                time.sleep(0.05)  # Odoo asks without a pause, which takes the processor from the page that loads
            return super()._websocket_request(*args, **kwargs)

    common.ChromeBrowser = Browser


def real_time() -> float:
    """The machine's time, whatever the clock of this process says."""
    return time_machine.escape_hatch.time.time()


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items):
    """Begin with the browser's classes, which take longest: else one worker has them at the end, and the other none."""
    items.sort(key=lambda item: not _has_requests(item))


@pytest.fixture(scope="session", autouse=True)
def bundles(request, load_registry):
    """Make the browser's bundles once, as Odoo does before its own tests: else each tour makes and forgets them."""
    if any(map(_has_requests, request.session.items)):
        from odoo import SUPERUSER_ID, api  # noqa: PLC0415  pytest-odoo configures Odoo first
        from odoo.modules.registry import Registry  # noqa: PLC0415

        with Registry(request.config.option.odoo_database).cursor() as cr:
            pages = api.Environment(cr, SUPERUSER_ID, {})["ir.qweb"]
            for name in SCRIPTS:
                pages._get_asset_bundle(name, css=False).js()
            for name in STYLES:
                pages._get_asset_bundle(name, js=False).css()


# What stands at the end -----------------------------------------------------------------------------------------------


@pytest.hookimpl(trylast=True)
def pytest_terminal_summary(terminalreporter, config):
    """Tell which classes took longest, how many tests there were, which were skipped and why, what repeats the run."""
    stats, write = terminalreporter.stats, terminalreporter.write_line
    terminalreporter.section("slowest classes: seconds to prepare and to test")
    times = defaultdict(lambda: defaultdict(float))
    for report in (report for reports in stats.values() for report in reports if hasattr(report, "duration")):
        times[report.nodeid.rpartition("::")[0]][report.when] += report.duration
    for name, phases in sorted(times.items(), key=lambda item: -sum(item[1].values()))[:SLOWEST]:
        write(f"{phases['setup'] + phases['teardown']:6.1f} {phases['call']:6.1f}  {name.rpartition('/')[2]}")
    outcomes = {name: len(stats.get(name, ())) for name in ("passed", "failed", "error", "skipped", "xfailed")}
    run = sum(outcomes.values())
    terminalreporter.section("summary")
    write(f"{run} tests: " + ", ".join(f"{number} {name}" for name, number in outcomes.items() if number))
    write(f"skipped: {outcomes['skipped'] or 'none'}")
    for report in stats.get("skipped", ()):
        reason = report.longrepr[2] if isinstance(report.longrepr, tuple) else report.longrepr
        write(f"  {report.nodeid}: {reason}")
    for line in attacks(report for reports in stats.values() for report in reports):
        write(line)
    if REPEAT:
        write(f"to repeat it: {REPEAT}")


def attacks(reports):
    """What the attacks tell, on whatever worker: how much was tried, what came of it, and what repeats it."""
    for report in reports:
        if getattr(report, "when", "") == "call":
            yield from (line for line in report.capstdout.splitlines() if "ATTACK_SEED=" in line)
