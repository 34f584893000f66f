"""What people are told about the rows of a file: the sentences of the reasons that the checks give by their keys."""

from odoo.tools.translate import LazyTranslate

_lt = LazyTranslate(__name__)

ROWS = {
    # errors: the row is not imported
    "code_missing": _lt("The code is missing. Enter it."),
    "name_missing": _lt("The name is missing. Enter it."),
    "code_twice": _lt("The code %(value)s stands in another row, too. Give one of them a code of its own."),
    "code_ambiguous": _lt("Several customers have the code %(value)s. Give each a code of its own first."),
    "code_of_another": _lt(
        "The code %(value)s belongs to another customer, for which this row was refused before. Give it its own code."
    ),
    "code_pattern": _lt("The code %(value)s has %(count)s characters, which fits no level of the code pattern."),
    "parent_missing": _lt("No category stands above %(value)s. Add the category above it to the file."),
    "customer_unknown": _lt("There is no customer with the code %(value)s. Import the customer first."),
    "month_unreadable": _lt("“%(value)s” is no month. Write it as 2026-01."),
    "month_twice": _lt("The figures of this customer for %(value)s stand in another row, too. Keep one of them."),
    "after_cut_over": _lt("%(value)s is not over before the documents begin here, so its figures do not count."),
    "figure_unreadable": _lt("“%(value)s” is no number."),
    "failed": _lt("Odoo refuses the row: %(value)s"),
    # warnings: the row is imported
    "code_zero_restored": _lt("A spreadsheet took the zeros in front of the code; it becomes %(value)s."),
    "class_unknown": _lt("There is no category %(value)s; the customer comes in without one."),
    "class_not_leaf": _lt(
        "%(value)s holds no customers, only the categories below it do; the customer comes in without one."
    ),
    "class_pinned": _lt("The customer's category is pinned here and stays."),
    "head_unknown": _lt("The head office is neither in the file nor here; the customer comes in without one."),
    "head_circle": _lt("The head office leads back to the customer; they come in without one."),
    "ends_later": _lt("The customer ends on %(value)s, which is still to come; they stay active."),
    "date_impossible": _lt("“%(value)s” is no date; the cell is left out."),
    "date_in_future": _lt("%(value)s is still to come; the cell is left out."),
    "amount_unreadable": _lt("“%(value)s” is no amount; the cell is left out."),
    "days_unreadable": _lt("“%(value)s” is no number of days; the cell is left out."),
    "discount_unreadable": _lt("“%(value)s” is no percentage; the cell is left out."),
    "custom_unreadable": _lt("“%(value)s” is no value of this kind; the cell is left out."),
    "currency_unknown": _lt("“%(value)s” is no currency that is known; the cell is left out."),
    "tax_id_check": _lt("The tax number %(value)s cannot be right: its last character does not fit. It is kept."),
    "account_digits_lost": _lt("The spreadsheet lost digits of the bank account; it is not taken."),
    "archived_here": _lt("The customer is archived here; they are updated and stay archived."),
    "maybe_duplicate": _lt("Another customer has the tax number %(value)s. Perhaps they are the same."),
    "maybe_duplicate_called": _lt(
        "Another customer has the tax number %(value)s: %(called)s. Perhaps they are the same."
    ),
    "maybe_same": _lt("Maybe here already: %(value)s (%(why)s)."),
    "sales_without_orders": _lt("There are sales in %(value)s, but no orders."),
    "cell_error": _lt("A cell shows %(value)s instead of a value; it is left out."),
    # skipped
    "empty": _lt("Empty"),
    "header": _lt("The headings again"),
    "subtotal": _lt("A subtotal"),
    "total": _lt("A total"),
    "footer": _lt("Who printed the list"),
}
FILES = {
    "file_empty": _lt("The file is empty. Choose the file that your former system exported."),
    "no_text": _lt(
        "The file is neither a workbook nor a text file in UTF-8 or GB18030. Save it as .xlsx or as CSV and try again."
    ),
    "no_table": _lt("The text file is no table. Save it as .xlsx or as CSV and try again."),
    "web_page": _lt("The file is a web page, whatever its name says. Open it in a spreadsheet and save it as .xlsx."),
    "workbook_broken": _lt("The workbook cannot be read. Open it in a spreadsheet, save it as .xlsx and try again."),
    "xls_package": _lt(
        "Old .xls workbooks need the Python package xlrd (pip install xlrd). Or open the file in a spreadsheet and "
        "save it as .xlsx."
    ),
    "too_many_rows": _lt("The file has more than 200,000 rows. Divide it."),
    "too_large": _lt("The workbook is too large. Divide it."),
    "no_headings": _lt(
        "No row has the headings of categories, customers or opening figures, such as “Customer code” and “Customer "
        "name” or 客户编码 and 客户名称. Give the columns these headings."
    ),
}


def sentence(env, message) -> str:
    """The sentence of a message of a check, in the user's language."""
    details = {key: value for key, value in message.items() if key != "key"}
    named = f"{message['key']}_called" if message.get("called") else ""
    text = ROWS.get(named) or ROWS.get(message["key"])
    if not text:
        return message["key"]
    translated = env._(text)
    return translated % details
