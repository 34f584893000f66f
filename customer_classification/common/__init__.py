"""What has no topic of its own: what day it is and where a day begins, mails to people, and access before sudo()."""

from . import customer_classification_references, res_company, res_users
