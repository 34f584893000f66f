"""Furnish the database of the benchmark, measure, and say whether all is fast enough.  Runs in an Odoo shell."""

import os
import sys
from pathlib import Path

sys.path.insert(0, os.environ["BENCHMARK"])
from benchmark import data, duplicates, finding, kept, overview, profiling, report, running, table

note = Path(os.environ["NOTE"])  # what one customer's update took in the small database
quick = os.environ.get("QUICK", "") not in ("", "0")
data.furnish(env, int(os.environ["CUSTOMERS"]), int(os.environ["ORDERS"]))
if os.environ.get("BENCH_PROFILE", "") not in ("", "0"):
    running.Running(env).profile()
    profiling.indexes(env)
elif os.environ["ONLY_SINGLE"] and not quick:
    measured = running.Running(env)
    with measured.undone():
        measured.run()
        note.write_text(str(measured.single()))
else:
    print("  measuring", flush=True)
    single = float(note.read_text()) if note.exists() and not quick else None
    parts = {"finding": finding, "overview": overview, "report": report, "duplicates": duplicates}
    usual = [name for name in parts if name != "duplicates" or not quick]  # it takes as long as all others together
    chosen = os.environ.get("ROWS", "").split() or [*usual, "running"]  # for whoever works on some of them
    rows = [row for name in chosen if name in parts for row in parts[name].rows(env)]
    rows += running.rows(env, single) if "running" in chosen else []
    good = table.show(rows)
    if not (kept.hold(rows) if quick else good):
        sys.exit(1)
