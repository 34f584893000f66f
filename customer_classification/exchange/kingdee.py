"""Lists in which categories and customers stand together, as Kingdee K/3 exports them: 01.01 above 01.01.001."""

from . import cells
from .checking import Row

YES = {"是", "y", "yes", "true", "1", "√", "✓", "明细"}
NO = {"否", "n", "no", "false", "0", "×", "非明细"}
SEPARATORS = (".", "-", "/")


def above(code: str) -> str:
    """The code of the category above: what stands before the last separator."""
    cut = max(code.rfind(separator) for separator in SEPARATORS)
    return code[:cut] if cut > 0 else ""


def divide(rows: list[Row]) -> tuple[list[Row], list[Row]]:
    """The rows of categories, and those of customers with their category's code; other rows go with the customers.

    A row says itself what it is; where the file does not, it is a category if another row stands below it.
    """
    written = {row.number: cells.code(row.get("code"))[0] for row in rows}
    parents = {above(code) for code in written.values()}
    categories, customers = [], []
    for row in rows:
        code = written[row.number]
        said = cells.text(row.get("is_detail"))[0].lower()
        is_category = code in parents if said not in YES | NO else said in NO
        if is_category and code:
            categories.append(row)
        else:
            customers.append(Row(row.number, row.places, row.all_cells, {"category": above(code)}))
    return categories, customers
