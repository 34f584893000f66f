"""Which category sets what for a customer who stands in several."""

from odoo.tools import SQL

from .default_fields import DEFAULTS, global_fields


def winners(changes: SQL, every: bool = False) -> SQL:
    """The common table expressions ``moving`` (the changes) and ``won``: which category sets what for those customers.

    The nearest category up the tree speaks for a scheme; between schemes the main one of the company comes first, then
    the sequence. A scheme without a company speaks in all of them.

    :param every: also those that came second, numbered by ``place``
    """
    return SQL(
        """-- one row: one value that a category sets for a customer who moves, in one company;
           -- it must not miss what the other schemes of the customer set
           moving AS (%(changes)s), standing AS (
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
           ), ranked AS (%(ranked)s), won AS (SELECT * FROM ranked%(first)s)""",
        changes=changes,
        own=SQL(" UNION ALL ").join(default.offered() for default in DEFAULTS.values()),
        ranked=_ranked(),
        first=SQL() if every else SQL(" WHERE place = 1"),
    )


def _ranked() -> SQL:
    """What the categories offer each customer, numbered by ``place``: of a field that a customer has once for all
    companies, all that is offered; of others, per company."""
    return SQL(
        """-- one row: one value that one category offers one customer in one company;
           -- it must not miss what comes second: the form says what other categories would set
           SELECT standing.change_id, standing.partner_id, offered.field, offered.value,
                  offered.source_id AS category_id, %(scope)s AS scope,
                  ROW_NUMBER() OVER (
                      PARTITION BY standing.partner_id, offered.field, %(scope)s
                      ORDER BY %(preferred)sscheme.is_main IS NOT TRUE, scheme.company_id IS NULL,
                               scheme.sequence, scheme.id, company.sequence, company.id) AS place
             FROM standing
             JOIN offered ON offered.category_id = standing.category_id
             JOIN customer_classification_scheme scheme ON scheme.id = standing.scheme_id AND scheme.active
             JOIN res_partner partner ON partner.id = standing.partner_id
             JOIN res_company company ON company.id = offered.company_id AND company.active
            WHERE (scheme.company_id IS NULL OR scheme.company_id = company.id)
              AND (partner.company_id IS NULL
                   OR '/' || company.parent_path LIKE '%%/' || partner.company_id || '/%%')""",
        preferred=_preferred(),
        scope=SQL("CASE WHEN offered.field IN %s THEN 0 ELSE offered.company_id END", global_fields()),
    )


def _preferred() -> SQL:
    """What comes before the order of the schemes, where a field says so."""
    wishes = [SQL("WHEN %s THEN %s", name, default.prefer) for name, default in DEFAULTS.items() if default.prefer]
    return SQL("CASE offered.field %s END NULLS LAST, ", SQL(" ").join(wishes)) if wishes else SQL()
