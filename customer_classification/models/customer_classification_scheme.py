import ast
import unicodedata

from odoo import SUPERUSER_ID, api, fields, models, tools
from odoo.exceptions import AccessError, RedirectWarning, UserError, ValidationError
from odoo.fields import Domain
from odoo.http import request

from ..engine.specs import SchemeSpec, Scope

VALUES = 300  # of a field, that may become categories at once
NAME, CODE = 250, 64  # characters, at most
BOUNDARIES = {
    "recency_score": "recency_boundaries",
    "frequency_score": "frequency_boundaries",
    "monetary_score": "monetary_boundaries",
}
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
    customer_level = fields.Selection(
        selection=[("company", "Each company by itself"), ("group", "Groups of companies together")],
        string="Decides On",
        default="company",
        required=True,
        tracking=True,
        help="Together: the documents of the topmost company and of all companies below it are added up, one decision "
        "is made, and each company of the group goes there.",
    )
    amount_basis = fields.Selection(
        selection=[("untaxed", "Without taxes"), ("taxed", "With taxes")],
        default="untaxed",
        required=True,
        tracking=True,
        help="Which amount of orders counts.",
    )
    score_source = fields.Selection(
        selection=[("order", "Orders"), ("invoice", "Invoices")],
        string="Scores Rank",
        default="order",
        required=True,
        tracking=True,
        help="Which documents the recency, frequency and monetary scores and the Pareto curve look at.",
    )
    recency_boundaries = fields.Char(
        tracking=True,
        help="Four numbers of days, for example 30, 90, 180, 365: up to the first the score is 5, beyond the last 1. "
        "Empty: the fifths of the customers.",
    )
    frequency_boundaries = fields.Char(
        tracking=True,
        help="Four numbers of documents, for example 1, 3, 6, 12: up to the first the score is 1, beyond the last 5. "
        "Empty: the fifths of the customers.",
    )
    monetary_boundaries = fields.Char(
        tracking=True,
        help="Four amounts, for example 10000, 50000, 200000, 1000000: up to the first the score is 1, beyond the last "
        "it is 5. Empty: the fifths of the customers.",
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
    realtime = fields.Boolean(
        string="React at Once",
        compute="_compute_realtime",
        store=True,
        readonly=False,
        precompute=True,
        tracking=True,
        help="When an order, an invoice, a payment, a rating or the customer changes, the customer is classified "
        "within seconds. What time alone changes waits for the schedule.",
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
    safety_customers = fields.Float(
        string="Safety Limit, Customers",
        default=10,
        tracking=True,
        help="A scheduled run that would move more than this share of the classified customers (in %) waits until a "
        "manager applies it. The first run after an activation does not wait.",
    )
    safety_revenue = fields.Float(
        string="Safety Limit, Sales",
        default=20,
        tracking=True,
        help="A scheduled run that would move customers with more than this share of the 12-month sales (in %) waits "
        "until a manager applies it.",
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

    @api.depends("schedule")
    def _compute_realtime(self):
        for scheme in self:
            scheme.realtime = scheme.schedule == "daily"

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

    @api.model
    def _redirected(self, message, button, context):
        """The error to raise where the wizard “Adjust Categories” can help; a plain one where nobody can click."""
        clicks = request and request.httprequest.path.startswith("/web/dataset/")
        may_adjust = self.env["customer.classification.adjustment"].has_access("create")
        if not clicks or not may_adjust or self.env.context.get("import_file"):
            return ValidationError(message)
        action = self.env.ref("customer_classification.action_adjustment")
        return RedirectWarning(message, action.id, button, context)

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

    @api.constrains(*BOUNDARIES.values())
    def _check_boundaries(self):
        for scheme in self:
            try:
                typed = dict(scheme._typed_boundaries())
            except ValueError as error:
                raise ValidationError(
                    self.env._("Boundaries are numbers with commas between them, for example 30, 90, 180, 365.")
                ) from error
            for numbers in typed.values():
                if list(numbers) != sorted(set(numbers)) or len(numbers) > 4:
                    raise ValidationError(
                        self.env._(
                            "Enter up to four boundaries, each larger than the one before, for example 1, 3, 6, 12."
                        )
                    )

    @api.constrains("safety_customers", "safety_revenue")
    def _check_safety(self):
        for scheme in self:
            if not (0 <= scheme.safety_customers <= 100 and 0 <= scheme.safety_revenue <= 100):
                raise ValidationError(self.env._("A safety limit is a share: enter a number from 0 to 100."))

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

    # CRUD -------------------------------------------------------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            self._normalise(vals)
        self.env.registry.clear_cache()  # _partner_fields
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
    def _decisive_fields(self):
        """The fields of a scheme on which decisions depend."""
        return {"mode", "mapping_field_id", "customer_domain", "amount_basis", "default_category_id", "currency_id",
                "score_source", "customer_level", *BOUNDARIES.values()}  # fmt: skip

    @api.model
    @tools.ormcache()
    def _partner_fields(self):
        """The fields of the customer on which automatic schemes decide, each by the first name of its path."""
        schemes = self.sudo().search([("mode", "!=", "manual")])
        domains = [*schemes.mapped("customer_domain"), *schemes.rule_ids.mapped("partner_domain")]
        paths = {
            condition.field_expr
            for text in filter(None, domains)
            for condition in Domain(ast.literal_eval(text)).iter_conditions()
        }
        return {path.partition(".")[0] for path in paths} | set(schemes.mapping_field_id.mapped("name"))

    def _mark_changed(self):
        """Stop automatic moves of active schemes until someone activates them again."""
        self.env.registry.clear_cache()  # _partner_fields
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
            scope=Scope(
                as_of,
                self.company_id.id or None,
                self.currency_id.id,
                self.amount_basis,
                self._history_since(),
                self.score_source,
                self._typed_boundaries(),
                self.customer_level,
            ),
            mode=self.mode,
            is_ranked=self.is_ranked,
            customer_domain=self.customer_domain or "[]",
            default_category_id=self.default_category_id.id or None,
            mapping_field=self.mapping_field_id.name or None,
            mapping=tuple(self.mapping_ids._keys().items()) if self.mode == "mapping" else (),
            rules=tuple(rule._spec() for rule in self._deciding_rules()),
            partner_ids=partner_ids,
        )

    def _typed_boundaries(self):
        """The boundaries of scores that were typed in, as the engine wants them."""
        return tuple(
            (measure, tuple(map(float, self[field].replace("，", ",").split(","))))
            for measure, field in BOUNDARIES.items()
            if self[field]
        )

    def _history_since(self):
        """The day from which the documents of all companies that count are complete; None if they always were."""
        return max(filter(None, self._companies().mapped("classification_history_since")), default=None)

    def _companies(self):
        """The companies whose documents count."""
        return self.sudo().company_id or self.env["res.company"].sudo().search([("active", "=", True)])

    def _today(self):
        """The day for which the scheme classifies if no other is asked for: today in its company."""
        return self._companies()._classification_today()

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
        return rules.sorted(lambda rule: rule._position())

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

        :param as_of: the day D on which windows end, as a date or ``YYYY-MM-DD``; if empty, today in the
            time zone of the scheme's company
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

    def action_classify(self):
        """“Classify now”: classify today, or leave that to the scheduled action on a large base; open the runs."""
        return self._classify_or_queue(simulate=False)._action_open()

    def action_simulate(self):
        """“Dry run”: decide today without moving anybody, and open the simulation."""
        return self._classify_or_queue(simulate=True)._action_open()

    def _classify_or_queue(self, simulate):
        self._check_may_classify()
        Run = self.env["customer.classification.run"]
        return Run._queue(self, simulate) if Run._is_large_base() else self.classify(simulate=simulate)

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
        Run = self.env["customer.classification.run"].sudo()
        Profile = self.env["customer.classification.profile"].sudo()
        due = self.search([("state", "=", "active"), ("mode", "!=", "manual"), ("schedule", "in", SCHEDULES)]).filtered(
            lambda scheme: scheme._is_due()
        )
        runs = Run.browse(Run._begin(scheme, scheme._today(), "schedule", progress=0).id for scheme in due)
        self.env["ir.cron"]._commit_progress(remaining=100 * len(runs))
        Run._in_background(runs)
        for scope in Profile._scopes(self.search([("active", "=", True)])) - Profile._scopes(due):
            Profile._refresh_scope(scope)
            self.env["ir.cron"]._commit_progress()

    def _exceeds_safety(self, matrix):
        """Whether a scheduled run with these moves must wait for a manager.

        Customers who had no category before do not count: growing fast is no reason to stop.
        """
        self.ensure_one()
        began = [("scheme_id", "=", self.id), ("trigger", "=", "schedule"), ("state", "in", ("applied", "held"))]
        if self.activated_at:
            began.append(("started_at", ">=", self.activated_at))
        if not self.env["customer.classification.run"].search_count(began, limit=1):
            return False

        def share(name):
            classified = [cell for cell in matrix if cell["from"]]
            moved = sum(cell[name] or 0 for cell in classified if cell["from"] != cell["to"])
            return 100 * moved / (sum(cell[name] or 0 for cell in classified) or 1)

        return share("customers") > self.safety_customers or share("revenue") > self.safety_revenue

    def _tell_managers(self, summary, note=""):
        """Give the managers of the scheme's companies an activity, unless they have the same one already."""
        self.ensure_one()
        group = self.env.ref("customer_classification.group_classification_manager").sudo()
        for user in group.all_user_ids.filtered(lambda u: not u.share and u.active and u.id != SUPERUSER_ID):
            if self.company_id and self.company_id not in user.company_ids:
                continue
            if not self.sudo().activity_ids.filtered(lambda a, user=user: a.user_id == user and a.summary == summary):
                self.sudo().activity_schedule(
                    "mail.mail_activity_data_warning", user_id=user.id, summary=summary, note=note
                )

    def _is_due(self):
        """Whether no scheduled run was made in the scheme's period that contains today."""
        self.ensure_one()
        today = self._today()
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
