"""Groups of companies: the topmost company and all companies below it, which are decided on together."""

from itertools import count

from odoo.tools import SQL

_numbers = count(1)


def family_table(env) -> str:
    """Write every company with the topmost one of its group into a temporary table, and return its name.

    Columns: ``partner_id`` and ``root_id``, both commercial entities; a company of its own is its own root.
    """
    table = f"classification_family_{next(_numbers)}"
    env.cr.execute(
        SQL(
            """CREATE TEMPORARY TABLE %s ON COMMIT DROP AS
               WITH RECURSIVE family(partner_id, root_id) AS (
                   SELECT id, id FROM res_partner WHERE commercial_partner_id = id AND parent_id IS NULL
                    UNION ALL
                   SELECT child.id, family.root_id
                     FROM family
                     JOIN res_partner parent ON parent.commercial_partner_id = family.partner_id
                     JOIN res_partner child ON child.parent_id = parent.id AND child.commercial_partner_id = child.id)
               SELECT partner_id, root_id FROM family""",
            SQL.identifier(table),
        )
    )
    env.cr.execute(SQL("ANALYZE %s", SQL.identifier(table)))
    return table


def roots_of(family: str, members: SQL) -> SQL:
    """The statement that gives the topmost companies of ``members``, a statement that gives companies."""
    return SQL("SELECT root_id FROM %s WHERE partner_id IN (%s)", SQL.identifier(family), members)
