"""What changes that are written together have in common."""

from dataclasses import dataclass
from datetime import date, datetime

from odoo.tools import SQL


@dataclass(frozen=True)
class Move:
    """What all changes that are written together have in common."""

    scheme_id: int
    origin: str
    effective_date: date
    user_id: int
    now: datetime
    run_id: int | None = None
    reason: str | None = None
    pinned: bool = False
    pinned_until: date | None = None  # None or False: for good
    pin_level: str | None = None  # who changes the pin, if not whoever may choose
    waiting: tuple[tuple[int | None, int | None], ...] = ()  # the moves, from and to, that somebody must approve

    def waits(self, former: SQL, latter: SQL) -> SQL:
        """Whether a move from ``former`` to ``latter``, expressions for categories, must be approved."""
        if not self.waiting:
            return SQL("FALSE")
        # no category is 0, which IN finds; NULL it does not
        pairs = tuple((before or 0, after or 0) for before, after in self.waiting)
        return SQL("(COALESCE(%s, 0), COALESCE(%s, 0)) IN %s", former, latter, pairs)
