from datetime import timedelta

from dateutil.relativedelta import relativedelta

from odoo import api, models
from odoo.tools import SQL

from ..common.days import day_sql
from ..history import history

MONTHS = 24
APPROVED_MONTHS = 4  # of them, in which moves need approval
MISTAKE_MONTH = 7  # months ago, of the run that was undone
APPROVALS = {"importance": ("upgrade", ()), "credit": ("all", ("xumin",))}  # which moves; approvers besides managers
WAITING = {"importance": "K006", "credit": "K018"}  # on whom nobody decided yet


class CustomerClassificationDemo(models.AbstractModel):
    """Two years of decisions at the ends of months, proposals that wait, and a run that was a mistake."""

    _inherit = "customer.classification.demo"

    def _history(self, schemes):
        """Let the rules decide at the ends of the last months and today, so that moves can be looked back on."""
        automatic = schemes.filtered(lambda scheme: scheme.mode != "manual")
        first = self._today().replace(day=1)
        ends = {months: first - relativedelta(months=months - 1) - timedelta(days=1) for months in range(MONTHS, 0, -1)}
        mistake = self.env["customer.classification.run"]
        for months, day in ends.items():
            if months == APPROVED_MONTHS:
                self._require_approval()
            (automatic if months == MONTHS else self._due(automatic, day)).classify(as_of=day)
            if months <= APPROVED_MONTHS:
                self._decide()
            self._count_rows("customer.classification.assignment", "customer.classification.change")
            if months == MISTAKE_MONTH:
                mistake = self._make_mistake(day)
        automatic.classify(as_of=self._today())
        self._decide()
        self._backdate(schemes, mistake)
        self._stamp(schemes.filtered("is_main"))
        self.env["customer.classification.outlook"]._refresh(schemes)

    @api.model
    def _due(self, schemes, day):
        """The schemes that decide on the last day of a month: those by quarters rest, and no region changes."""
        return schemes.filtered(lambda s: s.mode == "rules" and (s.schedule != "quarterly" or day.month % 3 == 0))

    def _require_approval(self):
        for key, (moves, approvers) in APPROVALS.items():
            users = self.env["res.users"].browse(self._record(login).id for login in approvers)
            self._record(f"scheme_{key}").write({"approval": moves, "approver_ids": users.ids})

    def _decide(self):
        """Approve what was proposed, but for the two customers on whom nobody decided yet."""
        for key, (_moves, approvers) in APPROVALS.items():
            proposals = self.env["customer.classification.change"].search(
                [
                    ("scheme_id", "=", self._record(f"scheme_{key}").id),
                    ("state", "=", "proposed"),
                    ("partner_id", "!=", self._record(WAITING[key].lower()).id),
                ]
            )
            if proposals:
                proposals.with_user(self._record((*approvers, "hanliqun")[0])).action_approve()

    def _make_mistake(self, day):
        """On a Friday the sales that make a VIP lose a zero; on Monday the run is undone."""
        scheme = self._record("scheme_importance")
        condition = scheme.rule_ids.condition_ids.filtered(lambda condition: condition.measure == "order_amount")
        right = condition.value, condition.keep_value
        condition.write({"value": right[0] / 10, "keep_value": right[1] / 10})
        friday = day + timedelta(days=7 + (4 - day.weekday()) % 7)
        run = scheme.with_user(self._record("hanliqun")).classify(as_of=friday)
        condition.write({"value": right[0], "keep_value": right[1]})
        scheme.with_context(lang=self._language()).action_activate()
        run.action_undo()
        return run

    def _backdate(self, schemes, mistake):
        """Let the history look as if it had been written at its time."""
        self.env.flush_all()
        monday = mistake.as_of + timedelta(days=3)
        values = {"schemes": tuple(schemes.ids), "mistake": mistake.id, "monday": monday}
        for statement in (
            """UPDATE customer_classification_change SET effective_date = %(monday)s
                WHERE scheme_id IN %(schemes)s AND origin = 'undo'""",
            """UPDATE customer_classification_change
                  SET date = effective_date + interval '9 hours',
                      decision_date = CASE WHEN decision_date IS NOT NULL THEN effective_date + interval '33 hours' END
                WHERE scheme_id IN %(schemes)s""",
            """UPDATE customer_classification_run SET started_at = as_of + interval '9 hours',
                      trigger = CASE WHEN id = %(mistake)s THEN 'manual' ELSE 'schedule' END
                WHERE scheme_id IN %(schemes)s""",
            """UPDATE customer_classification_run SET undone_at = %(monday)s::date + interval '1 hour'
                WHERE id = %(mistake)s""",
        ):
            self.env.cr.execute(SQL(statement, **values))
        self.env.invalidate_all()

    def _stamp(self, scheme):
        """Orders and invoices have the category in which their customer was at their time."""
        ordered = day_sql(SQL("document.date_order"), self.env.company._classification_tz())
        for table, day, state in (
            ("sale_order", ordered, "sale"),
            ("account_move", SQL("document.invoice_date"), "posted"),
        ):
            self.env.cr.execute(
                SQL(
                    """UPDATE %(table)s document SET customer_category_id = period.category_id
                         FROM (%(periods)s) period JOIN res_partner member
                           ON member.commercial_partner_id = period.partner_id
                        WHERE member.id = document.partner_id AND document.state = %(state)s
                          AND %(day)s BETWEEN period.since AND COALESCE(period.until, 'infinity')""",
                    table=SQL.identifier(table),
                    periods=history.periods(scheme.id),
                    state=state,
                    day=day,
                )
            )
        self.env.invalidate_all()
