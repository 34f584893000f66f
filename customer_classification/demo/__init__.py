from . import loader
from . import accounting
from . import orders
from . import schemes
from . import defaults
from . import invoices
from . import care
from . import history
