"""Looking after customers: surveys, how often to talk to them, who is about to fall or close to rising."""

from . import (
    customer_classification_outlook,
    customer_classification_survey,
    contact_interval,
    satisfaction_mail,
    customer_classification_contact,
    scheme_outlook,
    why_outlook,
)
