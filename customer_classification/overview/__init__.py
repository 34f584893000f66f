"""The page with which the app opens: a file per part of it.

In: what the reader may see of figures, moves and proposals. Out: plain values for the page.
Writes nothing.
"""

from . import (
    overview,
    overview_care,
    overview_categories,
    overview_moves,
    overview_tiles,
    overview_todo,
    overview_value,
    overview_quality,
)
