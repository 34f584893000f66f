"""`make bench`: how close the addon comes to hand-written SQL, as ratios taken side by side in one run."""

from . import databases, request_bench
from .console import Stop, say
from .instance import started
from .settings import DEV, Settings

SMALL = 10_000  # customers, against whom one customer's update among many is held


def bench(settings: Settings) -> int:
    """Measure in databases of its own, which are kept for the next time; CUSTOMERS= and ORDERS= say how large.

    QUICK=1: only with few customers, and against the ratios that are kept; BENCH_PROFILE=1: show the statements;
    ROWS="requests running": only these parts of the table.
    """
    large = [(settings.customers, settings.orders, False)]
    alone = settings.profile or (settings.rows and not {"running", "requests"} & {*settings.rows})
    sizes = [(SMALL, 10 * SMALL, True)] if settings.quick else large if alone else None
    with started(settings) as instance:
        fast = bool(sizes or (settings.rows and "requests" not in settings.rows)) or request_bench.measure(instance)
        if settings.rows == ["requests"]:
            sizes = []
        note = settings.own / "bench-single.txt"
        for customers, orders, single in sizes if sizes is not None else [(SMALL, 10 * SMALL, True), *large]:
            name = f"classification_bench_{settings.checkout_key}_{customers}_{orders}"
            databases.ensure(instance, name, demo=False)
            say(f"measuring with {customers} customers and {orders} orders in the database {name}")
            instance.script(
                name,
                "bench.py",
                on_failure="A ratio is not what it must be, or the two ways disagree: see above.",
                CUSTOMERS=str(customers),
                ORDERS=str(orders),
                ONLY_SINGLE="1" if single else "",
                NOTE=str(note),
                BENCHMARK=str(DEV),
            )
    if not fast:
        raise Stop("The request that confirms an order takes longer than it must: see above.")
    return 0
