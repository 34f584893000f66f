"""Attribute values: what they become when customers move, and which required ones are missing.

A value whose attribute the new category does not have is kept with the change, under ``dropped`` in its evidence, and
comes back when the customer comes into a category that has the attribute again.
"""

from psycopg2.extras import Json

from odoo.tools import SQL

from ..history import history

PRESENT = SQL("moved.present -> (attribute ->> 'name')")
EMPTY = SQL("('null'::jsonb, '\"\"'::jsonb, '[]'::jsonb)")


def exist(env, scheme_id: int) -> bool:
    """Whether any category of the scheme has attributes."""
    [(found,)] = env.execute_query(
        SQL(
            """SELECT EXISTS (SELECT FROM customer_classification_category
                               WHERE scheme_id = %s AND effective_definition IS NOT NULL)""",
            scheme_id,
        )
    )
    return found


def carry(env, changes: SQL):
    """Give the customers of these changes the attribute values that their new categories have.

    A value is the present one, else the last one that a change kept, else the default of the attribute; what the new
    category does not have is kept with the change. A change is found by the assignment that names it as its last one.

    :param changes: a statement that gives the numbers of the changes
    """
    env.cr.execute(
        SQL(
            """-- one row: one assignment that moved, with the values that belong to it now;
               -- it must not miss values that an earlier change dropped, nor those that are dropped now
               WITH moved AS (%(moved)s), former AS (%(former)s), carried AS (%(carried)s), kept AS (
                   UPDATE customer_classification_change change
                      SET evidence = COALESCE(NULLIF(change.evidence, 'null'), '{}')
                                     || jsonb_build_object('dropped', carried.dropped)
                     FROM carried
                    WHERE change.id = carried.id AND carried.dropped IS NOT NULL
               )
               UPDATE customer_classification_assignment assignment
                  SET attributes = carried.attributes
                 FROM carried
                WHERE assignment.id = carried.assignment_id
                  AND assignment.attributes IS DISTINCT FROM carried.attributes""",
            moved=_moved(changes),
            former=_former(),
            carried=_carried(),
        )
    )


def _moved(changes: SQL) -> SQL:
    """The changes with the values that the customer has, and the attributes that the new category asks for."""
    return SQL(
        """SELECT change.id, COALESCE(change.applied_number, change.id) AS place, change.partner_id,
                  change.scheme_id, assignment.id AS assignment_id,
                  COALESCE(assignment.attributes, '{}') AS present,
                  COALESCE(category.effective_definition, '[]') AS definition
             FROM customer_classification_change change
             JOIN customer_classification_assignment assignment
               ON assignment.partner_id = change.partner_id AND assignment.scheme_id = change.scheme_id
              AND assignment.change_id = change.id
             JOIN customer_classification_category category ON category.id = assignment.category_id
            WHERE change.id IN (%s)
              AND (assignment.attributes IS NOT NULL OR category.effective_definition IS NOT NULL)""",
        changes,
    )


def _former() -> SQL:
    """The last value of each attribute that an earlier change of the customer in the scheme had dropped."""
    return SQL(
        """SELECT DISTINCT ON (moved.id, kept.key) moved.id, kept.key, kept.value
             FROM moved
             JOIN customer_classification_change earlier
               ON earlier.partner_id = moved.partner_id AND earlier.scheme_id = moved.scheme_id
              AND %(place)s < moved.place AND earlier.state IN %(in_force)s
              AND jsonb_typeof(earlier.evidence -> 'dropped') = 'object'
            CROSS JOIN jsonb_each(earlier.evidence -> 'dropped') kept
            ORDER BY moved.id, kept.key, %(place)s DESC""",
        place=history.place("earlier"),
        in_force=history.IN_FORCE,
    )


def _carried() -> SQL:
    """For each change the values that belong to the new category, and those that it has no place for."""
    return SQL(
        """-- one row: one change that was just carried out;
           -- it must not miss those whose customer has no value and gets none
           SELECT moved.id, moved.assignment_id,
                  (SELECT jsonb_object_agg(name, value) FILTER (WHERE value IS NOT NULL)
                     FROM (SELECT attribute ->> 'name' AS name,
                                  COALESCE(%(present)s, former.value, attribute -> 'default') AS value
                             FROM jsonb_array_elements(moved.definition) attribute
                             LEFT JOIN former
                               ON former.id = moved.id AND former.key = attribute ->> 'name') belonging
                  ) AS attributes,
                  (SELECT jsonb_object_agg(key, value)
                     FROM jsonb_each(moved.present)
                    WHERE value NOT IN %(empty)s AND value != 'false'
                      AND NOT moved.definition @> jsonb_build_array(jsonb_build_object('name', key))
                  ) AS dropped
             FROM moved""",
        present=SQL("CASE WHEN %(value)s NOT IN %(empty)s THEN %(value)s END", value=PRESENT, empty=EMPTY),
        empty=EMPTY,
    )


def give(env, scheme_id: int, values: dict[int, dict]) -> set[int]:
    """Give customers attribute values, besides those that they have.

    :param values: {customer: {name: value}}
    :return: the customers of these who are in the scheme; the others have got nothing
    """
    env.cr.execute(
        SQL(
            """UPDATE customer_classification_assignment assignment
                  SET attributes = COALESCE(assignment.attributes, '{}') || given.attributes
                 FROM jsonb_to_recordset(%s) AS given(partner_id int4, attributes jsonb)
                WHERE assignment.partner_id = given.partner_id AND assignment.scheme_id = %s
            RETURNING assignment.partner_id""",
            Json([{"partner_id": partner, "attributes": given} for partner, given in values.items()]),
            scheme_id,
        )
    )
    return {partner for (partner,) in env.cr.fetchall()}


def keep_removed(env, changes: SQL):
    """Keep the attribute values of customers who are about to leave their scheme with the change that says so."""
    env.cr.execute(
        SQL(
            """UPDATE customer_classification_change change
                  SET evidence = COALESCE(NULLIF(change.evidence, 'null'), '{}')
                                 || jsonb_build_object('dropped', assignment.attributes)
                 FROM customer_classification_assignment assignment
                WHERE change.id IN (%s) AND change.to_category_id IS NULL
                  AND assignment.partner_id = change.partner_id AND assignment.scheme_id = change.scheme_id
                  AND jsonb_typeof(assignment.attributes) = 'object'""",
            changes,
        )
    )


def missing(assignment: str) -> SQL:
    """How many attributes the category of an assignment requires that have no value.

    :param assignment: the alias of the assignment table in the statement
    """
    return SQL(
        """(SELECT COUNT(*)
              FROM customer_classification_category category
             CROSS JOIN jsonb_array_elements(category.effective_definition) attribute
             WHERE category.id = %(category)s AND attribute -> 'required' = 'true'
               AND (%(value)s IS NULL OR %(value)s IN %(empty)s
                    OR (%(value)s = 'false' AND attribute ->> 'type' != 'boolean')))""",
        category=SQL.identifier(assignment, "category_id"),
        value=SQL("%s -> (attribute ->> 'name')", SQL.identifier(assignment, "attributes")),
        empty=EMPTY,
    )
