"""What has no topic of its own: days, words, roles of users, mails, who sees what, and access before ``sudo()``.

In: companies and users. Out: which day it is, how things are written, whose figures are shown, what is refused.
Imports no room.
"""

from . import (
    customer_classification_of_scheme,
    customer_classification_opens_partner,
    customer_classification_references,
    ir_rule,
    res_company,
    res_users,
    soft_references,
)
