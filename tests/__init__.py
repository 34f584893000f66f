from . import test_category
from . import test_customer
from . import test_tours
