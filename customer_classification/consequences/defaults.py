"""Defaults that follow the category: what categories fill into their customers, and what becomes of it when they move.

What a customer should have depends on where they stand in all schemes, so it is computed anew for whoever moves. A
value is filled where the field is empty; one that a category filled is replaced or taken back while nobody changed it;
one that a person typed stays. ``customer_classification_default`` remembers what was filled.
"""

from itertools import count

from odoo.tools import SQL

from . import notes
from .default_fields import DEFAULTS, targets
from .default_winners import winners

_numbers = count(1)


def exist(env, scheme_id: int) -> bool:
    """Whether a category of the scheme fills something, or has filled something."""
    some = SQL(" OR ").join(SQL("%s IS NOT NULL", SQL.identifier("category", name)) for name in DEFAULTS)
    [(found,)] = env.execute_query(
        SQL(
            """SELECT EXISTS (SELECT FROM customer_classification_category category
                               WHERE category.scheme_id = %s AND (%s))
                   OR EXISTS (SELECT FROM customer_classification_default filled
                                JOIN customer_classification_category category ON category.id = filled.category_id
                               WHERE category.scheme_id = %s)""",
            scheme_id,
            some,
            scheme_id,
        )
    )
    return found


def follow(env, changes: SQL, user_id: int, now) -> list[int]:
    """Fill, replace and take back what the categories of customers who moved set; their chatter says what and why.

    :param changes: a statement that gives ``id``, ``partner_id``, ``scheme_id``, ``to_category_id`` of the changes,
        which keep what was filled in their evidence; the ``id`` may be NULL where no change was written
    :return: the customers with another value
    """
    table = _decide(env, changes)
    filled = SQL("(SELECT * FROM %s WHERE follows AND present IS DISTINCT FROM value)", table)
    _remember(env, table)
    partner_ids = _write(env, filled, user_id, now)
    # mostly nothing differs, and chatter, evidence and caches are left alone
    if partner_ids:
        _keep_evidence(env, filled)
        notes.write(env, filled, user_id, now)
        _read_anew(env, partner_ids)
    env.cr.execute(SQL("DROP TABLE %s", table))
    return partner_ids


def foresee(env, changes: SQL):
    """Let changes that nobody carried out yet say in their evidence what they would fill, and write nothing else."""
    table = _decide(env, changes)
    _keep_evidence(env, SQL("(SELECT * FROM %s WHERE follows AND present IS DISTINCT FROM value)", table))
    env.cr.execute(SQL("DROP TABLE %s", table))


def outstanding(env, changes: SQL) -> int:
    """How many customers :func:`follow` would change."""
    [(number,)] = env.execute_query(
        SQL(
            "SELECT COUNT(DISTINCT partner_id) FROM (%s) decided WHERE follows AND present IS DISTINCT FROM value",
            _decision(changes),
        )
    )
    return number


def _decide(env, changes: SQL) -> SQL:
    """A temporary table of :func:`_decision`, without what changes nothing."""
    table = SQL.identifier(f"classification_defaults_{next(_numbers)}")
    env.cr.execute(
        SQL(
            """CREATE TEMPORARY TABLE %s ON COMMIT DROP AS
               SELECT * FROM (%s) decided
                WHERE NOT follows OR present IS DISTINCT FROM value OR category_id IS DISTINCT FROM former_id""",
            table,
            _decision(changes),
        )
    )
    return table


