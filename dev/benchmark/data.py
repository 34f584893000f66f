"""Customers without number, made by SQL: a main scheme of three levels, and a flat one beside it."""

from contextlib import closing

from odoo.sql_db import db_connect
from odoo.tools import SQL

TABLES = ("res_partner", "sale_order", "customer_classification_assignment", "customer_classification_category")
TOPS, MIDDLES, LEAVES, FLAT = 10, 10, 5, 30
LOGIN = "bench"


def furnish(env, customers: int, orders: int) -> None:
    """Make the schemes, the customers and where they belong, unless that was done before."""
    if env["customer.classification.scheme"].search_count([("code", "=", "BENCH")]):
        return
    print(f"  making {customers} customers", flush=True)
    main, flat = _schemes(env)
    _user(env)
    env.flush_all()
    _partners(env, customers)
    print(f"  making {orders} orders", flush=True)
    sample_order(env)
    place_orders(env, SQL("partner.customer_rank > 0"), orders=orders)
    for scheme in (main, flat):
        print(f"  classifying them by {scheme.name}", flush=True)
        _assign(env, scheme)
    env.cr.commit()
    _vacuum(env)


def _schemes(env):
    env["customer.classification.scheme"].search([("is_main", "=", True)]).is_main = False
    main, flat = env["customer.classification.scheme"].create(
        [
            {"name": "Bench, three levels", "code": "BENCH", "code_pattern": "2-2-3", "is_main": True},
            {"name": "Bench, flat", "code": "BENCH-FLAT", "code_pattern": "2"},
        ]
    )
    Category = env["customer.classification.category"]

    def below(parents, number):
        return Category.create(
            [
                {"name": f"{parent.name}.{place}", "parent_id": parent.id, "scheme_id": main.id}
                for parent in parents
                for place in range(1, number + 1)
            ]
        )

    tops = Category.create([{"name": f"Top {place}", "scheme_id": main.id} for place in range(1, TOPS + 1)])
    below(below(tops, MIDDLES), LEAVES)
    Category.create([{"name": f"Flat {place}", "scheme_id": flat.id} for place in range(1, FLAT + 1)])
    return main, flat


def _user(env):
    """Who asks: no superuser, so that their rights are looked at as in real life."""
    groups = ("sales_team.group_sale_salesman_all_leads", "customer_classification.group_classification_manager")
    env["res.users"].create(
        {"name": "Bench", "login": LOGIN, "group_ids": [(4, env.ref(group).id) for group in groups]}
    )


def _partners(env, customers):
    """Copy one partner that the ORM made: so nothing that it fills in is missing. Every tenth has a contact."""
    sample = env["res.partner"].create({"name": "Bench", "is_company": True, "customer_rank": 1})
    env.flush_all()
    own = {"id", "name", "complete_name", "commercial_partner_id", "parent_id", "is_company"}
    columns = [
        SQL.identifier(name)
        for (name,) in env.execute_query(
            SQL("SELECT column_name FROM information_schema.columns WHERE table_name = 'res_partner'")
        )
        if name not in own
    ]
    names = SQL(", ").join(columns)
    env.cr.execute(
        SQL(
            """WITH made AS (
                   SELECT nextval('res_partner_id_seq') AS number, place FROM generate_series(1, %(customers)s) place
               ), company AS (
                   INSERT INTO res_partner (id, name, complete_name, commercial_partner_id, is_company, %(names)s)
                   SELECT made.number, 'Customer ' || lpad(made.place::text, 8, '0'),
                          'Customer ' || lpad(made.place::text, 8, '0'), made.number, TRUE, %(copied)s
                     FROM made, res_partner sample WHERE sample.id = %(sample)s
               )
               INSERT INTO res_partner
                      (id, name, complete_name, commercial_partner_id, parent_id, is_company, %(names)s)
               SELECT nextval('res_partner_id_seq'), 'Contact ' || made.place, 'Customer, Contact ' || made.place,
                      made.number, made.number, FALSE, %(copied)s
                 FROM made, res_partner sample WHERE sample.id = %(sample)s AND made.place %% 10 = 0""",
            customers=customers,
            sample=sample.id,
            names=names,
            copied=SQL(", ").join(SQL("sample.%s", column) for column in columns),
        )
    )


SAMPLE_ORDER = "Bench sample"


