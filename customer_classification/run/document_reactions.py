"""Documents that, when they change, make their customers be classified anew within seconds."""

from odoo import api, models


class SaleOrder(models.Model):
    _inherit = "sale.order"

    @api.model_create_multi
    def create(self, vals_list):
        orders = super().create(vals_list)
        self.env["customer.classification.queue"]._mark(orders.classification_partner_id)
        return orders

    def write(self, vals):
        before = self.classification_partner_id if "partner_id" in vals else self.partner_id.browse()
        stamped = self._coming_into_force(vals)
        result = super().write(vals)
        if vals.keys() & {"state", "partner_id", "date_order", "order_line", "company_id"}:
            self.env["customer.classification.queue"]._mark((self - stamped).classification_partner_id | before)
        return result

    def _come_into_force(self, scheme):
        """Orders that come into force are stamped and marked by one statement."""
        return self.env["customer.classification.queue"]._mark(self.classification_partner_id, scheme)


class AccountMove(models.Model):
    _inherit = "account.move"

    def write(self, vals):
        result = super().write(vals)
        if "state" in vals:
            receivable = self.line_ids.filtered(lambda line: line.account_type == "asset_receivable")
            self.env["customer.classification.queue"]._mark(
                self.filtered(lambda move: move.is_sale_document()).commercial_partner_id | receivable.partner_id
            )
        return result


class AccountPartialReconcile(models.Model):
    _inherit = "account.partial.reconcile"

    @api.model_create_multi
    def create(self, vals_list):
        partials = super().create(vals_list)
        partials._mark_customers()
        return partials

    def unlink(self):
        self._mark_customers()
        return super().unlink()

    def _mark_customers(self):
        lines = (self.debit_move_id | self.credit_move_id).filtered(
            lambda line: line.account_type == "asset_receivable"
        )
        self.env["customer.classification.queue"]._mark(lines.partner_id)


class AccountPayment(models.Model):
    _inherit = "account.payment"

    # the figures of one customer are found without reading the payments of all
    _classification_partner_idx = models.Index("(partner_id) WHERE partner_id IS NOT NULL")

    def write(self, vals):
        result = super().write(vals)
        if "state" in vals:
            customers = self.filtered(lambda payment: payment.partner_type == "customer")
            self.env["customer.classification.queue"]._mark(customers.classification_partner_id)
        return result


class RatingRating(models.Model):
    _inherit = "rating.rating"

    _classification_partner_idx = models.Index("(partner_id) WHERE partner_id IS NOT NULL")

    @api.model_create_multi
    def create(self, vals_list):
        ratings = super().create(vals_list)
        ratings.filtered("consumed")._mark_customers()
        return ratings

    def write(self, vals):
        result = super().write(vals)
        if vals.keys() & {"rating", "consumed", "partner_id"}:
            self._mark_customers()
        return result

    def _mark_customers(self):
        self.env["customer.classification.queue"]._mark(self.classification_partner_id)


class CrmLead(models.Model):
    _inherit = "crm.lead"

    @api.model_create_multi
    def create(self, vals_list):
        leads = super().create(vals_list)
        self.env["customer.classification.queue"]._mark(leads.classification_partner_id)
        return leads

    def write(self, vals):
        before = self.classification_partner_id if "partner_id" in vals else self.partner_id.browse()
        result = super().write(vals)
        if vals.keys() & {"partner_id", "type", "active", "stage_id", "probability", "expected_revenue", "company_id"}:
            self.env["customer.classification.queue"]._mark(self.classification_partner_id | before)
        return result
