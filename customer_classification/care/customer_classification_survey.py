from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tools.mail import plaintext2html

from ..common.days import noon_of

CHANNELS = [("phone", "Phone"), ("visit", "Visit"), ("mail", "Mail"), ("meeting", "Trade fair"), ("other", "Other")]
SCORES = [("1", "1 very unhappy"), ("2", "2 unhappy"), ("3", "3 so-so"), ("4", "4 happy"), ("5", "5 very happy")]


class CustomerClassificationSurvey(models.Model):
    """What customers answered when asked how satisfied they are; each answer is a rating, as Odoo knows them."""

    _name = "customer.classification.survey"
    _inherit = "customer.classification.references"
    _description = "Satisfaction Answer"
    _order = "date desc, id desc"
    _rec_name = "partner_id"
    _on_customer_merge = "joined"

    partner_id = fields.Many2one(
        comodel_name="res.partner", string="Customer", required=True, index=True, ondelete="cascade"
    )
    customer_reference = fields.Char(
        compute="_compute_customer_reference",
        inverse="_inverse_customer_reference",
        help="In imports: the reference of the customer.",
    )
    company_id = fields.Many2one(comodel_name="res.company", required=True, default=lambda self: self.env.company)
    score = fields.Selection(selection=SCORES, required=True)
    channel = fields.Selection(selection=CHANNELS, required=True, default="phone", help="How the customer was asked.")
    comment = fields.Text(help="What the customer said.")
    order_id = fields.Many2one(
        comodel_name="sale.order",
        domain="[('partner_id.commercial_partner_id', '=', customer_id), ('state', '=', 'sale')]",
        index="btree_not_null",
        ondelete="set null",
        help="The order that the answer is about; empty for the customer's satisfaction in general.",
    )
    customer_id = fields.Many2one(related="partner_id.commercial_partner_id", string="Company of the Customer")
    date = fields.Date(required=True, default=lambda self: self.env.company._classification_today())
    user_id = fields.Many2one(comodel_name="res.users", string="Asked by", default=lambda self: self.env.user)
    rating_id = fields.Many2one(comodel_name="rating.rating", readonly=True, index=True, ondelete="cascade", copy=False)

    @api.depends("partner_id.ref")
    def _compute_customer_reference(self):
        for answer in self:
            answer.customer_reference = answer.partner_id.ref

    def _inverse_customer_reference(self):
        """Nothing: :meth:`create` finds the customer by the reference."""

    @api.constrains("date")
    def _check_date(self):
        for answer in self:
            if answer.date > answer.company_id._classification_today():
                raise ValidationError(
                    self.env._("An answer cannot be given in the future. Enter the day of the answer.")
                )

    @api.constrains("order_id", "partner_id")
    def _check_order(self):
        for answer in self.filtered("order_id"):
            if answer.order_id.partner_id.commercial_partner_id != answer.partner_id.commercial_partner_id:
                raise ValidationError(
                    self.env._(
                        "%(order)s is no order of %(customer)s. Choose one of this customer's orders.",
                        order=answer.order_id.name,
                        customer=answer.partner_id.display_name,
                    )
                )

    # CRUD -------------------------------------------------------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        self._refuse_ratings(vals_list)
        vals_list = self._find_customers([{**vals, "rating_id": False} for vals in vals_list])
        answers = super().create(vals_list)
        ratings = self.env["rating.rating"].sudo().create([answer._prepare_rating() for answer in answers])
        for answer, rating in zip(answers, ratings, strict=True):
            # pylint: disable-next=super-method-mismatch  # its own write refuses ratings
            super(CustomerClassificationSurvey, answer).write({"rating_id": rating.id})
            rating.rated_on = answer._moment()
        answers._tell()
        return answers

    def write(self, vals):
        self._refuse_ratings([vals])
        result = super().write(vals)
        if vals.keys() & {"partner_id", "score", "comment", "order_id", "date"}:
            for answer in self:
                rating = answer.rating_id.sudo()
                rating.write(answer._prepare_rating())
                rating.rated_on = answer._moment()
        return result

    def unlink(self):
        ratings = self.rating_id.sudo()
        result = super().unlink()
        ratings.unlink()
        return result

    @api.model
    def _refuse_ratings(self, vals_list):
        """An answer owns the rating that it made itself, and rewrites and deletes no other."""
        if any("rating_id" in vals for vals in vals_list):
            raise AccessError(
                self.env._("Nobody chooses the rating of an answer: each answer makes its own. Leave it out.")
            )

    @api.model
    def _find_customers(self, vals_list):
        """Put the customers of references that were imported into the values.

        :raises UserError: no customer, or several, have such a reference
        """
        references = {vals.get("customer_reference") for vals in vals_list} - {None, False, ""}
        partners = self.env["res.partner"].search([("ref", "in", list(references))]) if references else ()
        found = {}
        for partner in partners:
            found.setdefault(partner.ref, []).append(partner.id)
        for vals in vals_list:
            reference = vals.pop("customer_reference", None)
            if not reference or vals.get("partner_id"):
                continue
            if len(found.get(reference, ())) != 1:
                raise UserError(
                    self.env._(
                        "%(count)s customers have the reference “%(reference)s”; exactly one must have it.",
                        count=len(found.get(reference, ())),
                        reference=reference,
                    )
                )
            vals["partner_id"] = found[reference][0]
        return vals_list

    def _prepare_rating(self):
        """The values of the rating: about the order if there is one, else about the customer."""
        self.ensure_one()
        subject = self.order_id or self.partner_id
        return {
            "res_model_id": self.env["ir.model"].sudo()._get_id(subject._name),
            "res_id": subject.id,
            "partner_id": self.partner_id.id,
            "rated_partner_id": (self.order_id.user_id or self.partner_id.user_id).sudo().partner_id.id,
            "rating": int(self.score),
            "feedback": self.comment,
            "consumed": True,
            "is_internal": True,
        }

    def _moment(self):
        """Noon of the day of the answer, where its company is; today's are of now."""
        if self.date == self.company_id._classification_today():
            return fields.Datetime.now()
        return noon_of(self.date, self.company_id._classification_tz())

    def _tell(self):
        """Say in the customers' chatter what they answered."""
        channels = dict(self._fields["channel"]._description_selection(self.env))
        for answer in self:
            channel = channels[answer.channel]
            text = self.env._("Satisfaction: %(score)s of 5 (%(channel)s)", score=answer.score, channel=channel)
            body = plaintext2html("\n".join(filter(None, [text, answer.comment])))
            answer.partner_id.sudo()._message_log(body=body)

    def action_close(self):
        """End the dialog, which has saved the answer."""
        return {"type": "ir.actions.act_window_close"}


class ResPartner(models.Model):
    _inherit = "res.partner"

    classification_satisfaction = fields.Float(
        string="Satisfaction",
        compute="_compute_classification_satisfaction",
        groups="customer_classification.group_classification_user",
        help="The mean of the ratings of the last 12 months, from 1 to 5.",
    )

    @api.depends("commercial_partner_id.classification_profile_ids.satisfaction")
    @api.depends_context("company")
    def _compute_classification_satisfaction(self):
        for partner in self:
            partner.classification_satisfaction = partner.classification_profile_id.satisfaction

    def action_record_satisfaction(self):
        """Open the short form for what this customer answers."""
        self.ensure_one()
        self.check_access("read")
        action = self.env["ir.actions.act_window"]._for_xml_id("customer_classification.action_record_satisfaction")
        return {**action, "context": {"default_partner_id": self.id}}
