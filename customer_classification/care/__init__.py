"""Looking after customers: surveys, how often to talk to them, who is about to be downgraded or close to an upgrade.

In: figures of today and of days to come. Out: the outlook, lists of whom to contact, requests for satisfaction and
their answers.
Imports no ``reports``.
"""

from . import (
    customer_classification_outlook,
    outlook_refresh,
    outlook_warnings,
    customer_classification_survey,
    contact_interval,
    satisfaction_mail,
    customer_classification_request,
    customer_classification_ask,
    rating_page,
    customer_classification_contact,
    scheme_outlook,
    why_outlook,
)
