"""The places where people look up who moved, who would move, and who stays."""

from collections import defaultdict
from datetime import timedelta

from ..customer_classification.reports import registry
from .places import names_of, own, place


@place("moves", of_period=True)
def overview_moves(seen, scheme):
    """An undone move is none; neither is undoing it."""
    found = {category.id: {"moves": 0} for category in scheme.category_ids} | {False: {"moves": 0}}
    page = seen.overview(scheme)["moves"]
    for cell in page["cells"]:
        found.setdefault(cell["column"], {"moves": 0})["moves"] += cell["count"]
    found[False]["moves"] = page["count"]
    return own(scheme, found)


@place("moves", of_period=True)
def movement_list(seen, scheme):
    """The list that the overview's number opens."""
    page = seen.overview(scheme)["moves"]["target"]
    found = seen.env[page["model"]].search(page["domain"])
    return own(
        scheme,
        {c.id: {"moves": len(found.filtered(lambda m, c=c: m.to_category_id == c))} for c in scheme.category_ids},
    )


@place("customers", "sales")
def movement_wizard(seen, scheme):
    today = scheme._today()
    wizard = seen.env["customer.classification.movement.matrix"].create(
        {"scheme_id": scheme.id, "date_from": today - timedelta(days=1), "date_to": today}
    )
    wizard.action_show()
    found = {}
    for cell in wizard.result["cells"]:
        if cell["to"]:
            figures = found.setdefault(cell["to"], {"customers": 0, "sales": 0})
            figures["customers"] += cell["customers"]
            unknown = cell["revenue"] is None or figures["sales"] is None
            figures["sales"] = None if unknown else figures["sales"] + cell["revenue"]
    return own(scheme, found)


@place("staying", "worth")
def dry_run(seen, scheme):
    """The matrix of a simulation: it is about all customers, whoever looks, and is for managers. Who belongs to another
    company by now leaves; the sales of a group count at one of its companies.
    """
    if not seen.is_manager or not scheme.company_id:
        return None
    found = {category.id: {"staying": 0} for category in scheme.category_ids}
    cells = scheme.with_env(seen.env).classify(simulate=True).matrix
    if not cells:  # nobody is a customer
        return own(scheme, found)
    for cell in cells:
        if cell["to"]:
            found[cell["to"]]["staying"] += cell["customers"]
    unknown = any(cell["revenue"] is None for cell in cells)
    return {**own(scheme, found), False: {"worth": None if unknown else sum(cell["revenue"] for cell in cells)}}


@place("pinned")
def pinned_filter(seen, scheme):
    """Whose pin has expired is not pinned."""
    pinned = [("scheme_id", "=", scheme.id), ("is_pinned", "=", True), ("partner_id.active", "=", True)]
    found = seen.env["customer.classification.assignment"].search(pinned)
    return {
        category.id: {"pinned": len(found.filtered_domain([("category_id", "child_of", category.id)]))}
        for category in scheme.category_ids
    }


@place("customers", "sales")
def movement(seen, scheme):
    """The matrix of the report: the columns are the categories at the end."""
    if not seen.is_manager:
        return None
    with registry.datasets(seen.env, "movement", scheme_ids=scheme.ids) as [dataset]:
        found = defaultdict(dict)
        for figure, name in (("customers", "customers"), ("sales", "amounts")):
            table = dataset.table(name)
            for column, value in zip(table.columns, table.rows[-1].values if table.number else (), strict=False):
                if column.name.startswith("to_") and column.name != "to_0":
                    found[int(column.name[3:])][figure] = value
    return own(scheme, found)


@place("moves")
def movement_lines(seen, scheme):
    """The lines of the report, one per move."""
    if not seen.is_manager:
        return None
    names = names_of(scheme)
    found = {category.id: {"moves": 0} for category in scheme.category_ids}
    with registry.datasets(seen.env, "movement", scheme_ids=scheme.ids) as [dataset]:
        table = dataset.tables[-1]
        place_of = [column.name for column in table.columns].index("new")
        for row in table.rows:
            if row.kind == "line" and row.values[place_of] in names:
                found[names[row.values[place_of]]]["moves"] += 1
    return own(scheme, found)
