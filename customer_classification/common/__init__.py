"""What has no topic of its own: days, words, groups of people, mails, and who may see what before ``sudo()``.

In: companies and users. Out: which day it is, how things are written, what is refused.
Imports no room.
"""

from . import customer_classification_references, res_company, res_users