def sample_order(env):
    """An order that the ORM made and confirmed, of which others are copies: so nothing that it fills in is missing."""
    product = env["product.product"].create({"name": "Bench", "taxes_id": [(5,)]})
    order = env["sale.order"].create(
        {
            "partner_id": env["res.partner"].create({"name": "Bench buyer", "is_company": True}).id,
            "order_line": [(0, 0, {"product_id": product.id, "price_unit": 100, "tax_ids": [(5,)]})],
        }
    )
    order.action_confirm()
    order.name = SAMPLE_ORDER
    env.flush_all()


def place_orders(env, whose: SQL, *, orders: int = 0, each: int = 0, amount: float = 0, day=None):
    """Copy the sample order: spread over customers and three years, or ``each`` of ``amount`` on ``day`` for each.

    :param whose: which rows of ``partner`` get orders; every third of those spread is placed by a contact, if any
    """
    amounts = {"amount_untaxed", "amount_total"}
    own = {"id", "name", "partner_id", "classification_partner_id", "date_order", "access_token", *amounts}
    columns = SQL(", ").join(
        SQL.identifier(name)
        for (name,) in env.execute_query(
            SQL("SELECT column_name FROM information_schema.columns WHERE table_name = 'sale_order'")
        )
        if name not in own
    )
    copied = SQL(", ").join(
        SQL("sample.%s", SQL.identifier(name))
        for (name,) in env.execute_query(
            SQL("SELECT column_name FROM information_schema.columns WHERE table_name = 'sale_order'")
        )
        if name not in own
    )
    chosen = SQL(
        """SELECT array_agg(id ORDER BY id) FROM res_partner partner
            WHERE partner.complete_name LIKE 'Customer%%' AND (partner.parent_id IS NOT NULL OR %s)""",
        whose,
    )
    [(partners,)] = env.execute_query(chosen)
    number = orders or each * len(partners)
    env.cr.execute(
        SQL(
            """INSERT INTO sale_order (name, partner_id, classification_partner_id, date_order, amount_untaxed,
                                       amount_total, %(columns)s)
               SELECT 'B' || place, buyer.id, buyer.commercial_partner_id, %(date)s, %(amount)s, %(amount)s, %(copied)s
                 FROM generate_series(0, %(last)s) place
                 JOIN (SELECT id, commercial_partner_id, ROW_NUMBER() OVER (ORDER BY id) - 1 AS seat
                         FROM res_partner WHERE id = ANY(%(partners)s)) buyer
                   ON buyer.seat = (place::bigint * 7919) %% %(partner_count)s, sale_order sample
                WHERE sample.name = %(sample)s""",
            columns=columns,
            copied=copied,
            date=SQL("%s::timestamp", day)
            if day
            else SQL("(CURRENT_DATE - (abs(hashint4(place)) %% 1095))::timestamp + interval '4 hours'"),
            amount=SQL("%s::numeric", amount) if amount else SQL("(100 + abs(hashint4(place + 1)) %% 1900)::numeric"),
            last=number - 1,
            partners=partners,
            partner_count=len(partners),
            sample=SAMPLE_ORDER,
        )
    )


def _assign(env, scheme):
    """Nine in ten customers, spread over the lowest categories."""
    leaves = scheme.category_ids.filtered("is_leaf").ids
    env.cr.execute(
        SQL(
            """INSERT INTO customer_classification_assignment
                      (partner_id, scheme_id, scheme_sequence, category_id, origin, since)
               SELECT id, %(scheme)s, %(sequence)s,
                      (%(leaves)s::int[])[1 + abs(hashint4(id) %% %(number)s)], 'rule', CURRENT_DATE
                 FROM res_partner
                WHERE complete_name LIKE 'Customer 0%%' AND parent_id IS NULL AND id %% 10 != 0""",
            scheme=scheme.id,
            sequence=scheme.sequence,
            leaves=leaves,
            number=len(leaves),
        )
    )


def _vacuum(env):
    """What PostgreSQL does by itself in time: statistics, and which pages all may see."""
    with closing(db_connect(env.cr.dbname).cursor()) as cr:
        cr._cnx.autocommit = True
        for table in TABLES:
            cr.execute(SQL("VACUUM ANALYZE %s", SQL.identifier(table)))
