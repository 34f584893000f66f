"""Scores from 1 to 5 over the kept figures, in SQL; equal figures have equal scores."""

from odoo.tools import SQL

SCORES = ("recency_score", "frequency_score", "monetary_score")
BOUNDARIES = ("recency_boundaries", "frequency_boundaries", "monetary_boundaries")
FIFTHS = [0.2, 0.4, 0.6, 0.8]


def ranked(score: str, today: SQL) -> SQL:
    """What a score compares, over the profile and its scheme; NULL for customers without documents in 12 months."""
    invoiced = SQL("scheme.score_source = 'invoice'")
    orders, invoices = {
        "recency_score": (
            "CASE WHEN profile.order_count > 0 THEN %(today)s - profile.last_order_date END",
            "CASE WHEN profile.invoice_count > 0 THEN %(today)s - profile.last_invoice_date END",
        ),
        "frequency_score": ("NULLIF(profile.order_count, 0)", "NULLIF(profile.invoice_count, 0)"),
        "monetary_score": ("NULLIF(profile.order_amount, 0)", "NULLIF(profile.invoice_amount, 0)"),
    }[score]
    return SQL("CASE WHEN %s THEN %s ELSE %s END", invoiced, SQL(invoices, today=today), SQL(orders, today=today))


def score(name: str, today: SQL) -> SQL:
    """A score from 1 to 5: how many boundaries lie below the figure, or for recency above it; equal ones are equal.

    Who has no documents has the lowest score; there is none where they are not known. The boundaries stand in the
    statement with the opposite sign, so that ``width_bucket`` counts those that are not below the figure.
    """
    boundaries = SQL.identifier("boundaries", name)
    not_below = SQL("width_bucket(-(%s)::numeric, %s)", ranked(name, today), boundaries)
    if name == "recency_score":
        found = SQL("5 - (cardinality(%s) - %s)", boundaries, not_below)
    else:
        found = SQL("1 + cardinality(%s) - %s", boundaries, not_below)
    known = SQL("CASE WHEN scheme.score_source = 'invoice' THEN profile.invoice_count ELSE profile.order_count END")
    return SQL("CASE WHEN %s IS NOT NULL THEN COALESCE(%s, 1) END", known, found)


def boundaries(today: SQL, profiles: SQL, of_scheme: SQL) -> SQL:
    """A row per scheme: those typed in there, else in another scheme of the company, else the customers' fifths.

    They are sorted, largest figure first, and have the opposite sign.

    :param profiles: where the kept figures are
    :param of_scheme: the condition that ``profile`` is of ``scheme``
    """
    return SQL(
        "SELECT scheme.id AS scheme_id, %s FROM customer_classification_scheme scheme GROUP BY scheme.id",
        SQL(", ").join(
            SQL(
                "COALESCE(%s, %s, '{}') AS %s",
                _typed(column),
                _fifths(name, today, profiles, of_scheme),
                SQL.identifier(name),
            )
            for name, column in zip(SCORES, BOUNDARIES, strict=True)
        ),
    )


def _typed(column) -> SQL:
    return SQL(
        """(SELECT (SELECT array_agg(-boundary::numeric ORDER BY boundary::numeric DESC)
                      FROM unnest(string_to_array(replace(typed.%(column)s, '，', ','), ',')) boundary)
              FROM customer_classification_scheme typed
             WHERE typed.active AND typed.%(column)s != ''
               AND typed.company_id IS NOT DISTINCT FROM scheme.company_id
             ORDER BY typed.id != scheme.id, typed.sequence, typed.id LIMIT 1)""",
        column=SQL.identifier(column),
    )


def _fifths(name, today, profiles, of_scheme) -> SQL:
    return SQL(
        """(SELECT (SELECT array_agg(-boundary ORDER BY boundary DESC) FROM unnest(found) boundary)
              FROM (SELECT percentile_disc(%s::float[]) WITHIN GROUP (ORDER BY (%s)::numeric) AS found
                      FROM %s profile WHERE %s) fifths)""",
        FIFTHS,
        ranked(name, today),
        profiles,
        of_scheme,
    )
