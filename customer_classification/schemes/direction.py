"""Which way a move goes: said once for records and once for statements, and nowhere else.

In a ranked scheme a lower sequence is a higher category. Coming into a scheme and leaving it are ways of their own, no
upgrades and downgrades; who treats them as such says so.
"""

from odoo.tools import SQL

DIRECTIONS = [
    ("up", "Upgrade"),
    ("down", "Downgrade"),
    ("sideways", "Sideways"),
    ("new", "Newly Classified"),
    ("left", "Left the Scheme"),
]


def of(former, latter) -> str:
    """The key in :data:`DIRECTIONS` of a move between two categories of one scheme, either of which may be empty."""
    if not former or not latter:
        return "new" if latter else "left"
    if not former.scheme_id.is_ranked or former.sequence == latter.sequence:
        return "sideways"
    return "up" if latter.sequence < former.sequence else "down"


def sql(former: str, latter: str, ranked: SQL) -> SQL:
    """The same in a statement.

    :param former: the alias of the category table, left joined
    :param latter: likewise
    :param ranked: whether the scheme is ranked
    """
    return SQL(
        """CASE WHEN %(former)s IS NULL THEN 'new'
                WHEN %(latter)s IS NULL THEN 'left'
                WHEN %(ranked)s AND %(up)s THEN 'up'
                WHEN %(ranked)s AND %(down)s THEN 'down'
                ELSE 'sideways' END""",
        former=SQL.identifier(former, "id"),
        latter=SQL.identifier(latter, "id"),
        ranked=ranked,
        up=up(former, latter),
        down=down(former, latter),
    )


def up(former: str, latter: str) -> SQL:
    """Whether ``latter`` is the higher one of two categories of a ranked scheme, given by their aliases."""
    return SQL("%s < %s", SQL.identifier(latter, "sequence"), SQL.identifier(former, "sequence"))


def down(former: str, latter: str) -> SQL:
    """Whether ``latter`` is the lower one of two categories of a ranked scheme, given by their aliases."""
    return SQL("%s > %s", SQL.identifier(latter, "sequence"), SQL.identifier(former, "sequence"))
