from odoo import fields, models
from odoo.tools import float_compare

NAMES = {"amount": "amount", "orders": "order_count", "receivable": "receivable_amount"}


class CustomerClassificationImport(models.Model):
    """Writing opening figures: a record per customer and month, and one of the first and the last trade."""

    _inherit = "customer.classification.import"

    def _outcomes_of_opening(self, found):
        present = self._present_openings([checked.values for checked in found])
        return [self._outcome_of_opening(checked.values, present) for checked in found]

    def _outcome_of_opening(self, values, present):
        record = present.get((values["partner"], values["month"]))
        if not record:
            return "created"
        return "updated" if self._opening_differences(values, record) else "unchanged"

    @staticmethod
    def _opening_differences(values, record):
        return {
            name: values[key]
            for key, name in NAMES.items()
            if key in values and float_compare(record[name], values[key], precision_digits=2)
        }

    def _present_openings(self, values_list):
        """{(customer, last day of the month): record} of the months of these rows."""
        found = self.env["customer.classification.opening"].search_fetch(
            [
                ("company_id", "=", self.company_id.id),
                ("period", "=", "month"),
                ("partner_id", "in", [values["partner"] for values in values_list]),
            ],
            ["partner_id", "day", *NAMES.values()],
        )
        return {(record.partner_id.id, record.day.isoformat()): record for record in found}

    def _write_opening(self, lines):
        Opening = self.env["customer.classification.opening"]
        values_list = [line.values for line in lines]
        present = self._present_openings(values_list)
        new = []
        for values in values_list:
            record = present.get((values["partner"], values["month"]))
            if not record:
                new.append(
                    {
                        "partner_id": values["partner"],
                        "company_id": self.company_id.id,
                        "currency_id": self.company_id.currency_id.id,
                        "period": "month",
                        "day": values["month"],
                        **{name: values[key] for key, name in NAMES.items() if key in values},
                    }
                )
            elif changes := self._opening_differences(values, record):
                record.write(changes)
        Opening.create(new)
        for line in lines:
            line._note(partner_id=line.values["partner"])

    # The first and the last trade -------------------------------------------------------------------------------------

    def _present_days(self, partners):
        """{customer: {"since": day, "last_trade": day}} as far as they are known."""
        return {
            partner: {"since": record.first_date, "last_trade": record.last_date}
            for partner, record in self._ever_records(partners.ids).items()
        }

    def _ever_records(self, partner_ids):
        found = self.env["customer.classification.opening"].search_fetch(
            [
                ("company_id", "=", self.company_id.id),
                ("period", "=", "ever"),
                ("partner_id", "in", partner_ids),
            ],
            ["partner_id", "first_date", "last_date"],
        )
        return {record.partner_id.id: record for record in found}

    def _write_days(self, days):
        """Keep the days of the first and the last trade.

        They come with the customer's row: managers import them, though opening figures are the administrators'.

        :param days: [(customer, {"since": day, "last_trade": day})]
        """
        present = self._ever_records([partner for partner, _days in days])
        until = fields.Date.subtract(self.cut_over, days=1)
        new = []
        for partner, known in days:
            names = {"since": "first_date", "last_trade": "last_date"}
            vals = {names[key]: day for key, day in known.items()}
            if partner in present:
                present[partner].sudo().write(vals)
            else:
                new.append(
                    {
                        **vals,
                        "partner_id": partner,
                        "company_id": self.company_id.id,
                        "currency_id": self.company_id.currency_id.id,
                        "period": "ever",
                        "day": until,
                    }
                )
        self.env["customer.classification.opening"].sudo().create(new)

    def _finish(self):
        """The company's documents are complete from the first month on, and begin when the opening figures end."""
        result = super()._finish()
        if self.kind != "opening":
            return result
        company = self.company_id.sudo()
        months = self.env["customer.classification.opening"]._read_group(
            [("company_id", "=", company.id), ("period", "=", "month")], [], ["day:min"]
        )
        [(first,)] = months
        if not first:
            return result
        since = company.classification_history_since
        if not since or first.replace(day=1) < since:
            company.classification_history_since = first.replace(day=1)
        if not company.classification_documents_since:
            company.classification_documents_since = self.cut_over
        return result
