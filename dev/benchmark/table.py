"""Timing two ways of doing the same side by side, and the table of ratios."""

import statistics
import time
from dataclasses import dataclass

REPETITIONS = 5


@dataclass
class Row:
    """One line of the table: what was done, seconds of both ways, and how large their ratio may be."""

    what: str
    addon: float
    by_hand: float
    most: float

    @property
    def ratio(self) -> float:
        return self.addon / self.by_hand

    @property
    def good(self) -> bool:
        return self.ratio <= self.most


def compare(what: str, addon, by_hand, *, most: float, same=None) -> Row:
    """Run both ways in turn and take the medians; first make sure that they give the same.

    :param same: turns the answer of the addon into what the other way gives
    """
    given, wanted = addon(), by_hand()
    if same:
        given = same(given)
    if given != wanted:
        raise AssertionError(f"{what}: the addon gives {_short(given)}, by hand it is {_short(wanted)}")
    times = [(_seconds(addon), _seconds(by_hand)) for _turn in range(REPETITIONS)]
    row = Row(what, *(statistics.median(side) for side in zip(*times, strict=True)), most=most)
    print(f"  {what}: {row.ratio:.2f}", flush=True)
    return row


def _seconds(call) -> float:
    start = time.perf_counter()
    call()
    return time.perf_counter() - start


def _short(answer) -> str:
    text = repr(answer)
    return text if len(text) < 300 else f"{text[:300]} …"


def show(rows: list[Row]) -> bool:
    """Print the table; tell whether every row is as good as it must be."""
    width = max(len(row.what) for row in rows)
    print(f"\n| {'what':<{width}} | addon | by hand | ratio | must be |    |")
    print(f"| {'-' * width} | ----: | ------: | ----: | ------: | -- |")
    for row in rows:
        verdict = "ok" if row.good else "NO"
        print(
            f"| {row.what:<{width}} | {row.addon:.2f} s | {row.by_hand:.2f} s | {row.ratio:.2f} "
            f"| ≤ {row.most:.1f} | {verdict} |"
        )
    return all(row.good for row in rows)
