from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from ..common import access, words
from ..customers import customers
from ..figures import environment
from .checks import CHECKS


class CustomerClassificationFault(models.Model):
    """What is wrong with a customer's data, as a check found it, until it is mended or somebody lets it be."""

    _name = "customer.classification.fault"
    _description = "Fault in Customer Data"
    _order = "is_certain desc, check_name, id"
    _rec_name = "partner_id"
    _on_customer_merge = "recomputed"

    partner_id = fields.Many2one(
        comodel_name="res.partner", string="Customer", required=True, readonly=True, index=True, ondelete="cascade"
    )
    ref = fields.Char(related="partner_id.ref", string="Reference")
    user_id = fields.Many2one(related="partner_id.user_id", string="Salesperson")
    company_id = fields.Many2one(
        comodel_name="res.company",
        readonly=True,
        index="btree_not_null",
        ondelete="cascade",
        help="Whose value it is, where each company has its own.",
    )
    check_name = fields.Selection(
        selection=lambda self: [(check.name, self.env._(check.label)) for check in CHECKS.values()],
        string="What Is Wrong",
        required=True,
        readonly=True,
        index=True,
    )
    field_name = fields.Char(compute="_compute_check", string="Field")
    advice = fields.Char(compute="_compute_check", string="How to Mend It")
    value = fields.Char(string="As It Stands", readonly=True)
    proposal = fields.Char(string="As It Should Be", readonly=True, help="Where that is certain.")
    is_certain = fields.Boolean(
        string="Certain",
        readonly=True,
        help="What should be there is certain: it may be mended without looking closer.",
    )
    state = fields.Selection(
        selection=[("open", "To Mend"), ("left", "Left as It Is"), ("mended", "Mended")],
        default="open",
        required=True,
        readonly=True,
        index=True,
    )
    decided_by_id = fields.Many2one(comodel_name="res.users", string="Decided by", readonly=True)

    _finding_unique = models.UniqueIndex("(partner_id, check_name, COALESCE(company_id, 0))")

    @api.depends("check_name", "partner_id")
    @api.depends_context("lang", "uid")
    def _compute_check(self):
        for fault in self:
            check = CHECKS.get(fault.check_name)
            detail = check.detail(fault.partner_id) if check and check.detail else None
            advice = check and self.env._(check.advice)
            fault.advice = words.labelled(self.env, detail, advice) if detail else advice
            field = check and self.env["res.partner"]._fields.get(check.field)
            fault.field_name = field._description_string(self.env) if field else False

    # Finding ----------------------------------------------------------------------------------------------------------

    @api.model
    def _look(self, names=None):
        """Look for faults again; what was decided stays decided as long as the value stays the same.

        :param names: only by these checks
        """
        everything = environment.engine_env(self.env, None)
        self.env.flush_all()
        table = SQL.identifier(customers.table(everything))
        for name in names or list(CHECKS):
            self.env.cr.execute(self._keeping(name, CHECKS[name].find(everything, table)))
        self.env.cr.execute(SQL("DROP TABLE %s", table))
        self.invalidate_model()

    @api.model
    def _keeping(self, name, found):
        return SQL(
            """
            -- One row a customer in whom the check found something. Whatever somebody decided must stay as it is.
            WITH found AS MATERIALIZED (
                SELECT DISTINCT ON (partner_id, company_id) * FROM (%(found)s) finding
            ), gone AS (
                DELETE FROM customer_classification_fault kept
                 WHERE kept.check_name = %(name)s AND kept.state != 'mended'
                   AND NOT EXISTS (SELECT FROM found
                                    WHERE found.partner_id = kept.partner_id
                                      AND found.company_id IS NOT DISTINCT FROM kept.company_id)
            )
            INSERT INTO customer_classification_fault AS kept
                   (partner_id, company_id, check_name, value, proposal, is_certain, state, create_uid, create_date)
            SELECT partner_id, company_id, %(name)s, value, proposal, proposal IS NOT NULL, 'open', %(uid)s,
                   now() AT TIME ZONE 'UTC'
              FROM found
                ON CONFLICT (partner_id, check_name, (COALESCE(company_id, 0))) DO UPDATE
               SET value = excluded.value, proposal = excluded.proposal, is_certain = excluded.is_certain,
                   state = CASE WHEN kept.state = 'left' AND kept.value IS NOT DISTINCT FROM excluded.value
                                THEN 'left' ELSE 'open' END
            """,
            name=name,
            found=found,
            uid=self.env.uid,
        )

    # Mending ----------------------------------------------------------------------------------------------------------

    def action_mend(self):
        """Write what should be there into those of the customers where it is certain; it can be undone.

        :raises UserError: it is certain for none of them, or Odoo refuses the value, and says why
        :raises AccessError: the user is no classification manager, or may not change these customers
        """
        access.check_manager(self.env)
        certain = access.readable(self).filtered(lambda fault: fault.is_certain and fault.state != "mended")
        if not certain:
            raise UserError(self.env._("For none of these it is certain what should be there: mend them one by one."))
        return certain._exchange("value", "proposal", "mended")

    def action_undo(self):
        """Write back what stood there before, where nobody has changed it since.

        :raises UserError: none of them was mended
        :raises AccessError: the user is no classification manager, or may not change these customers
        """
        access.check_manager(self.env)
        mended = access.readable(self).filtered(lambda fault: fault.state == "mended")
        if not mended:
            raise UserError(self.env._("None of these was mended here: there is nothing to undo."))
        return mended._exchange("proposal", "value", "left")

    def _exchange(self, former, latter, state):
        """Replace one text by the other in the customers who still have it, and note it on them."""
        partners, notes = access.writable(self.partner_id.sudo(False)), {}
        for fault in self:
            partner, name = fault.partner_id, CHECKS[fault.check_name].field
            if partner[name] != fault[former]:
                continue  # somebody wrote something else meanwhile: theirs stays
            partner[name] = fault[latter]
            notes.setdefault(partner.id, []).append(
                words.labelled(self.env, fault.field_name, f"{fault[former]} → {fault[latter]}")
            )
        cleaned = self.env._("Data cleaned")
        log = {partner_id: words.stated(self.env, [cleaned, *lines]) for partner_id, lines in notes.items()}
        partners.browse(log)._message_log_batch(bodies=log)
        self.write({"state": state, "decided_by_id": self.env.uid})
        return {"type": "ir.actions.client", "tag": "soft_reload"}

    # Deciding ---------------------------------------------------------------------------------------------------------

    def action_leave(self):
        """Let the value be as it is: it is asked about again when it changes."""
        self._decide("left")

    def action_reopen(self):
        """Ask again."""
        self._decide("open")

    def _decide(self, state):
        access.check_manager(self.env)
        access.readable(self).filtered(lambda fault: fault.state != "mended").write(
            {"state": state, "decided_by_id": self.env.uid}
        )

    def action_open_partner(self):
        """Open the customer at the field."""
        self.ensure_one()
        self.check_access("read")
        action = self.partner_id._get_records_action()
        return {**action, "context": {**self.env.context, "focused_field": CHECKS[self.check_name].field}}
