"""The life of the addon in a database, step by step; runs in an Odoo shell, with the step in the variable STEP.

``fill`` makes data of ours and of others, ``check`` says whether an update lost any of it, ``uninstall`` takes the
addon out and says what it left behind or took along.
"""

import os
import sys

ADDON = "customer_classification"
NAMES = {"res.partner": "Life Customer", "product.product": "Life Product"}


def fill():
    scheme = env["customer.classification.scheme"].create({"name": "Life", "code": "LIFE", "mode": "rules"})
    category = env["customer.classification.category"].create({"name": "Life", "scheme_id": scheme.id})
    env["customer.classification.rule"].create(
        {"name": "Life", "scheme_id": scheme.id, "category_id": category.id, "for_everybody": True}
    )
    customer = env["res.partner"].create({"name": NAMES["res.partner"], "is_company": True})
    product = env["product.product"].create({"name": NAMES["product.product"]})
    env["sale.order"].create({"partner_id": customer.id, "order_line": [(0, 0, {"product_id": product.id})]})
    scheme.classify()
    return []


def check():
    customer = env["res.partner"].search([("name", "=", NAMES["res.partner"])])
    if customer.classification_assignment_ids.category_id.name != "Life":
        return ["the update lost the customer's category"]
    return []


def uninstall():
    env["ir.module.module"].search([("name", "=", ADDON)]).button_immediate_uninstall()
    problems = [f"{what} {name} is left" for what, query in LEFT.items() for (name,) in rows(query)]
    for model, name in NAMES.items():
        if not env[model].search([("name", "=", name)]):
            problems.append(f"{name} of {model} is gone")
    if not env["sale.order"].search([("partner_id.name", "=", NAMES["res.partner"])]):
        problems.append("the sales order is gone")
    return problems


LEFT = {
    "table": "SELECT tablename FROM pg_tables WHERE tablename LIKE '%%classification%%'",
    "column": """SELECT table_name || '.' || column_name FROM information_schema.columns
                  WHERE column_name LIKE '%%classification%%' OR column_name LIKE '%%customer_category%%'""",
    "external id": f"SELECT name FROM ir_model_data WHERE module = '{ADDON}'",
    "model": "SELECT model FROM ir_model WHERE model LIKE 'customer.classification%%'",
    "field": "SELECT name FROM ir_model_fields WHERE name LIKE '%%classification%%'",
    "view": "SELECT name FROM ir_ui_view WHERE arch_db::text LIKE '%%classification%%'",
    "group": "SELECT name->>'en_US' FROM res_groups_privilege WHERE name->>'en_US' = 'Customer Classification'",
    "scheduled action": "SELECT cron_name FROM ir_cron WHERE cron_name LIKE 'Customer Classification%%'",
}


def rows(query):
    env.cr.execute(query)
    return env.cr.fetchall()


found = {"fill": fill, "check": check, "uninstall": uninstall}[os.environ["STEP"]]()
env.cr.commit()
for problem in found:
    print(f"  {problem}")
sys.exit(bool(found))
