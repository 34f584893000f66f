"""Furnish the database of the benchmark, measure, and say whether all is fast enough.  Runs in an Odoo shell."""

import os
import sys

sys.path.insert(0, os.environ["BENCHMARK"])
from benchmark import data, finding, table

data.furnish(env, int(os.environ["CUSTOMERS"]))
print("  measuring", flush=True)
if not table.show(finding.rows(env)):
    sys.exit(1)
