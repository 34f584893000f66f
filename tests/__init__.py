from . import test_category, test_category_statistics, test_customer, test_tours
