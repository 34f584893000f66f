"""Timing two ways of doing the same side by side, and the table of ratios."""

import statistics
import time
from contextlib import nullcontext
from dataclasses import dataclass
from typing import NamedTuple

REPETITIONS = 5


class Measured(NamedTuple):
    """How long something took: the median in seconds, and how far its turns lie apart, as a part of it."""

    median: float
    spread: float


@dataclass
class Row:
    """One line of the table: what was done, both figures (seconds, mostly), and what their ratio must be.

    :param besides: seconds that Odoo takes to ask anything at all (rights, fields, the form of the answer), which count
        for nothing where a statement is done in a few milliseconds
    :param spread: how far the turns of the addon lie apart, as a part of their median
    """

    what: str
    addon: float
    by_hand: float
    most: float | None = None
    least: float | None = None
    unit: str = "s"
    besides: float = 0
    spread: float = 0

    @property
    def ratio(self) -> float:
        return self.addon / self.by_hand

    @property
    def good(self) -> bool:
        few = self.besides and self.addon - self.by_hand <= self.besides
        return bool(self.most is None or self.ratio <= self.most or few) and (
            self.least is None or self.ratio >= self.least
        )

    @property
    def must_be(self) -> str:
        if self.most is None:
            return f"≥ {self.least:g}"
        return f"≤ {self.most:g}" + (f" or +{1000 * self.besides:g} ms" if self.besides else "")


def compare(
    what: str, addon, by_hand, *, most: float, same=None, around=nullcontext, look=None, turns=REPETITIONS, besides=0
) -> Row:
    """Run both ways in turn and take the medians; first make sure that they give the same.

    :param same: turns the answer of the addon into what the other way gives
    :param turns: how often each way is timed
    :param besides: see :class:`Row`
    :param look: what finds out what either way did, where it gives no answer; two, if they differ
    :param around: a context in which each turn happens, for example one that undoes it
    """

    looks = look if isinstance(look, tuple) else (look, look)

    def once(call, look):
        with around():
            answer = call()
            return look() if look else answer

    def timed(call):
        with around():
            return seconds(call)

    given, wanted = once(addon, looks[0]), once(by_hand, looks[1])
    if same:
        given = same(given)
    if given != wanted:
        raise AssertionError(f"{what}: the addon gives {_short(given)}, by hand it is {_short(wanted)}")
    times = [(timed(addon), timed(by_hand)) for _turn in range(turns)]
    mine, other = (_of(side) for side in zip(*times, strict=True))
    row = Row(what, mine.median, other.median, most=most, besides=besides, spread=mine.spread)
    print(f"  {what}: {row.ratio:.2f}", flush=True)
    return row


def measured(call, around=nullcontext, turns=REPETITIONS) -> Measured:
    """How long ``call`` takes, after it was called once."""
    times = []
    for _turn in range(turns + 1):
        with around():
            times.append(seconds(call))
    return _of(times[1:])


def _of(times) -> Measured:
    median = statistics.median(times)
    return Measured(median, (max(times) - min(times)) / median)


def seconds(call) -> float:
    """The seconds that ``call`` takes."""
    start = time.perf_counter()
    call()
    return time.perf_counter() - start


def _short(answer) -> str:
    text = repr(answer)
    return text if len(text) < 300 else f"{text[:300]} …"


def show(rows: list[Row]) -> bool:
    """Print the table; tell whether every row is as good as it must be."""
    width = max(len(row.what) for row in rows)
    print(f"\n| {'what':<{width}} | addon | by hand | ratio | spread | must be |    |")
    print(f"| {'-' * width} | ----: | ------: | ----: | -----: | ------: | -- |")
    for row in rows:
        verdict = "ok" if row.good else "NO"
        if row.unit == "s":
            figures = f"{row.addon:.4g} s | {row.by_hand:.4g} s | {row.ratio:.2f} | {row.spread:.0%}"
        else:
            figures = f"{row.addon:.4g} {row.unit} | | |"
        print(f"| {row.what:<{width}} | {figures} | {row.must_be} | {verdict} |")
    return all(row.good for row in rows)
