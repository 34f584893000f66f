"""Making the workbook of a report on all customers, against xlsxwriter that only writes the same cells; and the memory.

Run with `make shell DB=<a database of make bench> < dev/benchmark/report.py`; CUSTOMERS says how many there must be.
"""

import tempfile
import time
import tracemalloc

import xlsxwriter

from odoo.addons.customer_classification.customer_classification.reports import registry, xlsx

REPORT = "consumption"
MOST = 1.5


def options(env):
    scheme = env["customer.classification.scheme"].search([("code", "=", "BENCH")])
    return {"scheme_ids": scheme.ids, "comparison": "none"}


def addon(env):
    """Compute and write the whole report; returns (seconds, of them those in PostgreSQL, customers)."""
    with tempfile.NamedTemporaryFile(suffix=".xlsx") as file:
        start = time.perf_counter()
        with registry.datasets(env, REPORT, **options(env)) as datasets:
            computed, start = time.perf_counter() - start, time.process_time()
            xlsx.write(env, datasets, file.name)
            return computed + time.process_time() - start, computed, datasets[0].table("customers").number


def bare(env):
    """Write the same cells, which are in memory, and nothing else."""
    with registry.datasets(env, REPORT, **options(env)) as datasets:
        tables = [(table.columns, [row.values for row in table.rows]) for table in datasets[0].tables]
    with tempfile.NamedTemporaryFile(suffix=".xlsx") as file:
        start = time.process_time()
        workbook = xlsxwriter.Workbook(file.name, {"constant_memory": True})
        day, number = workbook.add_format({"num_format": "yyyy-mm-dd"}), workbook.add_format({"num_format": "#,##0.00"})
        for columns, rows in tables:
            sheet = workbook.add_worksheet()
            kinds = [column.kind for column in columns]
            for place, values in enumerate(rows):
                for column, value in enumerate(values):
                    if value is None or kinds[column] == "trend":
                        sheet.write_blank(place, column, None, number)
                    elif kinds[column] == "text":
                        sheet.write_string(place, column, value)
                    elif kinds[column] == "date":
                        sheet.write_datetime(place, column, value, day)
                    else:
                        sheet.write_number(place, column, value, number)
        workbook.close()
        return time.process_time() - start


def measure(env):
    seconds, computed, number = addon(env)
    alone = bare(env)
    print(f"{number} customers: {seconds:.1f} s ({computed:.1f} s of it in PostgreSQL), bare xlsxwriter {alone:.1f} s, "
          f"ratio {seconds / alone:.2f} (must be <= {MOST})")  # fmt: skip
    tracemalloc.start()
    addon(env)
    print(f"peak of Python's memory while it is made: {tracemalloc.get_traced_memory()[1] / 2**20:.0f} MB")
    tracemalloc.stop()


if "env" in globals():
    measure(env)  # noqa: F821
