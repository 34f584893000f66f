"""The page that opens with the app, a file per part of it."""

from . import (
    overview,
    overview_care,
    overview_categories,
    overview_moves,
    overview_tiles,
    overview_todo,
    overview_value,
)
