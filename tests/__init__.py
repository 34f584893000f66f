from . import (
    test_adjustment,
    test_attributes,
    test_by_hand,
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
