"""What is due when customers enter or leave categories: noted with the move, done afterwards by a scheduled action."""

from odoo.tools import SQL

CHOSEN = SQL(
    """(SELECT 'enter' AS occasion, category_id, action_id FROM classification_category_enter_action
        UNION ALL SELECT 'leave', category_id, action_id FROM classification_category_leave_action)"""
)
BY_DECISION = ("manual", "rule", "mapping")  # what is imported, merged or restored starts nothing


def exist(env, scheme_id: int) -> bool:
    """Whether a category of the scheme has actions, or some wait."""
    [(found,)] = env.execute_query(
        SQL(
            """SELECT EXISTS (SELECT FROM customer_classification_category category
                                JOIN %(chosen)s chosen ON chosen.category_id = category.id
                               WHERE category.scheme_id = %(scheme)s)
                   OR EXISTS (SELECT FROM customer_classification_action
                               WHERE scheme_id = %(scheme)s AND state = 'waiting')""",
            chosen=CHOSEN,
            scheme=scheme_id,
        )
    )
    return found


def overtake(env, changes: SQL):
    """What still waits about the same customers is overtaken by these changes.

    :param changes: a statement that gives the numbers of the changes
    """
    env.cr.execute(
        SQL(
            """UPDATE customer_classification_action due SET state = 'overtaken'
                 FROM customer_classification_change change
                WHERE change.id IN (%s) AND due.partner_id = change.partner_id AND due.scheme_id = change.scheme_id
                  AND due.state = 'waiting' AND due.change_id != change.id""",
            changes,
        )
    )
    env["customer.classification.action"].invalidate_model()


def plan(env, changes: SQL, now) -> int:
    """Note the actions that these changes make due, each some days after the move if its category wants that.

    A move between two categories below one that has actions neither enters nor leaves it. What classifies for a past
    day, such as a reconstructed history, starts nothing.

    :param changes: a statement that gives the numbers of the changes
    :return: how many actions
    """
    env.cr.execute(
        SQL(
            """INSERT INTO customer_classification_action
                      (change_id, partner_id, scheme_id, category_id, action_id, occasion, due, state, tries)
               SELECT change.id, change.partner_id, change.scheme_id, category.id, chosen.action_id, chosen.occasion,
                      %(now)s + COALESCE(category.action_delay, 0) * interval '1 day', 'waiting', 0
               %(due)s""",
            now=now,
            due=_due(changes, now),
        )
    )
    noted = env.cr.rowcount
    env["customer.classification.action"].invalidate_model()
    if noted:
        env.ref("customer_classification.ir_cron_act").sudo()._trigger()
    return noted


def foresee(env, changes: SQL, now) -> list[dict]:
    """The actions that these changes would make due, if they were carried out now.

    :param changes: a statement that gives the numbers of the changes
    :return: ``[{action_id, category_id, occasion, customers}]``
    """
    return env.execute_query_dict(
        SQL(
            "SELECT chosen.action_id, category.id AS category_id, chosen.occasion, COUNT(*) AS customers %s "
            "GROUP BY 1, 2, 3 ORDER BY 3, 2, 1",
            _due(changes, now),
        )
    )


def _due(changes: SQL, now) -> SQL:
    """The source of the actions that changes make due: ``change``, ``category`` and ``chosen``."""
    return SQL(
        """-- one row: one action that one change makes due;
           -- it must not miss categories above the one that was entered or left
           FROM customer_classification_change change
            LEFT JOIN customer_classification_category former ON former.id = change.from_category_id
            LEFT JOIN customer_classification_category latter ON latter.id = change.to_category_id
            JOIN customer_classification_category category
              ON former.parent_path LIKE category.parent_path || '%%'
              OR latter.parent_path LIKE category.parent_path || '%%'
            JOIN %(chosen)s chosen ON chosen.category_id = category.id
           WHERE change.id IN (%(changes)s) AND change.origin IN %(decided)s
             AND change.effective_date >= %(now)s::date - 1
             AND chosen.occasion = CASE
                 WHEN latter.parent_path LIKE category.parent_path || '%%'
                 THEN CASE WHEN former.parent_path LIKE category.parent_path || '%%' THEN 'stay' ELSE 'enter' END
                 ELSE 'leave' END""",
        changes=changes,
        chosen=CHOSEN,
        decided=BY_DECISION,
        now=now,
    )
