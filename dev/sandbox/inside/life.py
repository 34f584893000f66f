"""The life of the addon in a database, step by step; runs in an Odoo shell, with the step in the variable STEP.

``fill`` makes data of ours and of others, ``check`` says whether an update lost any of it, ``uninstall`` takes the
addon out and says what it left behind or took along, ``again`` puts it in once more. The variable BASE names a database
that never had the addon.
"""

import os
import sys

from odoo.sql_db import close_db, db_connect

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
    problems = [f"{what} {name} is left" for what, query in LEFT.items() for name in left(query)]
    for model, name in NAMES.items():
        if not env[model].search([("name", "=", name)]):
            problems.append(f"{name} of {model} is gone")
    if not env["sale.order"].search([("partner_id.name", "=", NAMES["res.partner"])]):
        problems.append("the sales order is gone")
    return problems


def again():
    addon = env["ir.module.module"].search([("name", "=", ADDON)])
    addon.button_immediate_install()
    fresh = env["customer.classification.scheme"].with_context(active_test=False).search([("code", "=", "LIFE")])
    return ["the addon was not installed again"] * (addon.state != "installed") + ["a scheme came back"] * bool(fresh)


# What there is of each kind, wherever it comes from: what a database without the addon does not have is left behind.
LEFT = {
    "table": "SELECT tablename FROM pg_tables WHERE schemaname = 'public'",
    "view or sequence": "SELECT relname FROM pg_class WHERE relkind IN ('v', 'm', 'S') AND relnamespace = 2200",
    "column": "SELECT table_name || '.' || column_name FROM information_schema.columns WHERE table_schema = 'public'",
    "index": "SELECT indexname FROM pg_indexes WHERE schemaname = 'public'",
    "function": "SELECT proname FROM pg_proc WHERE pronamespace = 2200",
    "external id": "SELECT module || '.' || name FROM ir_model_data WHERE module = 'customer_classification'",
    "model": "SELECT model FROM ir_model",
    "field": "SELECT model || '.' || name FROM ir_model_fields",
    "menu": "SELECT name->>'en_US' || ' ' || COALESCE(parent_path, '') FROM ir_ui_menu",
    "view": "SELECT name || ' ' || COALESCE(model, '') FROM ir_ui_view",
    "action": "SELECT name->>'en_US' FROM ir_actions",
    "group": "SELECT name->>'en_US' FROM res_groups",
    "privilege": "SELECT name->>'en_US' FROM res_groups_privilege",
    "record rule": "SELECT name FROM ir_rule",
    "scheduled action": "SELECT cron_name FROM ir_cron",
    "mail template": "SELECT name->>'en_US' FROM mail_template",
    "parameter": "SELECT key FROM ir_config_parameter",
    "asset": "SELECT name FROM ir_asset",
}


def left(query):
    """What is in this database and not in the one that never had the addon."""
    with db_connect(os.environ["BASE"]).cursor() as cr:
        cr.execute(query)
        before = {name for (name,) in cr.fetchall()}
    close_db(os.environ["BASE"])  # else nobody could copy it
    env.cr.execute(query)
    return sorted({name for (name,) in env.cr.fetchall()} - before)


found = {"fill": fill, "check": check, "uninstall": uninstall, "again": again}[os.environ["STEP"]]()
env.cr.commit()
for problem in found:
    print(f"  {problem}")
sys.exit(bool(found))
