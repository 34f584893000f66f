"""What follows a move, in this order, whoever made it: a rule, a person, an import, a change of the tree, an undoing.

Another addon lets something follow with one entry::

    from odoo.addons.customer_classification.customer_classification.consequences.registry import (
        CONSEQUENCES, Consequence
    )

    CONSEQUENCES.append(Consequence("loyalty", concerns=..., apply=..., undo=...))

An entry works on sets: it gets the changes of one scheme as a statement, be they one or a million, and loops over no
customers. It must not commit. What is slow or talks to others is noted here and done by a scheduled action.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from odoo.tools import SQL

from ..attributes import attributes
from . import actions, change_notes, defaults

CARRIED = SQL("id, partner_id, scheme_id, to_category_id, origin, rule_id, effective_date")


@dataclass(frozen=True)
class Moved:
    """Changes of one scheme that have just been carried out: the assignments are where they lead.

    ``changes``: the statement that gives their numbers. ``rows``: the statement that gives :data:`CARRIED` of them; new
    changes are not yet in the statistics by which PostgreSQL plans a join, so whoever has the rows at hand says so.
    ``user_id`` and ``now``: who moved the customers, and when (UTC).
    """

    scheme_id: int
    changes: SQL
    user_id: int
    now: datetime
    rows: SQL | None = None

    @property
    def carried(self) -> SQL:
        """The statement that gives :data:`CARRIED` of the changes."""
        return self.rows or SQL("SELECT %s FROM customer_classification_change WHERE id IN (%s)", CARRIED, self.changes)


@dataclass(frozen=True)
class Consequence:
    """One entry of the registry.

    :param name: technical name
    :param concerns: from (env, scheme id) to whether anything can follow in that scheme: cheap, asked before each move
    :param apply: from (env, :class:`Moved`): let it follow
    :param undo: the same for changes that take others back
    :param of_trees: whether it also follows where categories were merged, divided or archived: customers come into
        other categories then, but nobody decided on them
    :param leaving: from (env, changes): what must be kept before customers leave the scheme and their assignments go
    :param foresee: from (env, :class:`Moved`): let changes that are only proposed or simulated tell what would follow
    """

    name: str
    concerns: Callable[..., bool]
    apply: Callable[..., object]
    undo: Callable[..., object]
    of_trees: bool = True
    leaving: Callable[..., object] | None = None
    foresee: Callable[..., object] | None = None


def _carry_attributes(env, moved: Moved):
    attributes.carry(env, moved.changes)
    env["customer.classification.assignment"].invalidate_model(["attributes"])


def _remember_note(env, moved: Moved):
    change_notes.remember(env, moved.changes)


def _follow_defaults(env, moved: Moved):
    defaults.follow(env, moved.carried, moved.user_id, moved.now)


def _foresee_defaults(env, moved: Moved):
    defaults.foresee(env, moved.carried)


def _plan_actions(env, moved: Moved):
    actions.overtake(env, moved.changes)
    actions.plan(env, moved.changes, moved.now)


def _end_actions(env, moved: Moved):
    actions.overtake(env, moved.changes)


CONSEQUENCES = [
    Consequence(
        "attributes",
        concerns=attributes.exist,
        apply=_carry_attributes,
        undo=_carry_attributes,  # a value that a change dropped comes back with the category that asks for it
        leaving=attributes.keep_removed,
    ),
    Consequence("notes", concerns=change_notes.wanted, apply=_remember_note, undo=_remember_note),
    Consequence(
        "defaults",
        concerns=defaults.exist,
        apply=_follow_defaults,
        undo=_follow_defaults,  # what belongs to a customer is computed anew from where they stand
        foresee=_foresee_defaults,
    ),
    Consequence("actions", concerns=actions.exist, apply=_plan_actions, undo=_end_actions, of_trees=False),
]


def concern(env, scheme_id: int) -> bool:
    """Whether anything can follow the moves of a scheme."""
    return any(consequence.concerns(env, scheme_id) for consequence in CONSEQUENCES)


def before_leaving(env, scheme_id: int, changes: SQL):
    """Keep what would be lost with the assignments of customers who leave a scheme."""
    for consequence in CONSEQUENCES:
        if consequence.leaving and consequence.concerns(env, scheme_id):
            consequence.leaving(env, changes)


def follow(env, moved: Moved, undone: bool = False, of_tree: bool = False):
    """Let everything follow that follows these changes.

    :param undone: they take other changes back
    :param of_tree: the tree changed, nobody decided on these customers
    """
    for consequence in CONSEQUENCES:
        if (consequence.of_trees or not of_tree) and consequence.concerns(env, moved.scheme_id):
            (consequence.undo if undone else consequence.apply)(env, moved)


def foresee(env, moved: Moved):
    """Let changes that nobody carried out yet tell what would follow them."""
    for consequence in CONSEQUENCES:
        if consequence.foresee and consequence.concerns(env, moved.scheme_id):
            consequence.foresee(env, moved)
