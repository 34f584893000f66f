"""The ratios that are kept in the repository, against which a quick run holds its own.

With few customers a ratio says little about a million; that it grows says that something became slower.
``KEEP=1 make bench QUICK=1`` writes the ratios of that run into the file, for whoever made something faster.
"""

import json
import os
from pathlib import Path

FILE = Path(__file__).with_name("ratios.json")
WORSE = 1.5  # times the kept ratio
SMALL = 0.005  # seconds in which nobody tells a difference


def hold(rows) -> bool:
    """Say which rows are worse than what is kept; tell whether none is."""
    found = {row.what: round(row.ratio, 3) for row in rows}
    if os.environ.get("KEEP", "") not in ("", "0"):
        FILE.write_text(json.dumps(found, indent=4, ensure_ascii=False) + "\n")
        print(f"\nkept in {FILE.name}")
        return True
    if not FILE.exists():
        print(f"\nNo ratios are kept in {FILE.name} yet: KEEP=1 keeps those of a run.")
        return True
    known = json.loads(FILE.read_text())
    worse = [row for row in rows if _is_worse(row, known.get(row.what))]
    for row in worse:
        print(f"\n“{row.what}” was {known[row.what]:g}, and is {row.ratio:.3g} now.")
    print(f"\n{len(rows) - len(worse)} of {len(rows)} ratios are not {WORSE:g} times as bad as those in {FILE.name}.")
    return not worse


def _is_worse(row, before) -> bool:
    if before is None:  # a row that is new
        return False
    if row.least is not None:
        return row.ratio * WORSE < before
    return row.ratio > max(before, 0) * WORSE and (row.unit != "s" or row.addon - before * row.by_hand > SMALL)
