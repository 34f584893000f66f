"""`make bench`: how close the addon comes to hand-written SQL, as ratios taken side by side in one run."""

from . import databases
from .console import say
from .instance import started
from .settings import DEV, Settings


def bench(settings: Settings) -> int:
    """Measure in a database of its own, which is kept for the next time; CUSTOMERS= says how large it is."""
    size = settings.customers
    with started(settings) as instance:
        name = f"classification_bench_{settings.checkout_key}_{size}"
        databases.ensure(instance, name, demo=False)
        say(f"measuring with {size} customers in the database {name}")
        instance.script(
            name,
            "bench.py",
            on_failure="A ratio is larger than it must be, or the two ways disagree: see above.",
            CUSTOMERS=str(size),
            BENCHMARK=str(DEV),
        )
    return 0
