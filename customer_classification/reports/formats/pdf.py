"""Any report as PDF."""

from pathlib import Path

from odoo.exceptions import UserError

from .paper import Layout, TooLong
from .table import Format, register

MOST_PAGES = 500
FORMATS = {"A4": "paperformat_report_a4", "Letter": "paperformat_report_letter"}


def write(env, datasets, path, progress=None):
    """Write the PDF of ``datasets`` into the file ``path``; it is made at one go, so no progress is told."""
    Path(path).write_bytes(render(env, datasets))


def render(env, datasets, most: int = MOST_PAGES) -> bytes:
    """The PDF of ``datasets`` in the language of ``env``; the first one says which way the paper lies.

    :raises UserError: there would be more than ``most`` pages
    """
    paper = datasets[0].parameters.get("paper", "A4")
    landscape = datasets[0].landscape
    layout = Layout(env, paper, landscape, most)
    try:
        pages = layout.pages_of(datasets)
    except TooLong:
        raise UserError(
            env._("This report has more than %s pages, which nobody reads on paper. Take the Excel workbook.", most)
        ) from None
    values = {"pages": pages, "width": layout.width, "height": layout.height}
    html = env["ir.qweb"]._render("customer_classification.report_document", values)
    action = env.ref(f"customer_classification.{FORMATS[paper]}_action").sudo()
    return action._run_wkhtmltopdf([str(html)], report_ref=action.id, landscape=landscape)


register(Format("pdf", "PDF", "application/pdf", write))
