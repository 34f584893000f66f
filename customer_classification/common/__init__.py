"""What has no topic of its own: what day it is and where a day begins, and mails to people."""

from . import res_company, res_users
