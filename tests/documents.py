"""Documents for the oracle of figures: made once by Odoo itself, then given to customers and moved in time by SQL.

All belong to an outsider until an example gives some of them to customers. What the columns mean after that is Odoo's:
the oracle reads them through Odoo's models again.
"""

from datetime import datetime, timedelta

from odoo.fields import Command
from odoo.tools import SQL

DAYS_AGO = [-1, 0, 1, 29, 30, 31, 59, 89, 90, 91, 200, 364, 365, 366, 500, 730, 800]
KINDS = ("comment", "note", "customer", "activity", "portal", "notification")


class Documents:
    """The documents that examples use.

    :param case: the test, with ``company``, ``elsewhere`` and ways to make things
    """

    def __init__(self, case):
        self.env, self.company, self.elsewhere = case.env, case.company, case.elsewhere
        self.outsider = case.env["res.partner"].create({"name": "Outsider", "is_company": True})
        self.orders = self._orders()
        self.invoices = self._invoices()
        self.entries = self._entries()
        self.payments = self._payments()
        self.ratings = self._ratings()
        self.leads = self._leads()
        self.messages = self._messages()
        self.meetings = self._meetings()
        self.env.flush_all()

    # Made by Odoo

    def _orders(self):
        products = self.env["product.product"].create([{"name": f"Product {n}", "taxes_id": False} for n in range(3)])
        return self.env["sale.order"].create(
            [
                {
                    "partner_id": self.outsider.id,
                    "company_id": company.id,
                    "state": "sale",
                    "order_line": [
                        Command.create({"product_id": products[n].id, "price_unit": amount, "tax_ids": False})
                        for n in sold
                    ]
                    + [Command.create({"display_type": "line_note", "name": "a note is no product"})],
                }
                for company, sold, amount in (
                    *((self.company, sold, 100.01) for sold in ((0,), (0, 1), (2,), (1, 1), (0, 2))),
                    (self.company, (0,), 33.33),
                    (self.elsewhere, (1,), 50),
                    (self.elsewhere, (2,), 70),
                )
            ]
        )

    def _invoices(self):
        """Invoices, the first four of them paid, and credit notes."""
        moves = self.env["account.move"]
        for company, kind, amount in (
            *((self.company, "out_invoice", amount) for amount in (100, 200.05, 50, 77.77, 300, 1)),
            *((self.company, "out_refund", amount) for amount in (30, 100)),
            *((self.elsewhere, kind, 90) for kind in ("out_invoice", "out_invoice", "out_refund")),
        ):
            tax = self.env["account.tax"].search([("company_id", "=", company.id), ("type_tax_use", "=", "sale")])[:1]
            moves += (
                self.env["account.move"]
                .with_company(company)
                .create(
                    {
                        "move_type": kind,
                        "partner_id": self.outsider.id,
                        "invoice_date": "2026-01-01",
                        "invoice_payment_term_id": False,
                        "invoice_line_ids": [Command.create({"name": "x", "price_unit": amount, "tax_ids": tax.ids})],
                    }
                )
            )
        moves.action_post()
        for move in moves[:4]:
            wizard = self.env["account.payment.register"].with_context(active_model="account.move", active_ids=move.ids)
            wizard.create({"payment_date": "2026-01-02"}).action_create_payments()
        return moves

    def _entries(self):
        """Opening balances: what customers owed when the books began."""
        account = {
            kind: self.env["account.account"].search(
                [("company_ids", "in", self.company.id), ("account_type", "=", kind)], limit=1
            )
            for kind in ("asset_receivable", "equity")
        }
        return self.env["account.move"].create(
            [
                {
                    "move_type": "entry",
                    "date": "2026-01-01",
                    "line_ids": [
                        Command.create(
                            {
                                "account_id": account["asset_receivable"].id,
                                "partner_id": self.outsider.id,
                                "debit": 40,
                                "date_maturity": "2026-01-01",
                            }
                        ),
                        Command.create({"account_id": account["equity"].id, "credit": 40}),
                    ],
                }
                for _number in range(2)
            ]
        )

    def _payments(self):
        payments = self.env["account.payment"].create(
            [
                {
                    "partner_id": self.outsider.id,
                    "partner_type": kind,
                    "payment_type": way,
                    "amount": amount,
                    "company_id": self.company.id,
                }
                for kind, way, amount in (
                    ("customer", "inbound", 100),
                    ("customer", "inbound", 55.55),
                    ("customer", "inbound", 1),
                    ("customer", "outbound", 20),
                    ("supplier", "outbound", 500),
                )
            ]
        )
        payments.action_post()
        return payments

    def _ratings(self):
        model = self.env["ir.model"]._get_id("res.partner")
        return self.env["rating.rating"].create(
            [
                {
                    "rating": 5,
                    "consumed": True,
                    "res_model_id": model,
                    "res_id": self.outsider.id,
                    "partner_id": self.outsider.id,
                }
                for _number in range(6)
            ]
        )

    def _leads(self):
        return self.env["crm.lead"].create(
            [
                {
                    "name": "x",
                    "type": kind,
                    "partner_id": self.outsider.id,
                    "expected_revenue": 10.5 * number,
                    "company_id": company.id,
                }
                for number, (kind, company) in enumerate(
                    (
                        ("opportunity", self.company),
                        ("opportunity", self.company),
                        ("opportunity", self.elsewhere),
                        ("opportunity", self.company.browse()),
                        ("lead", self.company),
                    )
                )
            ]
        )

    def _messages(self):
        user = self.env.ref("base.user_admin")
        portal = self.env["res.users"].create(
            {
                "name": "Portal",
                "login": "t_portal",
                "group_ids": [Command.set(self.env.ref("base.group_portal").ids)],
            }
        )
        todo = self.env.ref("mail.mail_activity_data_call")
        values = {
            "comment": {"author_id": user.partner_id.id},
            "note": {"author_id": user.partner_id.id, "subtype_id": self.env.ref("mail.mt_note").id},
            "customer": {"author_id": self.outsider.id, "message_type": "email"},
            "activity": {
                "author_id": user.partner_id.id,
                "message_type": "notification",
                "subtype_id": self.env.ref("mail.mt_activities").id,
                "mail_activity_type_id": todo.id,
            },
            "portal": {"author_id": portal.partner_id.id},
            "notification": {"author_id": user.partner_id.id, "message_type": "notification"},
        }
        return self.env["mail.message"].create(
            [
                {
                    "model": "res.partner",
                    "res_id": self.outsider.id,
                    "message_type": "comment",
                    "subtype_id": self.env.ref("mail.mt_comment").id,
                    **values[kind],
                }
                for kind in KINDS
            ]
        )

    def _meetings(self):
        """Meetings with a colleague, one without, and one that they declined."""
        colleague = self.env.ref("base.user_admin").partner_id
        meetings = self.env["calendar.event"].create(
            [
                {
                    "name": "x",
                    "start": "2026-01-01",
                    "stop": "2026-01-02",
                    "partner_ids": [Command.set((self.outsider + here).ids)],
                }
                for here in (colleague, colleague, colleague.browse(), colleague)
            ]
        )
        meetings[3].attendee_ids.filtered(lambda attendee: attendee.partner_id == colleague).state = "declined"
        return meetings

    # Given to customers

    def give(self, record, *, table=None, **columns):
        """Write these columns of ``record``, past everything that Odoo would do."""
        self.env.cr.execute(
            SQL(
                "UPDATE %s SET %s WHERE id = %s",
                SQL.identifier(table or record._table),
                SQL(", ").join(SQL("%s = %s", SQL.identifier(name), value) for name, value in columns.items()),
                record.id,
            )
        )

    def place(self, situation, partner, day):
        """Give the documents of an example to its customers.

        :param situation: {source: [what is drawn of each document]}
        :param partner: from what is drawn to the customer or their contact
        :param day: from a number of days ago to a date
        """
        for source, drawn in situation.items():
            for record, values in zip(getattr(self, source), drawn, strict=False):
                getattr(self, f"_place_{source}")(record, partner(values), day(values["days_ago"]), values, day)

    def _place_orders(self, record, partner, day, values, _day):
        self.give(record, **_of(partner), date_order=_moment(day, values), state=values["state"])

    def _place_invoices(self, record, partner, day, values, day_of):
        state = {"draft": "draft", "cancel": "cancel"}.get(values["state"], "posted")
        company = partner.commercial_partner_id.id
        self.give(record, partner_id=partner.id, commercial_partner_id=company, invoice_date=day, date=day, state=state)
        line = record.line_ids.filtered(lambda line: line.account_type == "asset_receivable")
        sign = 1 if record.move_type == "out_invoice" else -1
        self.give(
            line,
            partner_id=company,
            date=day,
            date_maturity=day + timedelta(days=values["due"]),
            amount_residual=sign * values["open"],
        )
        for partial in line.matched_credit_ids:
            self.give(partial, max_date=day_of(values["paid"]))

    def _place_entries(self, record, partner, day, values, _day):
        self.give(record, date=day, state="posted" if values["state"] == "sale" else "draft")
        line = record.line_ids.filtered(lambda line: line.account_type == "asset_receivable")
        self.give(line, partner_id=partner.id, date=day, amount_residual=values["open"])

    def _place_payments(self, record, partner, day, values, _day):
        states = {"draft": "draft", "sent": "in_process", "sale": "paid", "cancel": "canceled"}
        self.give(record, **_of(partner), date=day, state=states[values["state"]])

    def _place_ratings(self, record, partner, day, values, _day):
        self.give(
            record,
            **_of(partner),
            rated_on=_moment(day, values),
            rating=values["rating"],
            consumed=values["state"] != "draft",
        )

    def _place_leads(self, record, partner, day, values, _day):
        won = {"draft": "lost", "sent": "won"}.get(values["state"], "pending")
        self.give(
            record,
            **_of(partner),
            create_date=_moment(day, values),
            won_status=won,
            active=values["state"] != "cancel",
        )

    def _place_messages(self, record, partner, day, values, _day):
        documents = {
            "res.partner": partner,
            "sale.order": self.orders,
            "account.move": self.invoices,
            "crm.lead": self.leads,
        }
        document = documents[values["on"]][:1]
        self.give(record, model=values["on"], res_id=document.id, date=_moment(day, values))

    def _place_meetings(self, record, partner, day, values, _day):
        start, active = _moment(day, values), values["state"] != "cancel"
        self.give(record, start=start, stop=start + timedelta(hours=1), active=active)
        attendee = record.attendee_ids.filtered(lambda attendee: attendee.partner_id == self.outsider)
        self.give(attendee, partner_id=partner.id, state="declined" if values["state"] == "draft" else "accepted")
        self.env.cr.execute(
            SQL(
                """UPDATE calendar_event_res_partner_rel SET res_partner_id = %s
                    WHERE calendar_event_id = %s AND res_partner_id = %s""",
                partner.id,
                record.id,
                self.outsider.id,
            )
        )


def _of(partner):
    """The partner of a document and the company that they belong to at the time."""
    return {"partner_id": partner.id, "classification_partner_id": partner.commercial_partner_id.id}


def _moment(day, values):
    return datetime.combine(day, datetime.min.time()) + timedelta(hours=values["hour"])
