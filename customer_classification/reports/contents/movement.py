"""Movement: who was in which category on two days, and the moves between them with their reasons and their money."""

from contextlib import contextmanager

from odoo.tools import SQL

from ...history import history
from ...schemes import direction
from ..dataset import Bar, Chart, Column, Row, Table
from ..parameters import DAY
from ..parts import finish
from . import categories, tree


@contextmanager
def movement(inquiry):
    """Give the dataset for as long as the context lasts."""
    with (
        inquiry.customers({"amount": inquiry.inside("order_amount")}) as customers,
        inquiry.kept(_lines(inquiry, customers)) as lines,
    ):
        cells = _cells(inquiry, customers)
        yield finish(
            inquiry,
            "movement",
            tables=(*_matrices(inquiry, cells), _moves(inquiry, lines)),
            remarks=(
                inquiry.reader._(
                    "On the left the category at the end of the day before the period, on top that "
                    "at the end of "
                    "its last day. Amounts are the orders of the period."
                ),
            ),
        )


def _cells(inquiry, customers) -> dict:
    """{(former category, new category): (customers, amount)}; None for no category."""
    first, last = inquiry.parameters.first_day, inquiry.parameters.last_day
    rows = inquiry.engine.execute_query(
        SQL(
            """SELECT former.category_id, latter.category_id, COUNT(*)::int, SUM(customer.amount)::float
                 FROM %(customers)s customer
                 LEFT JOIN (%(before)s) former ON former.partner_id = customer.partner_id
                 LEFT JOIN (%(after)s) latter ON latter.partner_id = customer.partner_id
                GROUP BY former.category_id, latter.category_id""",
            customers=customers,
            before=history.at(inquiry.scheme.id, first - DAY),
            after=history.at(inquiry.scheme.id, last),
        )
    )
    return {(former, latter): (number, amount) for former, latter, number, amount in rows}


def _matrices(inquiry, cells):
    """The matrix of the customers, and that of their orders."""
    env = inquiry.reader
    present = {place for key in cells for place in key}
    places = [category.id for category, _level in tree.ordered(inquiry.scheme) if category.id in present]
    names = {category.id: category.name for category, _level in tree.ordered(inquiry.scheme)}
    places, names[None] = [*places, *(present & {None})], env._("Not classified")
    yield _matrix(inquiry, "customers", env._("Customers by category"), "integer", 0, cells, places, names)
    yield _matrix(inquiry, "amounts", env._("Their orders"), "money", 1, cells, places, names)


def _matrix(inquiry, name, title, kind, part, cells, places, names) -> Table:
    env = inquiry.reader
    columns = (
        Column("former", env._("From \\ To"), width=26),
        *(Column(f"to_{place or 0}", names[place], kind, 13, adds=True) for place in places),
        Column("total", env._("Total"), kind, 14, adds=True),
    )

    def line(label, keys_of, row_kind="line", parts=()):
        values = [_sum(cells.get(key, (0, 0.0))[part] for key in keys_of(place)) for place in places]
        return Row((label, *values, _sum(values)), row_kind, 1, parts)

    rows = [line(names[former], lambda place, former=former: [(former, place)]) for former in places]
    total = line(env._("Total"), lambda place: [(former, place) for former in places], "total", tuple(range(len(rows))))
    moved = sorted(((c[part], k) for k, c in cells.items() if k[0] != k[1] and (c[part] or 0) > 0), key=lambda c: -c[0])
    bars = tuple(Bar(f"{names[former]} → {names[new]}", value) for value, (former, new) in moved[: categories.BARS])
    rows = [*rows, total] if cells else []
    charts = (Chart(env._("Who moved"), bars, kind),) if bars and kind == "integer" else ()
    return Table(name, title, columns, rows, len(rows), charts, empty=categories.nobody(inquiry))


def _sum(values):
    """The sum; None where one of them is not known."""
    values = list(values)
    return None if None in values else sum(values)


def _lines(inquiry, customers) -> SQL:
    """A row per move, the latest first; only of customers whom the report is about."""
    return SQL(
        """-- one row: one move, the latest first;
           -- it must not miss who came into the scheme or left it
           SELECT row_number() OVER (ORDER BY change.effective_date DESC, change.id DESC) AS position,
                  change.effective_date, partner.ref, partner.name, %(former)s AS former, %(new)s AS new,
                  CASE %(direction)s WHEN 'up' THEN 1 WHEN 'down' THEN -1 ELSE 0 END AS direction,
                  change.origin, %(rule)s AS rule, change.reason, author.name AS author,
                  customer.amount::float AS amount
             FROM customer_classification_change change
             JOIN %(customers)s customer ON customer.partner_id = change.partner_id
             JOIN res_partner partner ON partner.id = change.partner_id
             LEFT JOIN customer_classification_category former ON former.id = change.from_category_id
             LEFT JOIN customer_classification_category latter ON latter.id = change.to_category_id
             LEFT JOIN customer_classification_rule rule ON rule.id = change.rule_id
             LEFT JOIN res_users account ON account.id = change.user_id
             LEFT JOIN res_partner author ON author.id = account.partner_id
            WHERE change.scheme_id = %(scheme)s AND %(movement)s
              AND change.effective_date BETWEEN %(first)s AND %(last)s""",
        former=inquiry.translated(SQL("former.name")),
        new=inquiry.translated(SQL("latter.name")),
        rule=inquiry.translated(SQL("rule.name")),
        direction=direction.sql("former", "latter", SQL("%s", bool(inquiry.scheme.is_ranked))),
        customers=customers,
        scheme=inquiry.scheme.id,
        movement=history.is_movement("change"),
        first=inquiry.parameters.first_day,
        last=inquiry.parameters.last_day,
    )


def _columns(env) -> tuple[Column, ...]:
    return (
        Column("day", env._("Date"), "date", 11),
        Column("reference", env._("Reference"), width=10),
        Column("customer", env._("Customer"), width=28),
        Column("former", env._("From"), width=14),
        Column("new", env._("To"), width=14),
        Column("direction", env._("Direction"), width=9),
        Column("origin", env._("How"), width=9),
        Column("rule", env._("Rule"), width=20),
        Column("reason", env._("Reason"), width=22),
        Column("author", env._("By"), width=12),
        Column("amount", env._("Orders of the period"), "money", 15),
        Column("effect", env._("Effect on sales"), "money", 15, mark="negative"),
    )


def _moves(inquiry, lines) -> Table:
    env = inquiry.reader
    origins = dict(env["customer.classification.change"]._fields["origin"]._description_selection(env))
    directions = {1: env._("up"), -1: env._("down"), 0: None}

    def row(values):
        *who_and_where, direction, origin, rule, reason, author, amount = values
        effect = direction * amount if direction and amount is not None else None
        how = directions[direction], origins.get(origin)
        return Row((*who_and_where, *how, rule, reason, author, amount, effect))

    return Table(
        name="moves",
        title=env._("Moves"),
        columns=_columns(env),
        rows=lines.as_rows(row),
        number=lines.number,
        empty=env._("Nobody moved in this period."),
        remarks=(
            env._("Effect on sales: the orders of those who went up count as gained, of those who went down as lost."),
        ),
    )
