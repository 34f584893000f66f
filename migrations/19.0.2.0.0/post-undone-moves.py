"""From 19.0.1.0.0: what undid a move counts from the day on which the customer had come into the former category.

They counted from the day of the undoing, so that the form and the history told two days.
"""


def migrate(cr, version):
    """Set the day of each change that undid another; may run twice.

    :param cr: the database
    :param version: the version of the addon that the database had; empty for a new one
    """
    cr.execute(
        """-- one row: one change that undid another, with the day on which the customer had come where it leads;
           -- it must not miss those that took customers out of a scheme: they count from the day of the undone change
           UPDATE customer_classification_change back
              SET effective_date = COALESCE(former.effective_date, undone.effective_date)
             FROM customer_classification_change undone
             LEFT JOIN LATERAL (
                 SELECT earlier.effective_date
                   FROM customer_classification_change earlier
                  WHERE earlier.partner_id = undone.partner_id AND earlier.scheme_id = undone.scheme_id
                    AND earlier.state IN ('applied', 'undone') AND earlier.to_category_id = undone.from_category_id
                    AND COALESCE(earlier.applied_number, earlier.id) < COALESCE(undone.applied_number, undone.id)
                  ORDER BY COALESCE(earlier.applied_number, earlier.id) DESC LIMIT 1) former ON TRUE
            WHERE back.origin = 'undo' AND undone.state = 'undone'
              AND undone.id = (
                  SELECT last.id
                    FROM customer_classification_change last
                   WHERE last.partner_id = back.partner_id AND last.scheme_id = back.scheme_id
                     AND last.state = 'undone' AND last.to_category_id IS NOT DISTINCT FROM back.from_category_id
                     AND last.from_category_id IS NOT DISTINCT FROM back.to_category_id
                     AND COALESCE(last.applied_number, last.id) < back.id
                   ORDER BY COALESCE(last.applied_number, last.id) DESC LIMIT 1)"""
    )
