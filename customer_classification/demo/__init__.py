from . import loader
from . import accounting
from . import defaults
from . import invoices
from . import care
from . import history
