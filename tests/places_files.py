"""The places where people look figures up: reports, as data, on paper, in workbooks, mailed, and for other programs."""

import io
from datetime import timedelta

import openpyxl
from lxml import html

from odoo import fields

from ..customer_classification.reports import registry
from ..customer_classification.reports.formats import files
from ..customer_classification.reports.formats.paper import Layout
from .places import names_of, own, place

ALL_OF = {"customers": "customers", "sales": "amount", "orders": "orders"}
STATISTICS = {**ALL_OF, "satisfaction": "satisfaction", "invoiced": "invoiced", "invoices": "invoices"}
HEADINGS = {
    "customers": "Customers",
    "sales": "Orders amount",
    "orders": "Orders",
    "invoiced": "Invoiced",
    "invoices": "Invoices",
}


def _report(seen, scheme, report, names, label="category"):
    """A report's first table, by the code or the name of the category."""
    with registry.datasets(seen.env, report, scheme_ids=scheme.ids, period=seen.period) as [dataset]:
        table = dataset.tables[0]
        columns = [column.name for column in table.columns]
        rows = [dict(zip(columns, row.values, strict=True)) for row in table.rows if row.kind in ("line", "group")]
    by_name = names_of(scheme)
    found = {}
    for row in rows:
        category_id = by_name.get(row[label])  # None: those who have none
        found[category_id] = {figure: row[name] for figure, name in names.items()}
    return found


@place(*STATISTICS, of_period=True)
def statistics(seen, scheme):
    if not seen.is_manager:
        return None
    return _report(seen, scheme, "category_statistics", STATISTICS)


@place(*HEADINGS, of_period=True)
def statistics_workbook(seen, scheme):
    """The cells of the workbook, as they were written."""
    if not seen.is_manager:
        return None
    made = files.make(seen.env, "category_statistics", "xlsx", scheme_ids=scheme.ids, period=seen.period)
    return _cells(scheme, made.content)


def _cells(scheme, content):
    book = openpyxl.load_workbook(io.BytesIO(content), data_only=True)
    rows = [row for sheet in book for row in sheet.values]
    start = next((number for number, row in enumerate(rows) if "Category" in row and "Customers" in row), None)
    if start is None:
        return {}
    columns = rows[start]
    by_code = {category.code: category.id for category in scheme.category_ids}
    lines = [dict(zip(columns, row, strict=False)) for row in rows[start + 1 :]]
    return {
        by_code[line["Code"]]: {figure: line[heading] for figure, heading in HEADINGS.items()}
        for line in lines
        if line.get("Code") in by_code
    }


@place(*HEADINGS, of_period=True, takes_long=True)
def statistics_on_paper(seen, scheme):
    """The text that is printed as PDF."""
    if not seen.is_manager:
        return None
    options = {"scheme_ids": scheme.ids, "period": seen.period}
    with registry.datasets(seen.env, "category_statistics", **options) as datasets:
        layout = Layout(seen.env, "A4", datasets[0].landscape, 500)
        values = {"pages": layout.pages_of(datasets), "width": layout.width, "height": layout.height}
        document = seen.env["ir.qweb"]._render("customer_classification.report_document", values)
    rows = [
        [" ".join(cell.text_content().split()) for cell in row.xpath("./th|./td")]
        for row in html.fromstring(str(document)).xpath("//tr")
    ]
    start = next((number for number, row in enumerate(rows) if "Category" in row and "Customers" in row), None)
    if start is None:
        return {}
    by_code = {category.code: category.id for category in scheme.category_ids}
    lines = [dict(zip(rows[start], row, strict=False)) for row in rows[start + 1 :]]
    return {
        by_code[line["Code"]]: {figure: _number(line[heading]) for figure, heading in HEADINGS.items()}
        for line in lines
        if line.get("Code") in by_code
    }


def _number(text):
    return float(text.replace(",", "").replace("−", "-")) if any(sign.isdigit() for sign in text) else None


@place(*HEADINGS, of_period=True, takes_long=True)
def statistics_by_mail(seen, scheme):
    """The workbook that its reader is sent; it is of the scheme's company."""
    if not seen.is_manager or (scheme.company_id and seen.env.companies != scheme.company_id):
        return None
    report = seen.case.env["customer.classification.saved.report"].create(
        {
            "name": "Mailed",
            "report": "category_statistics",
            "scheme_id": scheme.id,
            "period": seen.period,
            "file_format": "xlsx",
            "user_ids": seen.env.user.ids,
        }
    )
    report.action_send()
    mail = seen.case.env["mail.mail"].sudo().search([], order="id desc", limit=1)
    return _cells(scheme, mail.attachment_ids.raw)


@place(*ALL_OF, of_period=True)
def consumption(seen, scheme):
    return own(scheme, _report(seen, scheme, "consumption", ALL_OF))


@place(*ALL_OF, of_period=True)
def as_data(seen, scheme):
    """The method that other programs call."""
    report = seen.env["customer.classification.saved.report"]
    return _lines(scheme, report.dataset("consumption", scheme_ids=scheme.ids, period=seen.period))


@place(*ALL_OF, of_period=True, takes_long=True)
def over_http(seen, scheme):
    """The same as JSON, with the key of the user."""
    keys = seen.env["res.users.apikeys"]
    key = keys._generate("rpc", "test", fields.Datetime.now() + timedelta(days=1))
    seen.case.env.flush_all()
    answer = seen.case.url_open(
        "/json/2/customer.classification.saved.report/dataset",
        json={"report": "consumption", "scheme_ids": scheme.ids, "period": seen.period},
        headers={"Authorization": f"bearer {key}"},
    )
    seen.case.assertEqual(answer.status_code, 200, answer.text)
    return _lines(scheme, answer.json())


def _lines(scheme, datasets):
    [dataset] = datasets
    by_name = names_of(scheme)
    rows = [row for row in dataset["tables"][0]["rows"] if row["kind"] == "line"]
    found = {by_name.get(row["category"]): {f: row[name] for f, name in ALL_OF.items()} for row in rows}
    return own(scheme, found)


@place("customers", "satisfaction")
def satisfaction(seen, scheme):
    names = {"customers": "customers", "satisfaction": "satisfaction"}
    return own(scheme, _report(seen, scheme, "satisfaction", names))


@place("customers", "orders", "quotations")
def development(seen, scheme):
    names = {name: name for name in ("customers", "orders", "quotations")}
    return own(scheme, _report(seen, scheme, "development", names))
