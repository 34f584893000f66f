from . import test_category, test_category_statistics, test_customer, test_tours
from . import test_demo
from . import test_translations
