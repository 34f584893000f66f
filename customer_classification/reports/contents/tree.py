"""The tree of a scheme's categories as lines of a report, with figures that add up along it."""

from collections import defaultdict

from odoo.tools import SQL

from ..dataset import Bar, Row

# The places that customers are counted in, besides the ids of categories.
EVERYBODY = 0
UNCLASSIFIED = None
BARS = 12


def ordered(scheme):
    """Yield all categories, archived ones too, with their levels: parents first, siblings in their order."""
    children = defaultdict(list)
    categories = scheme.with_context(active_test=False).category_ids
    for category in categories.sorted(lambda category: (category.sequence, category.code or "", category.id)):
        children[category.parent_id].append(category)
    stack = [(category, 1) for category in reversed(children[categories.browse()])]
    while stack:
        category, level = stack.pop()
        yield category, level
        stack += [(child, level + 1) for child in reversed(children[category])]


def grouped(table: SQL, aggregates: list[SQL]) -> SQL:
    """The statement that gives (place, aggregates …): a customer counts in their category, those above, and everybody.

    The negative of a category's id stands for the customers who are in it and in none below.
    """
    return SQL(
        """SELECT place, %(aggregates)s
             FROM %(table)s customer
             LEFT JOIN customer_classification_category category ON category.id = customer.category_id
            CROSS JOIN unnest(%(everybody)s || COALESCE(
                      string_to_array(rtrim(category.parent_path, '/'), '/')::int[] || -category.id,
                      ARRAY[%(unclassified)s::int])) AS place
            GROUP BY place""",
        aggregates=SQL(", ").join(aggregates),
        table=table,
        everybody=EVERYBODY,
        unclassified=UNCLASSIFIED,
    )


def lines(inquiry, found: dict, values) -> list[Row]:
    """The rows: categories in the order of the tree, the customers without category, the total.

    :param found: place → figures
    :param values: from (code, name, figures or None) to the values of a row
    """
    env, levels = inquiry.reader, inquiry.parameters.levels
    shown = [
        (category, level)
        for category, level in ordered(inquiry.scheme)
        if _is_shown(inquiry, category, found) and (not levels or level <= levels)
    ]
    # below a single category that was chosen, the tree begins there
    children = defaultdict(list)
    for category, _level in shown:
        children[category.parent_id].append(category)
    rows, depth, parts, tops = [], {}, defaultdict(list), []
    for category, _level in shown:
        level = depth[category] = depth.get(category.parent_id, 0) + 1
        (parts[category.parent_id] if level > 1 else tops).append(len(rows))
        figures, kind = found.get(category.id), "group" if children[category] else "line"
        rows.append((values(category.code or "", category.name, figures), kind, level, parts[category]))
        if children[category] and -category.id in found:  # they are in none of the lines below
            parts[category].append(len(rows))
            own = values(category.code or "", env._("%s itself", category.name), found[-category.id])
            rows.append((own, "line", level + 1, ()))
    rows = [Row(cells, kind, level, tuple(below)) for cells, kind, level, below in rows]
    if not inquiry.parameters.category_ids or UNCLASSIFIED in found:
        tops.append(len(rows))
        rows.append(Row(values("", env._("Not classified"), found.get(UNCLASSIFIED)), "unclassified"))
    rows.append(Row(values("", env._("Total"), found.get(EVERYBODY)), "total", 1, tuple(tops)))
    return rows


def _is_shown(inquiry, category, found) -> bool:
    if inquiry.parameters.category_ids:
        path = {int(part) for part in category.parent_path.rstrip("/").split("/")}
        if not path & set(inquiry.parameters.category_ids):
            return False
    return category.active or category.id in found


def bars(rows: list[Row], label, value: int, others: str, limit: int = BARS) -> tuple[Bar, ...]:
    """Bars of the top level (of the one below, where a single category is at the top).

    :param label: from a row to what its bar is called
    :param value: the position of the amount among the values
    :param others: the bar that stands for the smallest categories when they are more than ``limit``
    """
    categories, total = [row for row in rows if row.kind in ("line", "group")], rows[-1].values[value]
    top = [row for row in categories if row.level == 1]
    chosen = top if len(top) > 1 else [row for row in categories if row.level == 2] or top
    chosen += [row for row in rows if row.kind == "unclassified" and row.values[value]]
    chosen = [row for row in chosen if row.values[value] is not None]
    keep = limit if len(chosen) <= limit else limit - 1
    largest = sorted(chosen, key=lambda row: row.values[value], reverse=True)[:keep]

    def bar(name, amount):
        return Bar(name, amount, amount / total if total else None)

    result = [bar(label(row), row.values[value]) for row in chosen if row in largest]
    if rest := [row.values[value] for row in chosen if row not in largest]:
        result.append(bar(others, sum(rest)))
    return tuple(result) if any(one.value > 0 for one in result) else ()
