"""Furnish the database of the benchmark, measure, and say whether all is fast enough.  Runs in an Odoo shell."""

import os
import sys
from pathlib import Path

sys.path.insert(0, os.environ["BENCHMARK"])
from benchmark import data, finding, overview, report, running, table

note = Path(os.environ["NOTE"])  # what one customer's update took in the small database
data.furnish(env, int(os.environ["CUSTOMERS"]), int(os.environ["ORDERS"]))
if os.environ["ONLY_SINGLE"]:
    measured = running.Running(env)
    with measured.undone():
        measured.run()
        note.write_text(str(measured.single()))
else:
    print("  measuring", flush=True)
    if not table.show(
        finding.rows(env) + overview.rows(env) + report.rows(env) + running.rows(env, float(note.read_text()))
    ):
        sys.exit(1)
