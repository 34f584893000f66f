"""What has no topic of its own: the day that it is in a company, and mails to people."""

from . import res_company, res_users
