"""The one way into the assignments: moves are written, carried out, proposed, applied later and noted."""

from . import change_notes
