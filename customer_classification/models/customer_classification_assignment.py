import copy

from psycopg2.extras import Json

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Domain
from odoo.tools import SQL
from odoo.tools.misc import format_date

from ..engine import attributes as engine_attributes
from .classification_attributes import REQUIRED

IMPORT_KEYS = {"customer_reference", "scheme_code", "category_code"}
ORIGINS = [
    ("manual", "By hand"),
    ("rule", "By rule"),
    ("mapping", "By mapping"),
    ("import", "Imported"),
    ("merge", "Merged"),
    ("undo", "Restored"),
]


class CustomerClassificationAssignment(models.Model):
    _name = "customer.classification.assignment"
    _description = "Customer Category Assignment"
    _order = "scheme_sequence, scheme_id, id"
    _rec_name = "category_id"

    partner_id = fields.Many2one(
        comodel_name="res.partner",
        string="Customer",
        required=True,
        index=True,
        ondelete="cascade",
        help="The company (or the person who is nobody's contact) that is classified.",
    )
    scheme_id = fields.Many2one(
        comodel_name="customer.classification.scheme",
        required=True,
        index=True,
        ondelete="cascade",
    )
    scheme_sequence = fields.Integer(related="scheme_id.sequence", string="Scheme Order", store=True)
    is_main = fields.Boolean(related="scheme_id.is_main")
    category_id = fields.Many2one(
        comodel_name="customer.classification.category",
        required=True,
        index=True,
        ondelete="restrict",
        domain="[('scheme_id', '=', scheme_id)]",
        group_expand="_group_expand_category_id",
    )
    customer_reference = fields.Char(
        compute="_compute_import_keys",
        inverse="_inverse_import_keys",
        help="In imports: the reference of the customer.",
    )
    scheme_code = fields.Char(
        compute="_compute_import_keys",
        inverse="_inverse_import_keys",
        help="In imports: the code of the scheme.",
    )
    category_code = fields.Char(
        compute="_compute_import_keys",
        inverse="_inverse_import_keys",
        help="In imports: the code of the category in that scheme.",
    )
    origin = fields.Selection(
        selection=ORIGINS,
        required=True,
        default="manual",
        readonly=True,
        help="How the customer came into this category.",
    )
    rule_id = fields.Many2one(
        comodel_name="customer.classification.rule",
        readonly=True,
        index="btree_not_null",
        ondelete="set null",
        help="The rule that decided.",
    )
    since = fields.Date(
        required=True,
        readonly=True,
        default=fields.Date.context_today,
        help="The day on which the customer came into this category.",
    )
    pinned = fields.Boolean(help="Chosen by hand: rules leave the customer where he is.")
    pinned_until = fields.Date(help="The last day on which the pin holds; empty means until someone removes it.")
    pin_reason = fields.Char(help="Why rules shall leave this customer alone.")
    attributes = fields.Properties(
        definition="category_id.effective_definition",
        copy=False,
        help="What the category, and those above it, want to know of their customers.",
    )
    currency_id = fields.Many2one(related="scheme_id.currency_id")
    has_attributes = fields.Boolean(compute="_compute_missing_attributes")
    missing_attributes = fields.Char(
        compute="_compute_missing_attributes",
        help="The required attributes that have no value yet.",
    )
    has_missing_attributes = fields.Boolean(
        string="Attributes Missing",
        compute="_compute_has_missing_attributes",
        search="_search_has_missing_attributes",
    )
    completeness = fields.Integer(
        compute="_compute_missing_attributes",
        help="How many of the required attributes have a value, in %.",
    )
    change_id = fields.Many2one(
        comodel_name="customer.classification.change",
        string="Last Change",
        readonly=True,
        ondelete="set null",
        index="btree_not_null",
    )

    _partner_scheme_unique = models.Constraint(
        "UNIQUE(partner_id, scheme_id)",
        "A customer has one category per scheme. Change the existing line instead of adding another one.",
    )

    @api.model
    def _group_expand_category_id(self, categories, domain):
        """The board of a scheme shows a column for each category that can hold customers, empty ones too."""
        scheme = self.env["customer.classification.scheme"].browse(self.env.context.get("board_scheme_id"))
        return (categories | scheme._target_categories()).sorted()

    # Constraints ------------------------------------------------------------------------------------------------------

    @api.constrains("partner_id")
    def _check_commercial_entity(self):
        for assignment in self:
            partner = assignment.partner_id
            if partner.commercial_partner_id != partner:
                raise ValidationError(
                    self.env._(
                        "%(contact)s is a contact of %(company)s and shows the categories of the company. "
                        "Classify %(company)s instead.",
                        contact=partner.display_name,
                        company=partner.commercial_partner_id.display_name,
                    )
                )

    @api.constrains("category_id", "scheme_id")
    def _check_category(self):
        for assignment in self:
            category, scheme = assignment.category_id, assignment.scheme_id
            if category.scheme_id != scheme:
                raise ValidationError(
                    self.env._(
                        "“%(category)s” is a category of “%(other)s”, not of “%(scheme)s”.",
                        category=category.display_name,
                        other=category.scheme_id.name,
                        scheme=scheme.name,
                    )
                )
            if scheme.leaf_only and not category.is_leaf:
                raise ValidationError(
                    self.env._(
                        "In “%(scheme)s” only the lowest level holds customers. "
                        "Choose a category below “%(category)s”.",
                        scheme=scheme.name,
                        category=category.display_name,
                    )
                )

    @api.constrains("pinned", "pinned_until")
    def _check_pinned_until(self):
        for assignment in self.filtered("pinned"):
            self._check_pin_date(assignment.pinned_until)

    @api.model
    def _check_pin_date(self, day):
        """Raise where a pin would end before today."""
        if day and day < fields.Date.context_today(self):
            raise ValidationError(
                self.env._("The pin would end on %s, which is past. Choose a later day.", format_date(self.env, day))
            )

    # CRUD: the ORM's way into the table; the engine's is ``engine.moves`` ---------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        Category = self.env["customer.classification.category"]
        if any(vals.keys() & IMPORT_KEYS for vals in vals_list):
            self._find_by_keys(vals_list)
        if self.env.context.get("import_file"):
            return self._create_or_update(vals_list)
        for vals in vals_list:
            if not vals.get("scheme_id") and vals.get("category_id"):
                vals["scheme_id"] = Category.browse(vals["category_id"]).scheme_id.id
            self._add_pin(vals)
        self._check_partner_access(self.env["res.partner"].browse(vals["partner_id"] for vals in vals_list))
        self.env["customer.classification.scheme"].browse(
            {vals.get("scheme_id") for vals in vals_list} - {None, False}
        ).check_access("read")
        vals_list = self._propose_instead(vals_list)
        explicit = [self._pop_attributes(vals, Category.browse(vals.get("category_id"))) for vals in vals_list]
        assignments = super().create(vals_list)
        assignments._log_moves({assignment.id: False for assignment in assignments})
        assignments._carry_attributes(dict(zip(assignments.ids, explicit, strict=True)))
        assignments._give_references()
        self._after_assignment_change()
        return assignments

    def write(self, vals):
        if self.env.context.get("classification_plain") or vals.keys() == {"change_id"}:
            return super().write(vals)
        if vals.keys() & IMPORT_KEYS:
            vals = {**vals}
            self.ensure_one()
            self._find_by_keys([vals], self)
        if {"partner_id", "scheme_id"} & vals.keys():
            raise UserError(self.env._("The customer and the scheme of a line stay. Remove the line and add another."))
        self._check_partner_access(self.partner_id)
        category = self.env["customer.classification.category"].browse(vals.get("category_id"))
        moved = self.filtered(lambda a: a.category_id != category) if category else self.browse()
        if proposing := moved._proposing(vals.get("origin", "manual")):
            proposing._propose(category, vals.get("pin_reason"))
            rest = self - proposing
            return rest.write(vals) if rest else True
        if not moved:
            return self._write_in_place(vals)
        vals = {"origin": "manual", "rule_id": False, "since": fields.Date.context_today(self), **vals}
        explicit = self._pop_attributes(vals, category)
        before = {assignment.id: assignment.category_id.id for assignment in moved}
        values = moved._stored_attributes()
        result = super().write(vals)
        if "pinned" not in vals and vals["origin"] == "manual":
            for scheme, assignments in moved.grouped("scheme_id").items():
                assignments._write_plainly(scheme._pin_values())
        moved._log_moves(before)
        moved._carry_attributes(dict.fromkeys(moved.ids, explicit), values)
        self._after_assignment_change()
        return result

    def _write_in_place(self, vals):
        """Write what moves nobody; attribute values that the category does not have now stay, unseen."""
        if "attributes" not in vals:
            self._write_plainly(vals)
            self._after_assignment_change()
            return True
        stored = self._stored_attributes()
        for assignment in self:
            assignment._check_attributes(vals["attributes"], assignment.category_id)
            values = assignment._plain_attributes(vals["attributes"])
            names = {attribute["name"] for attribute in assignment.category_id.sudo().effective_definition}
            hidden = {name: value for name, value in stored.get(assignment.id, {}).items() if name not in names}
            assignment._write_plainly({**vals, "attributes": {**hidden, **values}})
        self._after_assignment_change()
        return True

    def _write_plainly(self, vals):
        """Write what is no move, or what belongs to one that is being written."""
        self.with_context(classification_plain=True).write(vals)

    def unlink(self):
        self._check_partner_access(self.partner_id)
        if proposing := self._proposing(self.env.context.get("classification_origin", "manual")):
            proposing._propose(self.env["customer.classification.category"])
            rest = self - proposing
            return rest.unlink() if rest else True
        if not self.env.context.get("classification_silent"):
            self._log_removals()
        result = super().unlink()
        self._after_assignment_change()
        return result

    def _add_pin(self, vals):
        """A choice by hand in an automatic scheme is pinned unless the values say otherwise."""
        if "pinned" not in vals and vals.get("origin", "manual") == "manual" and vals.get("scheme_id"):
            scheme = self.env["customer.classification.scheme"].browse(vals["scheme_id"])
            for name, value in scheme._pin_values().items():
                vals.setdefault(name, value)

    # Moves that only managers make ------------------------------------------------------------------------------------

    def web_save(self, vals, specification, next_id=None):
        """In the form of a line there is nothing to show when a new line is only proposed."""
        if not self and vals.get("scheme_id"):
            scheme = self.env["customer.classification.scheme"].browse(vals["scheme_id"])
            if scheme._by_hand() == "propose":
                raise UserError(
                    self.env._("In “%s” you propose, and a manager decides. Choose the category in the customer form.",
                               scheme.name)
                )  # fmt: skip
        return super().web_save(vals, specification, next_id=next_id)

    def _proposing(self, origin):
        """Those of these assignments that the user may not move himself but propose to move.

        :raises AccessError: only managers may move some of them
        """
        if origin not in ("manual", "import"):
            return self.browse()
        return self.filtered(lambda assignment: assignment.scheme_id._by_hand() == "propose")

    def _propose_instead(self, vals_list):
        """Propose the new assignments that the user may not make himself, and return the values of the others."""
        Scheme = self.env["customer.classification.scheme"]
        Category = self.env["customer.classification.category"]
        rest = []
        for vals in vals_list:
            by_hand = vals.get("origin", "manual") in ("manual", "import")
            scheme = Scheme.browse(vals.get("scheme_id"))
            if by_hand and scheme and scheme._by_hand() == "propose":
                category = Category.browse(vals.get("category_id"))
                scheme._check_target(category)
                partner = self.env["res.partner"].browse(vals["partner_id"])
                self.new({**vals, "partner_id": partner.id})._propose(category, vals.get("pin_reason"), former=Category)
            else:
                rest.append(vals)
        return rest

    def _propose(self, category, reason=False, former=None):
        """Write proposals to move these customers into ``category``; an older open proposal is superseded."""
        Change = self.env["customer.classification.change"].sudo()
        for assignment in self:
            if category:
                assignment.scheme_id._check_target(category)
            partner, scheme = assignment.partner_id, assignment.scheme_id
            Change.search(
                [("partner_id", "=", partner.id), ("scheme_id", "=", scheme.id), ("state", "=", "proposed")]
            ).state = "superseded"
            Change.create(
                {
                    **assignment._prepare_change(),
                    "from_category_id": (assignment.category_id if former is None else former).id,
                    "to_category_id": category.id,
                    "effective_date": fields.Date.context_today(self),
                    "origin": "manual",
                    "rule_id": False,
                    "reason": reason,
                    "state": "proposed",
                }
            )
        self._after_assignment_change()

    # Attributes -------------------------------------------------------------------------------------------------------

    @api.depends("attributes", "category_id.effective_definition")
    @api.depends_context("lang")
    def _compute_missing_attributes(self):
        for assignment in self:
            values = assignment._plain_attributes(assignment.attributes)
            required = [a for a in assignment.category_id.effective_definition if a.get(REQUIRED)]
            missing = [attribute for attribute in required if not _has_value(attribute, values)]
            assignment.has_attributes = bool(assignment.category_id.effective_definition)
            assignment.missing_attributes = self.env._(", ").join(
                attribute.get("string") or "" for attribute in missing
            )
            assignment.completeness = 100 * (len(required) - len(missing)) / len(required) if required else 100

    @api.model
    def _search_has_missing_attributes(self, operator, value):
        if operator != "in":
            return NotImplemented

        def to_sql(_model, alias, _query):
            return SQL("%s > 0", engine_attributes.required(alias, missing=True))

        incomplete = Domain.custom(to_sql=to_sql)
        return incomplete if True in value else ~incomplete

    @api.depends("missing_attributes")
    def _compute_has_missing_attributes(self):
        for assignment in self:
            assignment.has_missing_attributes = bool(assignment.missing_attributes)

    def _check_attributes(self, values, category):
        """Raise unless these are values of attributes that ``category`` has; a definition is not changed this way."""
        if not values:
            return
        if isinstance(values, list):
            if any(value.get("definition_changed") or value.get("definition_deleted") for value in values):
                raise UserError(
                    self.env._("The attributes of “%s” are defined in the form of the category.", category.display_name)
                )
            values = self._plain_attributes(values)
        definition = {attribute["name"]: attribute for attribute in category.sudo().effective_definition}
        for name, value in dict(values).items():
            if name not in definition:
                raise ValidationError(
                    self.env._(
                        "“%(category)s” has no attribute “%(attribute)s”. Define it in the form of the category first.",
                        category=category.display_name,
                        attribute=name,
                    )
                )
            if not _is_of_type(definition[name], value):
                raise ValidationError(
                    self.env._(
                        "“%(value)s” is no value of the attribute “%(attribute)s”.",
                        value=value,
                        attribute=definition[name].get("string") or name,
                    )
                )

    def _pop_attributes(self, vals, category):
        """Take the attribute values out of ``vals``, as ``{name: value}`` without empty ones."""
        values = vals.pop("attributes", None)
        self._check_attributes(values, category)
        return {name: value for name, value in self._plain_attributes(values).items() if not _is_empty(value)}

    def _plain_attributes(self, values):
        """{name: value} of attribute values in any form in which they can be written or read."""
        if isinstance(values, list):  # which the conversion changes
            values = copy.deepcopy(values)
        return self._fields["attributes"].convert_to_cache(values, self) or {}

    def _stored_attributes(self):
        """{assignment id: attribute values} of those that have some, as they stand in the database."""
        self.flush_recordset(["attributes"])
        return dict(
            self.env.execute_query(
                SQL(
                    "SELECT id, attributes FROM customer_classification_assignment "
                    "WHERE id = ANY(%s) AND attributes IS NOT NULL",
                    self.ids,
                )
            )
        )

    def _carry_attributes(self, explicit, before=None):
        """Let the attribute values follow these assignments, which just moved, as the engine does it.

        :param explicit: {assignment id: {attribute: value}} that were given with the move and win
        :param before: {assignment id: {attribute: value}} as they stood before the move
        """
        before = before or {}
        if not before and not any(assignment.category_id.effective_definition for assignment in self):
            return
        self.flush_recordset()
        self.category_id.flush_model(["effective_definition"])
        self.env.cr.execute(
            SQL(
                """UPDATE customer_classification_assignment assignment
                      SET attributes = former.attributes
                     FROM jsonb_to_recordset(%s) AS former(id int4, attributes jsonb)
                    WHERE assignment.id = former.id""",
                Json([{"id": number, "attributes": before.get(number)} for number in self.ids]),
            )
        )
        engine_attributes.carry(self.env, SQL("SELECT unnest(%s)", self.change_id.ids))
        self.invalidate_recordset(["attributes"])
        self.change_id.invalidate_recordset(["evidence"])
        for assignment in self:
            if values := explicit.get(assignment.id):
                present = assignment._plain_attributes(assignment.attributes)
                assignment._write_plainly({"attributes": {**present, **values}})

    # References -------------------------------------------------------------------------------------------------------

    def _give_references(self):
        """Give customers without a reference one from the code of their category, where their scheme does that."""
        by_hand = self.filtered(lambda a: a.scheme_id.gives_references and a.origin in ("manual", "import"))
        for category, assignments in by_hand.grouped("category_id").items():
            category.sudo()._give_references(assignments.partner_id)

    # What both ways have in common ------------------------------------------------------------------------------------

    @api.model
    def _check_partner_access(self, partners):
        """Nobody classifies a customer whom he may not edit."""
        if not self.env.su:
            partners.check_access("write")

    def _log_moves(self, before):
        """Write the change rows of moves that just happened; ``before`` is {assignment id: former category id}."""
        Change = self.env["customer.classification.change"].sudo()
        changes = Change.create(
            [{**assignment._prepare_change(), "from_category_id": before[assignment.id]} for assignment in self]
        )
        for assignment, change in zip(self.sudo(), changes, strict=True):
            assignment.change_id = change

    def _log_removals(self):
        kept = self._stored_attributes()
        self.env["customer.classification.change"].sudo().create(
            [
                {
                    **assignment._prepare_change(),
                    "from_category_id": assignment.category_id.id,
                    "to_category_id": False,
                    "effective_date": fields.Date.context_today(self),
                    "origin": self.env.context.get("classification_origin", "manual"),
                    "rule_id": False,
                    "reason": self.env.context.get("classification_reason"),
                    "evidence": {"dropped": kept[assignment.id]} if kept.get(assignment.id) else False,
                }
                for assignment in self
            ]
        )

    def _prepare_change(self):
        """The values of the change row that leads to the present state of this assignment."""
        self.ensure_one()
        partner = self.partner_id.sudo()
        return {
            "partner_id": partner.id,
            "scheme_id": self.scheme_id.id,
            "to_category_id": self.category_id.id,
            "date": fields.Datetime.now(),
            "effective_date": self.since,
            "origin": self.origin,
            "rule_id": self.rule_id.id,
            "user_id": self.env.uid,
            "salesperson_id": partner.user_id.id,
            "team_id": partner.team_id.id if "team_id" in partner._fields else False,
            "reason": self.env.context.get("classification_reason") or self.pin_reason,
            "state": "applied",
        }

    @api.model
    def _after_assignment_change(self):
        """Make what hangs on the assignments be read anew; called after every write, by ORM or SQL."""
        self.env["customer.classification.assignment"].flush_model()
        self.env["customer.classification.category"].invalidate_model(["customer_count"])
        self.env["customer.classification.scheme"].invalidate_model(["customer_count"])
        self.env["res.partner"].invalidate_model(
            [
                "classification_assignment_ids",
                "classification_badge_ids",
                "classification_completeness",
                "classification_proposal_ids",
                "classification_change_count",
                "classification_change_ids",
                "company_assignment_ids",
                "customer_category_ids",
                "main_category_id",
            ]
        )

    @api.model
    def _after_engine(self):
        """Make what the engine wrote by SQL be read anew."""
        self.env["customer.classification.assignment"].invalidate_model()
        self.env["customer.classification.change"].invalidate_model()
        self.env["customer.classification.run"].invalidate_model(["change_ids"])
        self._after_assignment_change()

    def _note(self):
        """How the customer came here, since when and how long he is pinned, in one line; empty for no assignment."""
        if not self:
            return False
        self.ensure_one()
        origin = dict(self._fields["origin"]._description_selection(self.env))[self.origin]
        note = self.env._("%(origin)s since %(day)s", origin=origin, day=format_date(self.env, self.since))
        if self.origin == "rule" and self.rule_id:
            note = self.env._("%(note)s: %(rule)s", note=note, rule=self.sudo().rule_id.name)
        if self.pinned and self.pinned_until:
            note = self.env._("%(note)s, pinned until %(day)s", note=note, day=format_date(self.env, self.pinned_until))
        elif self.pinned:
            note = self.env._("%(note)s, pinned", note=note)
        if self.pinned and self.pin_reason:
            note = self.env._("%(note)s (%(reason)s)", note=note, reason=self.pin_reason)
        return note

    # The life of customers --------------------------------------------------------------------------------------------

    @api.model
    def _merge_customers(self, sources, survivor):
        """Prepare the assignments for the merge of contacts: the survivor keeps his and fills gaps from the others.

        Both histories end in a change that says where the survivor stands, so that replaying them leads there.
        """
        this = self.with_context(
            classification_reason=self.env._("Merged: %s", ", ".join(sources.mapped("display_name")))
        )
        present = {assignment.scheme_id: assignment for assignment in survivor.classification_assignment_ids}
        can_take = survivor.commercial_partner_id == survivor
        histories = self.env["customer.classification.change"]._read_group(
            [("partner_id", "in", sources.ids), ("state", "=", "applied")], ["scheme_id"]
        )
        stays = {scheme: present[scheme].category_id for (scheme,) in histories if scheme in present}
        for source in sources.classification_assignment_ids:
            scheme, former, attributes = source.scheme_id, source.category_id, source._stored_attributes()
            values = {
                "scheme_id": scheme.id,
                "category_id": former.id,
                "attributes": attributes.get(source.id),
                **source._merge_pin(),
            }
            source.with_context(classification_silent=True).unlink()
            if scheme not in present and can_take:
                present[scheme] = this.create({**values, "partner_id": survivor.id, "origin": "merge"})
            else:
                this._log_merge(survivor, former, present.get(scheme), values["attributes"])
                stays.pop(scheme, None)
        for scheme, category in stays.items():
            this._log_merge(survivor, category, present[scheme])

    def _merge_pin(self):
        """The pin as the survivor of a merge takes it over; one that has expired ends."""
        expired = self.pinned_until and self.pinned_until < fields.Date.context_today(self)
        pinned = self.pinned and not expired
        return {
            "pinned": pinned,
            "pinned_until": pinned and self.pinned_until,
            "pin_reason": pinned and self.pin_reason,
        }

    @api.model
    def _log_merge(self, survivor, former, kept, dropped=None):
        """Say in the history that the survivor of a merge stays where he is, or has no categories as a contact."""
        line = self.new({"partner_id": survivor.id, "scheme_id": former.scheme_id.id})
        self.env["customer.classification.change"].sudo().create(
            {
                **line._prepare_change(),
                "from_category_id": former.id,
                "to_category_id": kept.category_id.id if kept else False,
                "effective_date": fields.Date.context_today(self),
                "origin": "merge",
                "rule_id": False,
                "evidence": {"dropped": dropped} if dropped else False,
            }
        )

    # Actions ----------------------------------------------------------------------------------------------------------

    def action_remove(self):
        """Take the customer out of the scheme; the history keeps that he was in it."""
        self.unlink()
        return True

    def action_open_attributes(self):
        """Open the attribute values of the customer in this scheme."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id("customer_classification.action_assignment_attributes")
        return {**action, "name": self.category_id.display_name, "res_id": self.id}

    def action_open_partner(self):
        """Open the customer."""
        self.ensure_one()
        return self.partner_id.get_formview_action()


def _has_value(attribute, values):
    """Whether ``values`` hold something for ``attribute``; a check box has a value once someone touched it."""
    value = values.get(attribute["name"])
    return value is not None if attribute["type"] == "boolean" else not _is_empty(value)


def _is_empty(value):
    """Whether an attribute value stands for none; 0 does not."""
    return value is None or value is False or value in ("", [])


def _is_of_type(attribute, value):
    """Whether ``value`` can be one of ``attribute``; empty values always can."""
    kind = attribute["type"]
    if _is_empty(value):
        return True
    if kind in ("integer", "float", "monetary"):
        return isinstance(value, (int, float)) and not isinstance(value, bool)
    if kind in ("date", "datetime"):
        convert = fields.Date.to_date if kind == "date" else fields.Datetime.to_datetime
        try:
            return bool(convert(value))
        except (ValueError, TypeError):
            return False
    if kind == "selection":
        return value in [option[0] for option in attribute.get("selection") or []]
    if kind == "tags":
        return isinstance(value, list) and set(value) <= {tag[0] for tag in attribute.get("tags") or []}
    if kind == "many2one":
        return isinstance(value, int) and not isinstance(value, bool)
    if kind == "many2many":
        return isinstance(value, list) and all(isinstance(number, int) for number in value)
    if kind == "boolean":
        return isinstance(value, bool)
    return isinstance(value, str)
