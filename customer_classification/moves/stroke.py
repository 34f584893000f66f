"""What changes that are written together have in common."""

from dataclasses import dataclass
from datetime import date, datetime


@dataclass(frozen=True)
class Stroke:
    """What all changes that are written at one stroke have in common."""

    scheme_id: int
    origin: str
    effective_date: date
    user_id: int
    now: datetime
    run_id: int | None = None
    reason: str | None = None
    pinned: bool = False
    pinned_until: date | None = None  # None or False: for good
    waiting: tuple[tuple[int | None, int | None], ...] = ()  # the moves, from and to, that somebody must approve
