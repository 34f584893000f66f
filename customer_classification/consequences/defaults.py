"""Defaults that follow the category: what categories fill into their customers, and what becomes of it when they move.

What a customer should have depends on where he stands in all schemes, so it is computed anew for whoever moves. A value
is filled where the field is empty; one that a category filled is replaced or taken back while nobody changed it; one
that a person typed stays. ``customer_classification_default`` remembers what was filled.
"""

from dataclasses import dataclass
from itertools import count

from odoo.tools import SQL

from . import notes

_numbers = count(1)


@dataclass(frozen=True)
class Default:
    """A field of the category that fills a field of the customer."""

    name: str  # the category's field
    target: str  # the customer's field
    table: str | None = None  # of the records that can be chosen; an archived one is no default
    per_company: bool = True  # whether the customer has a value for each company; the category always does

    def present(self, company: SQL) -> SQL:
        """The customer's own value as jsonb, NULL where he has none."""
        column = SQL.identifier("partner", self.target)
        return (
            SQL("NULLIF(%s -> %s::text, 'null')", column, company) if self.per_company else SQL("to_jsonb(%s)", column)
        )


DEFAULTS = (
    Default("pricelist_id", "specific_property_product_pricelist", "product_pricelist"),
    Default("payment_term_id", "property_payment_term_id", "account_payment_term"),
    Default("user_id", "user_id", "res_users", per_company=False),
    Default("credit_limit", "credit_limit"),
)
TARGETS = tuple(default.target for default in DEFAULTS)


def exist(env, scheme_id: int) -> bool:
    """Whether a category of the scheme fills something, or has filled something."""
    some = SQL(" OR ").join(SQL("%s IS NOT NULL", SQL.identifier("category", default.name)) for default in DEFAULTS)
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
        SQL("WHEN %s THEN %s", default.name, default.present(SQL("decided.scope"))) for default in DEFAULTS
    )
    return SQL(
        """WITH %(winners)s, decided AS (
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


def winners(changes: SQL, every: bool = False) -> SQL:
    """The common table expressions ``moving`` (the changes) and ``won``: which category sets what for those customers.

    The nearest category up the tree speaks for a scheme; between schemes the main one of the company comes first, then
    the sequence. A scheme without a company speaks in all of them.

    :param every: also those that came second, numbered by ``place``
    """
    return SQL(
        """moving AS (%(changes)s), standing AS (
               SELECT moving.id AS change_id, moving.partner_id, assignment.scheme_id, assignment.category_id
                 FROM moving JOIN customer_classification_assignment assignment
                   ON assignment.partner_id = moving.partner_id AND assignment.scheme_id != moving.scheme_id
               UNION ALL
               SELECT id, partner_id, scheme_id, to_category_id FROM moving WHERE to_category_id IS NOT NULL
           ), own AS (%(own)s), offered AS (
               SELECT DISTINCT ON (below.id, own.company_id, own.field)
                      below.id AS category_id, own.company_id, own.field, own.value, own.id AS source_id
                 FROM own JOIN customer_classification_category below ON below.parent_path LIKE own.parent_path || '%%'
                ORDER BY below.id, own.company_id, own.field, LENGTH(own.parent_path) DESC
           ), ranked AS (
               SELECT standing.change_id, standing.partner_id, offered.field, offered.value,
                      offered.source_id AS category_id, %(scope)s AS scope,
                      ROW_NUMBER() OVER (
                          PARTITION BY standing.partner_id, offered.field, %(scope)s
                          ORDER BY scheme.is_main IS NOT TRUE, scheme.company_id IS NULL, scheme.sequence, scheme.id,
                                   company.sequence, company.id) AS place
                 FROM standing
                 JOIN offered ON offered.category_id = standing.category_id
                 JOIN customer_classification_scheme scheme ON scheme.id = standing.scheme_id AND scheme.active
                 JOIN res_partner partner ON partner.id = standing.partner_id
                 JOIN res_company company ON company.id = offered.company_id AND company.active
                WHERE (scheme.company_id IS NULL OR scheme.company_id = company.id)
                  AND (partner.company_id IS NULL
                       OR '/' || company.parent_path LIKE '%%/' || partner.company_id || '/%%')
           ), won AS (SELECT * FROM ranked%(first)s)""",
        changes=changes,
        own=SQL(" UNION ALL ").join(map(_own, DEFAULTS)),
        scope=SQL("CASE WHEN offered.field IN %s THEN 0 ELSE offered.company_id END", _global_fields()),
        first=SQL() if every else SQL(" WHERE place = 1"),
    )


def _global_fields() -> tuple[str, ...]:
    return tuple(default.name for default in DEFAULTS if not default.per_company)


def _own(default: Default) -> SQL:
    """What categories themselves set, company by company."""
    if default.table:
        chosen = SQL(
            "JOIN %s target ON target.id = (company.value #>> '{}')::int4 AND target.active",
            SQL.identifier(default.table),
        )
    else:
        chosen = SQL("WHERE (category.%s ->> company.key)::boolean", SQL.identifier(f"use_{default.name}"))
    return SQL(
        """SELECT category.id, category.parent_path, company.key::int4 AS company_id, %s AS field, company.value
             FROM customer_classification_category category
            CROSS JOIN LATERAL jsonb_each(category.%s) company %s""",
        default.name,
        SQL.identifier(default.name),
        chosen,
    )


def _write(env, filled: SQL, user_id: int, now) -> list[int]:
    """Write the new values; what Odoo keeps the same on a company and its contacts goes to them, too.

    :return: the customers and contacts that were written
    """
    kept = [default for default in DEFAULTS if default.per_company]
    columns = [
        SQL("jsonb_object_agg(company_id, value) FILTER (WHERE field = %s) AS %s", d.name, SQL.identifier(d.name))
        for d in kept
    ]
    env.cr.execute(
        SQL(
            """WITH own AS (
                   SELECT partner_id, %(columns)s, BOOL_OR(field = 'user_id') AS has_user,
                          MAX((value #>> '{}')::int4) FILTER (WHERE field = 'user_id') AS user_id
                     FROM %(filled)s filled GROUP BY partner_id)
               UPDATE res_partner partner
                  SET %(assignments)s,
                      user_id = CASE WHEN own.has_user AND partner.id = own.partner_id
                                     THEN own.user_id ELSE partner.user_id END,
                      write_uid = %(user)s, write_date = %(now)s
                 FROM own
                WHERE partner.commercial_partner_id = own.partner_id
            RETURNING partner.id""",
            columns=SQL(", ").join(columns),
            filled=filled,
            assignments=SQL(", ").join(map(_patch, kept)),
            user=user_id,
            now=now,
        )
    )
    return [partner_id for (partner_id,) in env.cr.fetchall()]


def _patch(default: Default) -> SQL:
    """Set the values of some companies in a column that holds those of all; an empty one goes."""
    return SQL(
        """%(column)s = CASE WHEN own.%(name)s IS NULL THEN partner.%(column)s ELSE NULLIF(
               (COALESCE(partner.%(column)s, '{}') || own.%(name)s)
               - ARRAY(SELECT key FROM jsonb_each(own.%(name)s) WHERE jsonb_typeof(value) = 'null'), '{}') END""",
        column=SQL.identifier(default.target),
        name=SQL.identifier(default.name),
    )


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
    partners.invalidate_recordset(TARGETS)
    partners.modified(TARGETS)
    env["mail.message"].invalidate_model()
