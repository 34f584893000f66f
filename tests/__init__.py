from . import test_category, test_customer, test_tours
