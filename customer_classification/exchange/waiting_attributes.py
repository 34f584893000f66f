"""Attribute values that were known of customers before they had a category: they get them with their category."""

from odoo.tools import SQL

from ..consequences.registry import CONSEQUENCES, Consequence


def exist(env, scheme_id: int) -> bool:
    """Whether values of this scheme's attributes wait for customers to come in."""
    [(found,)] = env.execute_query(
        SQL("SELECT EXISTS (SELECT FROM customer_classification_facts WHERE attributes ? %s)", str(scheme_id))
    )
    return found


def give(env, moved):
    """Give the customers who moved what waits for them; a value that they have stays.

    One row per customer who moved and for whom values wait that their category asks for.
    """
    env.cr.execute(
        SQL(
            """-- one row: one customer who moved and for whom values wait that the category asks for;
               -- it must not miss values that a customer has already: those stay
               UPDATE customer_classification_assignment assignment
                  SET attributes = known.attributes || jsonb_strip_nulls(COALESCE(assignment.attributes, '{}'))
                 FROM (SELECT moved.partner_id, jsonb_object_agg(waiting.key, waiting.value) AS attributes
                         FROM (%(carried)s) moved
                         JOIN customer_classification_category category ON category.id = moved.to_category_id
                         JOIN customer_classification_facts facts ON facts.partner_id = moved.partner_id
                        CROSS JOIN jsonb_each(facts.attributes -> %(key)s) waiting
                        WHERE category.effective_definition @> jsonb_build_array(
                                  jsonb_build_object('name', waiting.key))
                        GROUP BY moved.partner_id) known
                WHERE assignment.partner_id = known.partner_id AND assignment.scheme_id = %(scheme)s""",
            carried=moved.carried,
            key=str(moved.scheme_id),
            scheme=moved.scheme_id,
        )
    )
    env["customer.classification.assignment"].invalidate_model(["attributes"])


CONSEQUENCES.append(Consequence("waiting_attributes", concerns=exist, apply=give, undo=lambda env, moved: None))
