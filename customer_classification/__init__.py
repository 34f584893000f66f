"""A room (folder) per topic, in the order in which data flows.

Each says in its ``__init__.py`` what it is for, what comes in and goes out, and what it must not import. None imports a
later one; what must call forward is a registry or a hook that the later room extends with ``super()``. What extends a
model is loaded after it. What composes SQL is plain Python, in files without models, and never loops over customers.
CONTRIBUTING.md has a drawing of the rooms, and where one looks for what.
"""

from . import (
    common,
    schemes,
    assignments,
    customers,
    permissions,
    figures,
    rules,
    history,
    attributes,
    consequences,
    sales,
    moves,
    approval,
    by_hand,
    exchange,
    adjust,
    run,
    activation,
    why,
    care,
    cleaning,
    review,
    reports,
    overview,
    start,
    demo,
)
