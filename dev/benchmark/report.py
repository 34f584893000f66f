"""A workbook of all customers, against xlsxwriter that only writes the same cells; and the memory that it takes."""

import tempfile
import time

import xlsxwriter

from odoo.addons.customer_classification.customer_classification.reports import registry
from odoo.addons.customer_classification.customer_classification.reports.formats import xlsx

from . import memory
from .table import Row

REPORT = "consumption"
MOST = 1.5
DATABASE = 2  # seconds
MEMORY = 40  # MB, whatever the customers


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
                        continue
                    if kinds[column] == "text":
                        sheet.write_string(place, column, value)
                    elif kinds[column] == "date":
                        sheet.write_datetime(place, column, value, day)
                    else:
                        sheet.write_number(place, column, value, number)
        workbook.close()
        return time.process_time() - start


def in_the_background(env):
    """Let the report be made as the scheduled action makes it, from the first row to the stored file."""
    Job = env["customer.classification.report.job"]
    job = Job.browse(Job._start(REPORT, "xlsx", options(env))["res_id"]).sudo()
    job._make()
    job.unlink()


def rows(env):
    """The time and the memory of the workbook as rows of the table; what the database takes at least is no fault with
    few customers."""
    added = memory.added(lambda: in_the_background(env))
    seconds, _computed, number = addon(env)
    return [
        Row(f"a workbook with a line for each of {number} customers", seconds, bare(env), most=MOST, besides=DATABASE),
        Row("MB that making and storing it adds to Odoo's memory", added, 1, most=MEMORY, unit="MB"),
    ]
