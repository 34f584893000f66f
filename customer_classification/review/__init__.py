"""Standards are reviewed at intervals: are the rules of a scheme still right, and what would others do?

In: the customers, their history, rules as they stand and alternative ones. Out: reviews with their findings, a
comparison of two standards, and an outcome that is recorded. ``standards`` and ``suggestions`` are SQL without models.
Imports no ``reports`` and no ``overview``.
"""

from . import (
    customer_classification_alternative,
    alternative_rules,
    customer_classification_review,
    review_comparison,
    review_findings,
    review_outcome,
    review_page,
    scheme_review,
)
