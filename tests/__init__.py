from . import (
    test_attributes,
    test_category,
    test_category_statistics,
    test_customer,
    test_demo,
    test_engine,
    test_engine_oracle,
    test_tours,
    test_translations,
    test_values,
)
