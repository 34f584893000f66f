from odoo import api, fields, models
from odoo.exceptions import UserError


class CustomerClassificationAsk(models.TransientModel):
    """Ask chosen customers how satisfied they are; says before whom it reaches, and who is left in peace."""

    _name = "customer.classification.ask"
    _inherit = "customer.classification.references"
    _description = "Ask for Satisfaction"

    partner_ids = fields.Many2many(
        comodel_name="res.partner", relation="classification_ask_partner", string="Chosen", readonly=True
    )
    customer_count = fields.Integer(compute="_compute_whom", string="Customers Chosen")
    asked_count = fields.Integer(compute="_compute_whom", string="Will Be Asked")
    resting_ids = fields.Many2many(comodel_name="res.partner", compute="_compute_whom", string="Asked Not Long Ago")
    unreachable_ids = fields.Many2many(comodel_name="res.partner", compute="_compute_whom", string="Without an Address")
    pause = fields.Integer(compute="_compute_whom")

    @api.depends("partner_ids")
    @api.depends_context("company")
    def _compute_whom(self):
        for wizard in self:
            customers, recipients, resting = wizard._whom()
            wizard.customer_count = len(customers)
            wizard.asked_count = len(recipients)
            wizard.resting_ids = resting
            wizard.unreachable_ids = customers - resting - customers.browse(recipients)
            wizard.pause = self.env.company.satisfaction_pause

    def _whom(self):
        """Return the chosen customers, {those who are asked: who gets the mail}, and those who rest."""
        partners = self.partner_ids._origin
        customers = partners.commercial_partner_id
        Request = self.env["customer.classification.request"]
        resting = Request._resting(customers, self.env.company)
        recipients = Request._recipients(partners)
        return customers, {key: to for key, to in recipients.items() if key not in set(resting.ids)}, resting

    @api.model
    def _start(self, partners):
        """Return the action that opens the dialog for these customers; contacts stand for their companies.

        :raises UserError: nobody is chosen
        :raises AccessError: the user may not see one of them
        """
        if not partners:
            raise UserError(self.env._("There are no customers to ask. Choose some, or another category or group."))
        partners.check_access("read")
        wizard = self.create({"partner_ids": [fields.Command.set(partners.ids)]})
        action = self.env["ir.actions.act_window"]._for_xml_id("customer_classification.action_ask")
        return {**action, "res_id": wizard.id}

    def action_ask(self):
        """Ask those who can be asked; they get their mails within seconds.

        :return: the action that lists the requests
        :raises UserError: nobody can be asked
        """
        self.ensure_one()
        self.check_access("write")
        self.partner_ids.check_access("read")
        _customers, recipients, _resting = self._whom()
        if not recipients:
            raise UserError(
                self.env._("None of these customers can be asked now. Enter their email addresses, or ask them later.")
            )
        requests = self.env["customer.classification.request"]._ask(recipients, self.env.company)
        action = self.env["ir.actions.act_window"]._for_xml_id("customer_classification.action_requests")
        return {**action, "domain": [("id", "in", requests.ids)]}


class ResPartner(models.Model):
    _inherit = "res.partner"

    def action_ask_satisfaction(self):
        """Open the dialog that asks these customers how satisfied they are."""
        return self.env["customer.classification.ask"]._start(self)


class CustomerClassificationCategory(models.Model):
    _inherit = "customer.classification.category"

    def action_ask_satisfaction(self):
        """Open the dialog that asks the customers of this category, and of those below it, whom the user may see."""
        self.ensure_one()
        self.check_access("read")
        customers = self.env["res.partner"].search([("customer_category_ids", "child_of", self.id)])
        return self.env["customer.classification.ask"]._start(customers)


class CustomerClassificationGroup(models.Model):
    _inherit = "customer.classification.group"

    def action_ask_satisfaction(self):
        """Open the dialog that asks the customers who belong to the group now."""
        self.ensure_one()
        self.check_access("read")
        return self.env["customer.classification.ask"]._start(self.env["res.partner"].search(self._customer_domain()))
