"""Likely duplicates in a CSV of customers: ``python dev/classification_duplicates.py FILE.csv > FOUND.csv``.

FILE.csv has the columns id, name, short_name, tax_id, phone, mobile, email, city, street, website (those that it lacks
count as empty); out come id_a, id_b, score.  Needs rapidfuzz and python-stdnum; opencc-python-reimplemented and
pypinyin, where they are installed, let it read traditional characters and names in letters.
"""

import csv
import importlib
import sys
import types
from pathlib import Path

ROOM = Path(__file__).resolve().parent.parent / "customer_classification" / "cleaning"


def finder():
    """The finder of the addon, without Odoo around it."""
    package = types.ModuleType("cleaning")
    package.__path__ = [str(ROOM)]
    sys.modules["cleaning"] = package
    if not importlib.import_module("cleaning.distance").is_there():
        sys.exit("rapidfuzz is missing: pip install rapidfuzz python-stdnum opencc-python-reimplemented pypinyin")
    return importlib.import_module("cleaning.finder")


def main(path: str) -> None:
    with open(path, newline="", encoding="utf-8-sig") as file:
        rows = list(csv.DictReader(file))
    if rows and "id" not in rows[0]:
        sys.exit(f"{path} has no column id in its first row")
    writer = csv.writer(sys.stdout, lineterminator="\n")
    writer.writerow(("id_a", "id_b", "score"))
    writer.writerows((one, other, verdict.score) for one, other, verdict in finder().find(rows))


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    main(sys.argv[1])
