"""Classify the customers when CLASSIFY is set, and show how many each category has.  Runs in an Odoo shell."""

import os

speaking = env(context={"lang": env.ref("base.user_admin").lang})
schemes = speaking["customer.classification.scheme"].search([])
if os.environ["CLASSIFY"]:
    schemes.filtered(lambda scheme: scheme.mode != "manual").classify()
    env.cr.commit()

for scheme in schemes:
    print(f"\n  {scheme.display_name}")
    for category in speaking["customer.classification.category"].search([("scheme_id", "=", scheme.id)]):
        print(f"    {category.code or '':<10} {category.customer_count:>6}  {category.name}")
