"""The guided start and its templates: from nothing to classified customers.

In: a template and numbers suggested from the company's own customers. Out: a scheme with its rules, activated.
Nothing but the demo imports it.
"""

from . import customer_classification_setup, customer_classification_setup_line
