import ast
import unicodedata

from odoo import api, fields, models
from odoo.exceptions import AccessError, RedirectWarning, UserError, ValidationError
from odoo.http import request

from ..engine import codes, decision
from ..engine.specs import SchemeSpec, Scope

VALUES = 300  # of a field, that may become categories at once
NAME, CODE = 250, 64  # characters, at most
SCHEDULES = ("daily", "weekly", "monthly", "quarterly", "yearly")


class CustomerClassificationScheme(models.Model):
    _name = "customer.classification.scheme"
    _description = "Classification Scheme"
    _inherit = ["mail.thread", "mail.activity.mixin"]
    _order = "sequence, id"
    _rec_names_search = ["name", "code"]

    name = fields.Char(required=True, translate=True, help="What is classified by, for example industry or importance.")
    code = fields.Char(required=True, index=True, help="A short name for imports and other programs.")
    active = fields.Boolean(default=True)
    sequence = fields.Integer(default=10, help="The order in which schemes are shown.")
    color = fields.Integer()
    company_id = fields.Many2one(
        comodel_name="res.company",
        index=True,
        default=lambda self: self.env.company,
        help="Only this company uses the scheme, and only its documents count. "
        "Empty: all companies share it, and the documents of all of them count.",
    )
    currency_id = fields.Many2one(
        comodel_name="res.currency",
        compute="_compute_currency_id",
        store=True,
        readonly=False,
        precompute=True,
        required=True,
        help="The money in which thresholds and figures are expressed.",
    )
    is_main = fields.Boolean(
        string="Main Scheme",
        tracking=True,
        help="Its category heads the customer form. One per company; a company's own comes before the shared one.",
    )
    is_ranked = fields.Boolean(
        string="Ranked",
        help="Its categories are higher and lower, like VIP and ordinary, so there are upgrades and downgrades.",
    )
    code_pattern = fields.Char(
        help="How many characters each level adds, for example 2-2-3. An A after the number also allows letters, "
        "for example 1A-2. Empty: codes are free.",
    )
    code_example = fields.Char(compute="_compute_code_example", help="What the codes of this pattern look like.")
    misfits = fields.Char(compute="_compute_code_example", help="The categories whose codes do not fit the pattern.")
    leaf_only = fields.Boolean(
        string="Lowest Level Only",
        default=True,
        help="Only categories without categories below them hold customers.",
    )
    mode = fields.Selection(
        selection=[("manual", "By hand"), ("rules", "By rules"), ("mapping", "By a field of the customer")],
        default="manual",
        required=True,
        tracking=True,
        help="Who decides: people, rules on what customers do, or the value of a field such as the province.",
    )
    mapping_field_id = fields.Many2one(
        comodel_name="ir.model.fields",
        string="Customer Field",
        domain="[('model', '=', 'res.partner'), ('store', '=', True), "
        "('ttype', 'in', ('many2one', 'selection', 'char', 'boolean', 'integer'))]",
        ondelete="cascade",
        help="The field of the customer whose value decides.",
    )
    mapping_model = fields.Char(related="mapping_field_id.relation", string="Linked Model")
    mapping_ids = fields.One2many("customer.classification.mapping", "scheme_id", copy=True)
    rule_ids = fields.One2many("customer.classification.rule", "scheme_id", string="Rules", copy=False)
    category_ids = fields.One2many("customer.classification.category", "scheme_id", string="Categories", copy=False)
    customer_domain = fields.Char(
        string="Customers",
        default="[]",
        help="Which customers the scheme is about. Empty: all.",
    )
    amount_basis = fields.Selection(
        selection=[("untaxed", "Without taxes"), ("taxed", "With taxes")],
        default="untaxed",
        required=True,
        tracking=True,
        help="Which amount of orders counts.",
    )
    default_category_id = fields.Many2one(
        comodel_name="customer.classification.category",
        string="All Other Customers",
        domain="[('scheme_id', '=', id)]",
        ondelete="restrict",
        tracking=True,
        help="Where customers go whom no rule matches. Empty: they stay where they are.",
    )
    schedule = fields.Selection(
        selection=[
            ("manual", "On demand"),
            ("daily", "Every day"),
            ("weekly", "Every week"),
            ("monthly", "Every month"),
            ("quarterly", "Every quarter"),
            ("yearly", "Every year"),
        ],
        default="manual",
        required=True,
        tracking=True,
        help="How often the scheduled action classifies, at the first night of the period.",
    )
    state = fields.Selection(
        selection=[("draft", "Draft"), ("active", "Active"), ("changed", "Changed")],
        default="draft",
        required=True,
        readonly=True,
        copy=False,
        tracking=True,
        help="Only an active scheme moves customers by itself. Editing the rules of an active scheme makes it "
        "“changed” until someone activates it again.",
    )
    manual_change = fields.Selection(
        selection=[
            ("free", "Whoever may edit the customer"),
            ("propose", "Users propose, managers decide"),
            ("managers", "Managers only"),
        ],
        string="Choice by Hand",
        default="free",
        required=True,
        tracking=True,
        help="Who may choose the category of a customer by hand.",
    )
    ask_category = fields.Selection(
        selection=[("no", "Do not ask"), ("warn", "Remind"), ("required", "Require")],
        string="On New Customers",
        default="no",
        required=True,
        help="Whether the form of a new customer asks for a category of this scheme. "
        "Imports and other programs are never held up.",
    )
    gives_references = fields.Boolean(
        help="A customer without a reference who comes into a category by hand or import gets one from the code of "
        "the category, for example 0301-0007. It stays when the customer moves or the code changes.",
    )
    run_ids = fields.One2many("customer.classification.run", "scheme_id", string="Runs")
    last_run_id = fields.Many2one("customer.classification.run", compute="_compute_last_run_id")
    category_count = fields.Integer(compute="_compute_counts")
    rule_count = fields.Integer(compute="_compute_counts")
    customer_count = fields.Integer(compute="_compute_counts", string="Classified Customers")

    _code_unique = models.UniqueIndex(
        "(code, COALESCE(company_id, 0))",
        "Another scheme of this company already has this code.",
    )

    # Computes ---------------------------------------------------------------------------------------------------------

    @api.depends("company_id")
    def _compute_currency_id(self):
        for scheme in self:
            if scheme.company_id or not scheme.currency_id:
                scheme.currency_id = (scheme.company_id or self.env.company).currency_id

    @api.depends("code_pattern")
    def _compute_code_example(self):
        for scheme in self:
            try:
                scheme.code_example = " → ".join(codes.example(self._clean_pattern(scheme.code_pattern)))
                misfits = scheme._misfits(scheme.code_pattern)
            except ValueError:
                scheme.code_example = scheme.misfits = False
            else:
                scheme.misfits = self.env._(", ").join(misfits[:5].mapped("display_name"))

    @api.depends("run_ids")
    def _compute_last_run_id(self):
        last = dict(
            self.env["customer.classification.run"]._read_group(
                [("scheme_id", "in", self.ids), ("state", "=", "applied")], ["scheme_id"], ["id:max"]
            )
        )
        for scheme in self:
            scheme.last_run_id = last.get(scheme._origin, False)

    def _compute_counts(self):
        def count(model, domain=()):
            return dict(
                self.env[model]._read_group([("scheme_id", "in", self.ids), *domain], ["scheme_id"], ["__count"])
            )

        categories = count("customer.classification.category")
        rules = count("customer.classification.rule")
        customers = count("customer.classification.assignment", [("partner_id.active", "=", True)])
        for scheme in self:
            scheme.category_count = categories.get(scheme._origin, 0)
            scheme.rule_count = rules.get(scheme._origin, 0)
            scheme.customer_count = customers.get(scheme._origin, 0)

    # Constraints ------------------------------------------------------------------------------------------------------

    @api.constrains("code_pattern")
    def _check_code_pattern(self):
        """Refuse what is no pattern; where categories do not fit it, offer to give them other codes."""
        for scheme in self:
            scheme._check_pattern(scheme.code_pattern)
            misfits = scheme._misfits(scheme.code_pattern)
            if not misfits:
                continue
            message = self.env._(
                "%(count)s categories have codes that do not fit the pattern %(pattern)s, for example %(categories)s.",
                count=len(misfits),
                pattern=scheme.code_pattern,
                categories=", ".join(misfits[:5].mapped("display_name")),
            )
            raise self._redirected(
                message,
                self.env._("Give them other codes …"),
                {
                    "default_operation": "pattern",
                    "default_scheme_id": scheme.id,
                    "default_new_pattern": scheme.code_pattern,
                },
            )

    @api.model
    def _redirected(self, message, button, context):
        """The error to raise where the wizard “Adjust Categories” can help; a plain one where nobody can click."""
        clicks = request and request.httprequest.path.startswith("/web/dataset/")
        may_adjust = self.env["customer.classification.adjustment"].has_access("create")
        if not clicks or not may_adjust or self.env.context.get("import_file"):
            return ValidationError(message)
        action = self.env.ref("customer_classification.action_adjustment")
        return RedirectWarning(message, action.id, button, context)

    def _check_pattern(self, pattern):
        """Raise ValidationError unless ``pattern`` is a code pattern."""
        try:
            codes.parse(self._clean_pattern(pattern))
        except ValueError as error:
            raise ValidationError(
                self.env._(
                    "“%(part)s” is no level of a code pattern. Write the number of characters of each level, "
                    "for example 2-2-3; an A after a number also allows letters, for example 1A-2.",
                    part=str(error),
                )
            ) from error

    def _misfits(self, pattern):
        """The categories, archived ones too, whose codes do not fit ``pattern``."""
        self.ensure_one()
        categories = self._origin.with_context(active_test=False).category_ids
        levels = codes.parse(self._clean_pattern(pattern))

        def fits(category):
            prefix = category.parent_id.code or ""
            return (
                category.level <= len(levels)
                and (category.code or "").startswith(prefix)
                and levels[category.level - 1].fits(category.code[len(prefix) :])
            )

        return categories.filtered(lambda category: not fits(category)) if levels else categories.browse()

    @api.constrains("name", "code")
    def _check_lengths(self):
        for scheme in self:
            self._check_length(scheme.name, scheme.code)

    @api.model
    def _check_length(self, name, code):
        """Raise where a name or a code is longer than any list can show."""
        for text, most in ((name, NAME), (code, CODE)):
            if len(text or "") > most:
                raise ValidationError(
                    self.env._(
                        "“%(text)s …” has %(actual)s characters; at most %(most)s are possible. Shorten it.",
                        text=text[:20],
                        actual=len(text),
                        most=most,
                    )
                )

    @api.constrains("is_main", "company_id", "active")
    def _check_one_main(self):
        for scheme in self.filtered(lambda s: s.is_main and s.active):
            other = self.search(
                [("is_main", "=", True), ("company_id", "=", scheme.company_id.id), ("id", "!=", scheme.id)], limit=1
            )
            if other:
                raise ValidationError(
                    self.env._(
                        "“%s” already is the main scheme. Take that from it first, then make this one the main scheme.",
                        other.name,
                    )
                )

    @api.constrains("mode", "mapping_field_id")
    def _check_mapping_field(self):
        for scheme in self.filtered(lambda s: s.mode == "mapping"):
            field = scheme.mapping_field_id
            if not field:
                raise ValidationError(
                    self.env._("“%s” classifies by a field of the customer. Choose the field.", scheme.name)
                )
            if field.model != "res.partner" or not field.store:
                raise ValidationError(
                    self.env._(
                        "“%s” is not a stored field of the customer. Choose another field.", field.field_description
                    )
                )

    @api.constrains("default_category_id")
    def _check_default_category(self):
        for scheme in self.filtered("default_category_id"):
            scheme._check_target(scheme.default_category_id)

    @api.constrains("customer_domain")
    def _check_customer_domain(self):
        for scheme in self:
            self.env["customer.classification.rule"]._check_literal_domain(scheme.customer_domain)

    def _check_target(self, category):
        """Raise unless customers of this scheme may be put into ``category``."""
        self.ensure_one()
        if category.scheme_id != self:
            raise ValidationError(
                self.env._(
                    "“%(category)s” is a category of another scheme. Choose a category of “%(scheme)s”.",
                    category=category.display_name,
                    scheme=self.name,
                )
            )
        if not category.active:
            raise ValidationError(self.env._("“%s” is archived. Choose another category.", category.display_name))
        if self.leaf_only and not category.is_leaf:
            raise ValidationError(
                self.env._(
                    "In “%(scheme)s” only the lowest level holds customers. Choose a category below “%(category)s”.",
                    scheme=self.name,
                    category=category.display_name,
                )
            )

    # Codes ------------------------------------------------------------------------------------------------------------

    def _code_fits(self, code, parent):
        """Whether ``code`` is a code of this scheme below ``parent``."""
        try:
            self._check_code_fits(code, parent)
        except ValidationError:
            return False
        return True

    def _check_code_fits(self, code, parent):
        """Raise ValidationError, saying what to do, unless ``code`` fits the pattern below ``parent``."""
        self.ensure_one()
        levels = codes.parse(self.code_pattern)
        if not levels:
            return
        depth, prefix = parent.level, parent.code or ""
        if depth >= len(levels):
            raise ValidationError(
                self.env._(
                    "The code pattern %(pattern)s has %(levels)s levels, and “%(parent)s” stands on the last one. "
                    "Choose a parent higher up, or add a level to the pattern.",
                    pattern=self.code_pattern,
                    levels=len(levels),
                    parent=parent.display_name,
                )
            )
        if not (code or "").startswith(prefix):
            raise ValidationError(
                self.env._(
                    "The code %(code)s does not begin with %(prefix)s, the code of its parent “%(parent)s”.",
                    code=code,
                    prefix=prefix,
                    parent=parent.name,
                )
            )
        level, part = levels[depth], (code or "")[len(prefix) :]
        if len(part) != level.length:
            raise ValidationError(
                self.env._(
                    "The code %(code)s has %(actual)s characters, but with the pattern %(pattern)s a code of level "
                    "%(level)s has %(expected)s, for example %(example)s.",
                    code=code or "",
                    actual=len(code or ""),
                    pattern=self.code_pattern,
                    level=depth + 1,
                    expected=len(prefix) + level.length,
                    example=prefix + next(level.parts()),
                )
            )
        if not level.fits(part):
            raise ValidationError(
                self.env._("The code %(code)s may hold letters A-Z and digits only on this level.", code=code)
                if level.letters
                else self.env._("The code %(code)s may hold digits only on this level.", code=code)
            )

    def _next_code(self, parent, taken=()):
        """Return the next free code below ``parent``; empty when the level is full or codes have no rule.

        :param parent: the parent category, or an empty recordset for the top of the tree
        :param taken: codes that are given out but not saved yet
        """
        self.ensure_one()
        siblings = (
            self.env["customer.classification.category"]
            .sudo()
            .with_context(active_test=False)
            .search([("scheme_id", "=", self._origin.id), ("parent_id", "=", parent.id)])
        )
        used = {*siblings.mapped("code"), *taken}
        levels = codes.parse(self.code_pattern)
        prefix = parent.code or ""
        if levels and parent.level >= len(levels):
            return prefix
        level = levels[parent.level] if levels else codes.Level(2, letters=False)
        following = (
            [prefix + part for part in level.parts()] if level.length < 4 else self._codes_after(level, prefix, used)
        )
        last = max((following.index(code) for code in used if code in following), default=-1)
        free = [code for code in [*following[last + 1 :], *following] if code not in used]
        return free[0] if free else prefix

    @api.model
    def _codes_after(self, level, prefix, used):
        """The few codes worth proposing on a long level, where listing all of them would take too long."""
        numbers = [int(code[len(prefix) :]) for code in used if code[len(prefix) :].isdecimal()]
        following = max(numbers, default=0) + 1
        return [prefix + str(number).zfill(level.length) for number in range(following, following + 100)]

    # CRUD -------------------------------------------------------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            self._normalise(vals)
        return super().create(vals_list)

    def write(self, vals):
        self._normalise(vals)
        result = super().write(vals)
        if vals.keys() & self._decisive_fields():
            self._mark_changed()
        return result

    @api.model
    def _normalise(self, vals):
        if vals.get("code"):
            vals["code"] = unicodedata.normalize("NFKC", vals["code"]).strip()
        if vals.get("code_pattern"):
            vals["code_pattern"] = self._clean_pattern(vals["code_pattern"])

    @api.model
    def _clean_pattern(self, pattern):
        return unicodedata.normalize("NFKC", pattern or "").replace(" ", "").upper()

    @api.model
    def _decisive_fields(self):
        """The fields of a scheme on which decisions depend."""
        return {"mode", "mapping_field_id", "customer_domain", "amount_basis", "default_category_id", "currency_id"}

    def _mark_changed(self):
        """Stop automatic moves of active schemes until someone activates them again."""
        if not self.env.context.get("classification_same_meaning"):
            self.filtered(lambda scheme: scheme.state == "active").sudo().write({"state": "changed"})

    @api.ondelete(at_uninstall=False)
    def _unlink_except_used(self):
        used = self.env["customer.classification.assignment"].sudo().search(
            [("scheme_id", "in", self.ids)], limit=1
        ) or self.env["customer.classification.change"].sudo().search([("scheme_id", "in", self.ids)], limit=1)
        if used:
            raise UserError(
                self.env._("“%s” classifies customers or has a history. Archive it instead.", used.scheme_id.name)
            )

    # What the engine is fed with --------------------------------------------------------------------------------------

    def _spec(self, as_of, partner_ids=None):
        """Return the plain value that the engine is fed with; works for unsaved schemes and rules too."""
        self.ensure_one()
        return SchemeSpec(
            id=self.id,
            scope=Scope(as_of, self.company_id.id or None, self.currency_id.id, self.amount_basis),
            mode=self.mode,
            is_ranked=self.is_ranked,
            customer_domain=self.customer_domain or "[]",
            default_category_id=self.default_category_id.id or None,
            mapping_field=self.mapping_field_id.name or None,
            mapping=tuple(self.mapping_ids._keys().items()) if self.mode == "mapping" else (),
            rules=tuple(rule._spec() for rule in self._deciding_rules()),
            partner_ids=partner_ids,
        )

    def _rules_snapshot(self):
        """Return the rules as they stand, for the run to keep."""
        self.ensure_one()
        return {
            "mode": self.mode,
            "default_category_id": self.default_category_id.id or None,
            "mapping": self.mapping_ids._keys(),
            "rules": [rule._snapshot() for rule in self._deciding_rules()],
        }

    def _deciding_rules(self):
        """The rules that are tried, in that order."""
        if self.mode != "rules":
            return self.rule_ids.browse()
        rules = self.rule_ids.filtered("active")
        return rules.sorted(lambda rule: (rule.sequence, rule._origin.id or float("inf")))

    # Choices by hand --------------------------------------------------------------------------------------------------

    def _by_hand(self):
        """What the user may do by hand: ``move`` customers himself, or only ``propose``.

        :raises AccessError: he may do neither
        """
        self.ensure_one()
        if (
            self.manual_change == "free"
            or self.env.su
            or self.env.user.has_group("customer_classification.group_classification_manager")
        ):
            return "move"
        if self.manual_change == "managers":
            raise AccessError(
                self.env._(
                    "Only classification managers choose categories of “%s” by hand. Ask one of them.", self.name
                )
            )
        return "propose"

    # Pins -------------------------------------------------------------------------------------------------------------

    def _pin_values(self):
        """The pin that a choice by hand gets: in an automatic scheme, until the end of the fiscal year."""
        self.ensure_one()
        if self.mode == "manual":
            return {"pinned": False, "pinned_until": False}
        company = self.sudo().company_id or self.env.company
        return {
            "pinned": True,
            "pinned_until": company.compute_fiscalyear_dates(fields.Date.context_today(self))["date_to"],
        }

    # The main scheme --------------------------------------------------------------------------------------------------

    @api.model
    def _main_scheme(self):
        """Return the main scheme of the current company: its own, else the shared one, else none."""
        return (
            self.sudo()
            .search(
                [("is_main", "=", True), ("company_id", "in", [self.env.company.id, False])],
                order="company_id, sequence, id",  # NULL (shared) comes last
                limit=1,
            )
            .sudo(False)
        )

    def _target_categories(self):
        """The active categories of these schemes that can hold customers."""
        categories = self.category_ids.filtered("active")
        return categories.filtered(lambda category: category.is_leaf or not category.scheme_id.leaf_only)

    # Public methods and actions ---------------------------------------------------------------------------------------

    def classify(self, as_of=None, partner_ids=None, simulate=False):
        """Decide the category of every customer by the rules as they stand, and move who belongs elsewhere.

        :param as_of: the day D on which windows end, as a date or ``YYYY-MM-DD``; today if empty
        :param partner_ids: only these customers (their contacts stand for them); all if None
        :param simulate: write a simulation (run and changes) and move nobody
        :return: the runs, one per scheme, in the order of the schemes
        :raises AccessError: the user is no classification manager
        :raises UserError: a scheme is classified by hand, or is being classified at this moment
        """
        self._check_may_classify()
        return self.env["customer.classification.run"]._execute(
            self, as_of=as_of, partner_ids=partner_ids, simulate=simulate, trigger="manual"
        )

    def _check_may_classify(self):
        if not self.env.su and not self.env.user.has_group("customer_classification.group_classification_manager"):
            raise AccessError(self.env._("Only classification managers may classify customers by rules."))
        self.check_access("read")
        for scheme in self.filtered(lambda s: s.mode == "manual"):
            raise UserError(
                self.env._(
                    "“%s” is classified by hand. To let rules decide, choose “By rules” or "
                    "“By a field of the customer”.",
                    scheme.name,
                )
            )

    def action_activate(self):
        """Let the scheme move customers by itself; a scheme of which nothing can decide is refused."""
        for scheme in self:
            if scheme.mode == "rules" and not scheme.rule_ids and not scheme.default_category_id:
                raise UserError(
                    self.env._("“%s” has no rules yet. Add a rule before you activate the scheme.", scheme.name)
                )
            if scheme.mode == "mapping" and not scheme.mapping_ids:
                raise UserError(
                    self.env._("“%s” has no mapping yet. Say which value leads to which category first.", scheme.name)
                )
        self.write({"state": "active"})
        return True

    def action_classify(self):
        """“Classify now”: classify today and open the runs."""
        return self.classify()._action_open()

    def action_simulate(self):
        """“Dry run”: decide today without moving anybody, and open the simulation."""
        return self.classify(simulate=True)._action_open()

    def action_create_from_values(self):
        """Create a category and a mapping line for each value that occurs and leads nowhere yet.

        A category that already has the name of a value is taken instead of a new one.

        :raises UserError: no such value, or so many that a tree of them helps nobody
        """
        self.ensure_one()
        missing = self._unmapped_values()
        if not missing:
            raise UserError(self.env._("Every value that occurs already leads to a category."))
        if len(missing) > VALUES:
            raise UserError(
                self.env._(
                    "“%(field)s” has %(count)s different values, too many for categories. Choose a field with fewer.",
                    field=self.mapping_field_id.field_description,
                    count=len(missing),
                )
            )
        targets = {category.name: category for category in self._target_categories()}
        names = [name for name in dict.fromkeys(missing.values()) if name not in targets]
        made = self.env["customer.classification.category"].create(
            [{"name": name, "scheme_id": self.id} for name in names]
        )
        targets.update(zip(names, made, strict=True))
        self.env["customer.classification.mapping"].create(
            [{"scheme_id": self.id, "value": value, "category_id": targets[name].id} for value, name in missing.items()]
        )
        return True

    def _unmapped_values(self):
        """{value as mapping lines hold it: its name} of the values that customers have and no line names."""
        field = self.mapping_field_id
        self.env.flush_all()
        engine_env = decision.engine_env(self.env, self.company_id.id)
        spec = self._spec(fields.Date.context_today(self))
        groups = engine_env["res.partner"]._read_group(decision.customers(spec), [field.name])
        labels = {}
        if field.ttype in ("selection", "boolean"):
            labels = dict(self.env["res.partner"]._fields[field.name]._description_selection(self.env)) if (
                field.ttype == "selection") else {True: self.env._("Yes"), False: self.env._("No")}  # fmt: skip
        known = self.mapping_ids._keys()
        found = {}
        for (value,) in groups:
            if field.ttype == "many2one":
                key, name = str(value.id or ""), value.with_env(self.env).display_name
            elif field.ttype == "boolean":
                key, name = str(bool(value)).lower(), labels[bool(value)]
            else:
                key, name = str(value or "").strip(), labels.get(value, str(value or "").strip())
            if key and key.lower() not in known:
                found.setdefault(key, name)
        return found

    def action_change_pattern(self):
        """Open the wizard that gives the categories codes of another pattern."""
        action = self.env["ir.actions.act_window"]._for_xml_id("customer_classification.action_adjustment")
        context = {
            "default_operation": "pattern",
            "default_scheme_id": self.id,
            "default_new_pattern": self.code_pattern,
        }
        return {**action, "context": context}

    def _action_open_related(self, xml_id, domain=()):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(f"customer_classification.{xml_id}")
        return {
            **action,
            "domain": [("scheme_id", "=", self.id), *domain],
            "context": {"default_scheme_id": self.id},
        }

    def action_open_categories(self):
        return self._action_open_related("action_categories")

    def action_open_rules(self):
        return self._action_open_related("action_rules")

    def action_open_unclassified(self):
        """Open the customers of the scheme who have no category in it."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id("customer_classification.action_customers")
        domain = [
            ("is_classifiable", "=", True),
            ("unclassified_in_ids", "in", self.ids),
            *ast.literal_eval(self.customer_domain or "[]"),
        ]
        name = self.env._("Unclassified in %s", self.name)
        return {**action, "name": name, "display_name": name, "domain": domain}

    def action_open_board(self):
        """Open the customers of the scheme as cards in a column per category."""
        return {
            **self._action_open_related("action_assignment_board"),
            "context": {"default_scheme_id": self.id, "board_scheme_id": self.id, "category_short": True},
        }

    def action_open_assignments(self):
        return self._action_open_related("action_assignments", domain=[("partner_id.active", "=", True)])

    def action_open_runs(self):
        return self._action_open_related("action_runs")

    # Scheduled action -------------------------------------------------------------------------------------------------

    @api.model
    def _cron_classify(self):
        """Classify the active schemes whose period has begun and that were not classified in it yet."""
        today = fields.Date.context_today(self)
        due = self.search([("state", "=", "active"), ("mode", "!=", "manual"), ("schedule", "in", SCHEDULES)]).filtered(
            lambda scheme: scheme._is_due(today)
        )
        cron = self.env["ir.cron"]
        cron._commit_progress(remaining=len(due))
        for scheme in due:
            self.env["customer.classification.run"]._execute_safely(scheme, trigger="schedule")
            cron._commit_progress(1)

    def _is_due(self, today):
        """Whether no scheduled run was made in the scheme's period that contains ``today``."""
        self.ensure_one()
        if self.schedule == "daily":
            start = today
        else:
            start = fields.Date.start_of(today, self.schedule.removesuffix("ly"))
        return not self.env["customer.classification.run"].search_count(
            [
                ("scheme_id", "=", self.id),
                ("trigger", "=", "schedule"),
                ("state", "in", ("running", "applied", "held")),
                ("as_of", ">=", start),
            ],
            limit=1,
        )