def _decision(changes: SQL) -> SQL:
    """A row for each value that a category sets or has set: what stands there, and what belongs there.

    ``change_id``, ``partner_id``, ``company_id`` (NULL: all), ``field``, ``present``, ``value`` (NULL: nothing sets
    it), ``category_id`` (that sets it), ``former_id`` (that set the present one), ``follows`` (nobody changed it).
    """
    present = SQL(" ").join(
        SQL("WHEN %s THEN %s", default.name, default.present(SQL("decided.scope"))) for default in DEFAULTS.values()
    )
    return SQL(
        """-- one row: one field of one customer in one company: what stands there and what belongs there;
           -- it must not miss values that a category set and that no category sets any more
           WITH %(winners)s, decided AS (
               SELECT won.change_id, COALESCE(won.partner_id, filled.partner_id) AS partner_id,
                      COALESCE(won.scope, filled.company_id, 0) AS scope, COALESCE(won.field, filled.field) AS field,
                      won.value, won.category_id, filled.value AS remembered, filled.category_id AS former_id
                 FROM won
                 FULL JOIN (SELECT filled.* FROM customer_classification_default filled
                              JOIN moving ON moving.partner_id = filled.partner_id) filled
                   ON filled.partner_id = won.partner_id AND filled.field = won.field
                  AND COALESCE(filled.company_id, 0) = won.scope
           ), compared AS (
               SELECT decided.*, CASE decided.field %(present)s END AS present
                 FROM decided JOIN res_partner partner ON partner.id = decided.partner_id)
           SELECT moving.id AS change_id, compared.partner_id, NULLIF(compared.scope, 0) AS company_id, compared.field,
                  compared.present, compared.value, compared.category_id, compared.former_id,
                  COALESCE(compared.present = compared.remembered, compared.present IS NULL) AS follows
             FROM compared JOIN moving ON moving.partner_id = compared.partner_id""",
        winners=winners(changes),
        present=present,
    )


def _write(env, filled: SQL, user_id: int, now) -> list[int]:
    """Write the new values; what Odoo keeps the same on a company and its contacts goes to them, too.

    :return: the customers and contacts that were written
    """
    env.cr.execute(
        SQL(
            """WITH own AS (
                   SELECT partner_id, array_agg(field) AS fields, %(columns)s
                     FROM %(filled)s filled GROUP BY partner_id)
               UPDATE res_partner partner SET %(assignments)s, write_uid = %(user)s, write_date = %(now)s
                 FROM own
                WHERE partner.commercial_partner_id = own.partner_id
            RETURNING partner.id""",
            columns=SQL(", ").join(
                SQL("%s AS %s", default.chosen(), SQL.identifier(name)) for name, default in DEFAULTS.items()
            ),
            filled=filled,
            assignments=SQL(", ").join(default.written() for default in DEFAULTS.values()),
            user=user_id,
            now=now,
        )
    )
    return [partner_id for (partner_id,) in env.cr.fetchall()]


def _remember(env, table: SQL):
    """Note what the categories have set from now on; what a person changed is no longer theirs."""
    env.cr.execute(
        SQL(
            """DELETE FROM customer_classification_default filled USING %s decided
                WHERE filled.partner_id = decided.partner_id AND filled.field = decided.field
                  AND filled.company_id IS NOT DISTINCT FROM decided.company_id
                  AND (NOT decided.follows OR decided.value IS NULL)""",
            table,
        )
    )
    env.cr.execute(
        SQL(
            """INSERT INTO customer_classification_default
                      (partner_id, company_id, field, value, category_id, change_id)
               SELECT partner_id, company_id, field, value, category_id, change_id
                 FROM %s WHERE follows AND value IS NOT NULL
               ON CONFLICT (partner_id, COALESCE(company_id, 0), field) DO UPDATE
                  SET value = EXCLUDED.value, category_id = EXCLUDED.category_id, change_id = EXCLUDED.change_id""",
            table,
        )
    )


def _keep_evidence(env, filled: SQL):
    env.cr.execute(
        SQL(
            """UPDATE customer_classification_change change
                  SET evidence = COALESCE(NULLIF(change.evidence, 'null'), '{}')
                                 || jsonb_build_object('defaults', filled.defaults)
                 FROM (SELECT change_id, jsonb_agg(jsonb_build_object(
                                  'field', field, 'company', company_id, 'from', present, 'to', value,
                                  'category', COALESCE(category_id, former_id)) ORDER BY company_id, field) AS defaults
                         FROM %s filled WHERE change_id IS NOT NULL GROUP BY change_id) filled
                WHERE change.id = filled.change_id""",
            filled,
        )
    )


def _read_anew(env, partner_ids: list[int]):
    """Make the ORM forget what it had read, and recompute what hangs on it."""
    partners = env["res.partner"].sudo().browse(partner_ids)
    partners.invalidate_recordset(targets())
    partners.modified(targets())
    env["mail.message"].invalidate_model()
