"""Classify the customers (on a new database) and show the result.  Runs in an Odoo shell."""

import os

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
        print(f"    {category.code or '':<8} {category.name:<32} {category.customer_count:>6}")
