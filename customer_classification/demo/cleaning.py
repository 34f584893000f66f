from datetime import timedelta

from dateutil.relativedelta import relativedelta

from odoo import api, models

from . import cleaning_story as story


class CustomerClassificationDemo(models.AbstractModel):
    """What there is to clean: customers who stand twice, faults, those who are gone; and reviews of the standards.

    Who stands twice and who is gone bought nothing here, and no scheme asks for them: the sums of the story stay.
    """

    _inherit = "customer.classification.demo"

    @api.model
    def _cleaning(self, customers):
        """Make what there is to clean, let the checks find it, and remember a month that was a little worse."""
        self._twins(customers)
        self._gone()
        self._credit_reviews()
        self.env["customer.classification.cleaning"]._begin()._work(lambda: None)
        self._last_month()

    def _twins(self, customers):
        rows = []
        for place, (row, certain) in enumerate(story.twins(self._rows("customers"))):
            customer = customers[row["ref"]]
            values = {
                "name": story.other_names(row, place),
                "is_company": True,
                "company_id": customer.company_id.id,
                "country_id": customer.country_id.id,
                "state_id": customer.state_id.id,
                "city": customer.city,
            }
            same = {"vat": customer.vat} if certain else {"phone": customer.phone}
            rows.append((f"twin_{row['ref'].lower()}", values | same))
        self._make("res.partner", rows)

    def _gone(self):
        """Former customers without any document here, whom somebody called two years ago for the last time."""
        sellers = [self._record(login) for login in ("guochen", "guyifan", "luomin")]
        partners = self._make(
            "res.partner",
            [
                (
                    f"gone_{number}",
                    {
                        "ref": f"H{number:03d}",
                        "name": names,
                        "is_company": True,
                        "company_id": self.env.company.id,
                        "country_id": self.env.ref("base.cn").id,
                        "user_id": sellers[number % len(sellers)].id,
                        "customer_rank": 1,
                        "lang": self._language(),
                    },
                )
                for number, names in enumerate(story.GONE, start=1)
            ],
        )
        call = self.env.ref("mail.mail_activity_data_call")
        self.env["mail.message"].create(
            [
                {
                    "model": "res.partner",
                    "res_id": partner.id,
                    "message_type": "notification",
                    "subtype_id": self.env.ref("mail.mt_activities").id,
                    "mail_activity_type_id": call.id,
                    "body": self._text(story.LAST_CALL),
                    "author_id": partner.user_id.partner_id.id,
                    "date": self._day((self._today() - self._months_ago(story.SILENT_MONTHS + place)).days),
                }
                for place, partner in enumerate(partners)
            ]
        )

    @api.model
    def _months_ago(self, months):
        return self._today() - relativedelta(months=months)

    def _credit_reviews(self):
        """Whoever has a credit grade was looked at by the one who approves it."""
        reviewer = self._record("xumin").name
        Assignment = self.env["customer.classification.assignment"]
        for number, assignment in enumerate(
            Assignment.search([("scheme_id", "=", self._record("scheme_credit").id)], order="id")
        ):
            day = self._today() - timedelta(days=20 + 13 * (number % 20))
            assignment.attributes = {"demo_review": str(day), "demo_reviewer": reviewer}

    def _last_month(self):
        """The quality of the month before: here and there, of a customer more something was missing."""
        quality = self.env["customer.classification.quality"].search(
            [("scheme_id.company_id", "=", self.env.company.id)]
        )
        this_month = self._today().replace(day=1)
        quality.create(
            [
                {
                    **{name: row[name] for name in ("customers", "unique", "alive")},
                    **{name: row[name].id for name in ("scheme_id", "category_id", "user_id")},
                    "month": this_month - relativedelta(months=1),
                    "complete": max(row.complete - (place % 4 == 0), 0),
                    "valid": max(row.valid - (place % 6 == 1), 0),
                }
                for place, row in enumerate(quality)
            ]
        )

    # Reviews ----------------------------------------------------------------------------------------------------------

    @api.model
    def _reviews(self):
        """One review that is over, and one that is due, with other standards beside those in force."""
        scheme, director = self._record("scheme_importance"), self._record("hanliqun")
        scheme.write({"review_cycle": "half_year", "review_user_id": director.id, "next_review": self._today()})
        past, day = scheme._begin_review(), self._months_ago(6)
        past._look(day)
        past.write(
            {
                "state": "done",
                "outcome": "unchanged",
                "reason": self._text(story.REVIEWED),
                "decided_by_id": director.id,
                "decided_on": self._day((self._today() - day).days),
            }
        )
        due = scheme._begin_review()
        due.alternative_id = self.env["customer.classification.alternative"].create(
            {"name": self._text(story.ALTERNATIVE), "scheme_id": scheme.id}
        )
        self._raise_threshold(due.alternative_id)
        due._look()
        scheme._cron_reviews()

    def _raise_threshold(self, alternative):
        first = alternative.line_ids.filtered(lambda line: line.condition_id.measure == "order_amount")[0]
        first.value = story.RAISED
