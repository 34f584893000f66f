"""Classify the customers (on a new database) and show the result.  Runs in an Odoo shell."""

import os
from unicodedata import east_asian_width

LANGUAGE = os.environ["LANG_CODE"]

env["res.lang"]._activate_and_install_lang(LANGUAGE)  # noqa: F821
env.ref("base.user_admin").lang = LANGUAGE  # noqa: F821
schemes = env["customer.classification.scheme"].with_context(lang=LANGUAGE).search([])  # noqa: F821
if os.environ["CLASSIFY"]:
    schemes.filtered(lambda scheme: scheme.mode != "manual").classify()
env.cr.commit()  # noqa: F821

for scheme in schemes:
    categories = env["customer.classification.category"].search([("scheme_id", "=", scheme.id)])  # noqa: F821
    categories = categories.with_context(lang=LANGUAGE)
    print(f"\n  {scheme.name}")
    for category in categories:
        name = "  " * (category.level - 1) + category.name
        wide = sum(east_asian_width(character) in "WF" for character in name)
        print(f"    {category.code or '':<8} {name:<{40 - wide}} {category.customer_count:>6}")
