"""A company with a history, to try everything with.

In: the story in ``story`` and ``data/demo``. Out: records, made by the same methods as people use.
Nothing imports it.
"""

from . import loader
from . import accounting
from . import copies
from . import orders
from . import schemes
from . import defaults
from . import invoices
from . import ledger
from . import ledger_payments
from . import care
from . import history
from . import cleaning
