"""Customers who stand twice: likely duplicates with what speaks for them, until somebody merges or parts them.

In: the contacts as typed. Out: pairs with score and evidence, merged by Odoo's own merge. ``finder`` and what it uses
(``values``, ``words``, ``names``, ``vocabulary``, ``relations``, ``judge``) know no Odoo and import no other room.
"""

from . import base_partner_merge, customer_classification_duplicate
