"""Notes in the chatter of many customers, written with one statement."""

from odoo.tools import SQL


def write(env, filled: SQL, user_id: int, now):
    """Say in the chatter of each customer what a category filled, replaced or took back, in one note.

    :param filled: rows of ``partner_id``, ``company_id``, ``field``, ``present``, ``value``, ``category_id``,
        ``former_id``
    """
    header, sentences, author = _sentences(env, filled, user_id)
    env.cr.execute(
        SQL(
            """-- one row: one note for one customer, whatever the number of values;
               -- it must not miss values that were taken back, which have no category of their own
               WITH sentence(company_id, field, present, value, category_id, text) AS (VALUES %(sentences)s)
               INSERT INTO mail_message (model, res_id, body, message_type, subtype_id, is_internal, author_id,
                                         email_from, reply_to, message_id, date, create_uid, create_date, write_uid,
                                         write_date)
               SELECT 'res.partner', filled.partner_id,
                      %(header)s || string_agg(sentence.text, '' ORDER BY filled.company_id, filled.field) || '</ul>',
                      'notification', %(subtype)s, TRUE, %(author)s, %(email)s, %(reply)s, %(message)s, %(now)s,
                      %(user)s, %(now)s, %(user)s, %(now)s
                 FROM %(filled)s filled
                 JOIN sentence ON sentence.field = filled.field
                  AND sentence.company_id IS NOT DISTINCT FROM filled.company_id
                  AND sentence.present IS NOT DISTINCT FROM filled.present
                  AND sentence.value IS NOT DISTINCT FROM filled.value
                  AND sentence.category_id = COALESCE(filled.category_id, filled.former_id)
                GROUP BY filled.partner_id""",
            sentences=sentences,
            header=header,
            filled=filled,
            subtype=env["ir.model.data"]._xmlid_to_res_id("mail.mt_note"),
            user=user_id,
            now=now,
            **author,
        )
    )


def _sentences(env, filled: SQL, user_id: int) -> tuple[str, SQL, dict]:
    """The beginning of each note, the rows of what is said of each kind of value, and who says it.

    The words are few, whatever the number of customers: they depend on the categories, not on them.
    """
    kinds = env.execute_query_dict(
        SQL(
            """SELECT DISTINCT company_id, field, present, value, COALESCE(category_id, former_id) AS category_id
                 FROM %s filled ORDER BY company_id, field""",
            filled,
        )
    )
    Default = env["customer.classification.default"]
    header, texts, author = Default._told(kinds, user_id)
    rows = SQL(", ").join(
        SQL(
            "(%s::int4, %s, %s::jsonb, %s::jsonb, %s::int4, %s)",
            kind["company_id"],
            kind["field"],
            Default._as_json(kind["present"]),
            Default._as_json(kind["value"]),
            kind["category_id"],
            text,
        )
        for kind, text in zip(kinds, texts, strict=True)
    )
    return header, rows, author
