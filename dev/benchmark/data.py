"""Customers without number, made by SQL: a main scheme of three levels, and a flat one beside it."""

from contextlib import closing

from odoo.sql_db import db_connect
from odoo.tools import SQL

TABLES = ("res_partner", "customer_classification_assignment", "customer_classification_category")
TOPS, MIDDLES, LEAVES, FLAT = 10, 10, 5, 30
LOGIN = "bench"


def furnish(env, customers: int) -> None:
    """Make the schemes, the customers and where they belong, unless that was done before."""
    if env["customer.classification.scheme"].search_count([("code", "=", "BENCH")]):
        return
    print(f"  making {customers} customers", flush=True)
    main, flat = _schemes(env)
    _user(env)
    env.flush_all()
    _partners(env, customers)
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
    """Who asks: no superuser, so that his rights are looked at as in real life."""
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
