"""Groups of companies: the topmost company and all companies below it, which are decided on together."""

from itertools import count

from odoo.tools import SQL

_numbers = count(1)


def family_table(env, partner_ids=None) -> str:
    """Write every company with the topmost one of its group into a temporary table, and return its name.

    Columns: ``partner_id`` and ``root_id``, both commercial entities; a company of its own is its own root.

    :param partner_ids: only the groups of these companies; all if None
    """
    table = f"classification_family_{next(_numbers)}"
    env.cr.execute(
        SQL(
            """-- one row: one company with the topmost company above it;
               -- it must not miss archived companies in between
               CREATE TEMPORARY TABLE %(table)s AS
               WITH RECURSIVE ancestor(id, parent_id) AS (
                   SELECT id, parent_id FROM res_partner WHERE id = ANY(%(partners)s)
                    UNION
                   SELECT parent.id, parent.parent_id
                     FROM ancestor JOIN res_partner parent ON parent.id = ancestor.parent_id
               ), family(partner_id, root_id) AS (
                   SELECT id, id FROM res_partner WHERE commercial_partner_id = id AND parent_id IS NULL%(chosen)s
                    UNION ALL
                   SELECT child.id, family.root_id
                     FROM family
                     JOIN res_partner parent ON parent.commercial_partner_id = family.partner_id
                     JOIN res_partner child ON child.parent_id = parent.id AND child.commercial_partner_id = child.id)
               SELECT partner_id, root_id FROM family""",
            table=SQL.identifier(table),
            partners=list(partner_ids or ()),
            chosen=SQL() if partner_ids is None else SQL(" AND id IN (SELECT id FROM ancestor)"),
        )
    )
    # PostgreSQL knows nothing of a new table, and would plan for a few rows
    env.cr.execute(SQL("ANALYZE %s", SQL.identifier(table)))
    return table


def roots_of(family: str, members: SQL) -> SQL:
    """The statement that gives the topmost companies of ``members``, a statement that gives companies."""
    return SQL("SELECT root_id FROM %s WHERE partner_id IN (%s)", SQL.identifier(family), members)
