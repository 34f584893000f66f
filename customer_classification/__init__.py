"""A folder per topic, in the order in which data flows; each says in its ``__init__.py`` what it is for.

None imports a later one, and what extends a model is loaded after it. What composes SQL is plain Python, in files
without models, and never loops over customers. A run goes through ``figures`` (what each customer did),
``rules.decision`` (which rule holds first), ``moves`` (what is written), ``attributes`` and ``consequences`` (what
follows those who move).
"""

from . import (
    common,
    schemes,
    assignments,
    customers,
    figures,
    rules,
    history,
    attributes,
    consequences,
    sales,
    moves,
    approval,
    by_hand,
    adjust,
    run,
    activation,
    why,
    care,
    reports,
    overview,
    start,
    demo,
)
