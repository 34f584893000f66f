"""Where people of the company were in contact with customers: messages, finished activities, meetings."""

from odoo.fields import Datetime
from odoo.tools import SQL

from .catalogue import SOURCES

# Where people of the company speak with a customer: model → its documents, each with its customer and its company
SPOKEN_ON = {
    "res.partner": SQL("SELECT id, id AS partner_id, NULL::int4 AS company_id FROM res_partner"),
    "sale.order": SQL("SELECT id, classification_partner_id AS partner_id, company_id FROM sale_order"),
    "account.move": SQL(
        "SELECT id, commercial_partner_id AS partner_id, company_id FROM account_move "
        "WHERE move_type IN ('out_invoice', 'out_refund')"
    ),
    "crm.lead": SQL(
        "SELECT id, classification_partner_id AS partner_id, company_id FROM crm_lead WHERE type = 'opportunity'"
    ),
}


def _contacts(_basis: str) -> SQL:
    """What people of the company did with the customer: messages, activities that are done, meetings that were held."""
    spoken = [
        SQL(
            """SELECT doc.partner_id, doc.company_id, message.date AS moment
                 FROM (%(documents)s) doc
                 JOIN chosen ON chosen.id = doc.partner_id
                 JOIN mail_message message ON message.model = %(model)s AND message.res_id = doc.id
                 JOIN res_users author ON author.partner_id = message.author_id AND author.share IS NOT TRUE
                 LEFT JOIN mail_message_subtype subtype ON subtype.id = message.subtype_id
                WHERE message.mail_activity_type_id IS NOT NULL OR (
                      message.message_type IN ('comment', 'email', 'email_outgoing')
                      AND message.is_internal IS NOT TRUE AND subtype.internal IS NOT TRUE)""",
            documents=documents,
            model=model,
        )
        for model, documents in SPOKEN_ON.items()
    ]
    return SQL(
        """SELECT partner.commercial_partner_id AS partner_id,
                  (contact.moment AT TIME ZONE 'UTC' AT TIME ZONE company.tz)::date AS day
             FROM (%s) contact
             JOIN company ON company.id = COALESCE(contact.company_id, (SELECT MIN(id) FROM company))
             JOIN res_partner partner ON partner.id = contact.partner_id""",
        SQL(" UNION ALL ").join([*spoken, _meetings()]),
    )


def _meetings() -> SQL:
    """Meetings that are over, with somebody of the company; who declined was not there."""
    was_there = SQL(
        """NOT EXISTS (SELECT FROM calendar_attendee attendee
                        WHERE attendee.event_id = event.id AND attendee.state = 'declined'
                          AND attendee.partner_id = present.res_partner_id)"""
    )
    return SQL(
        """SELECT present.res_partner_id, NULL::int4, event.start
             FROM calendar_event_res_partner_rel present
             JOIN chosen ON chosen.id = present.res_partner_id
             JOIN calendar_event event ON event.id = present.calendar_event_id AND event.active
            WHERE event.stop <= %(now)s AND %(was_there)s
              AND EXISTS (SELECT FROM calendar_event_res_partner_rel present
                            JOIN res_users colleague ON colleague.partner_id = present.res_partner_id
                             AND colleague.share IS NOT TRUE
                           WHERE present.calendar_event_id = event.id AND %(was_there)s)""",
        now=Datetime.now(),
        was_there=was_there,
    )


SOURCES["contact"] = _contacts
