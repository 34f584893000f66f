from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Command
from odoo.tools import SQL

from ..activation import histogram
from ..figures import catalogue, environment, figures, scores
from ..figures.specs import Figure, Scope
from .template import MONTHS
from .templates import TEMPLATES


class CustomerClassificationSetupLine(models.TransientModel):
    """One template of the guided start."""

    _name = "customer.classification.setup.line"
    _description = "Guided Start: Scheme"

    setup_id = fields.Many2one(comodel_name="customer.classification.setup", required=True, ondelete="cascade")
    template = fields.Char(required=True)
    selected = fields.Boolean(string="Use")
    name = fields.Char(compute="_compute_name")
    description = fields.Char(compute="_compute_name")
    exists = fields.Boolean(compute="_compute_name")
    first_label = fields.Char(compute="_compute_name")
    second_label = fields.Char(compute="_compute_name")
    first = fields.Float(string="First number", digits=(16, 2))
    second = fields.Float(string="Second number", digits=(16, 2))
    bins = fields.Json(help="How many customers have how much of the figure that the first number is about.")
    kept = fields.Json(
        string="Figures Kept", help="The figures that the first number is about, to count who reaches it."
    )
    boundaries = fields.Json(help="The boundaries of the scores, from the customers.")
    histogram = fields.Html(compute="_compute_histogram", string="Your customers", sanitize=False)
    scheme_id = fields.Many2one(comodel_name="customer.classification.scheme", ondelete="set null")
    run_id = fields.Many2one(comodel_name="customer.classification.run", ondelete="set null")
    matrix_html = fields.Html(related="run_id.matrix_html", string="Dry Run")

    @api.depends("template")
    @api.depends_context("lang")
    def _compute_name(self):
        schemes = (
            self.env["customer.classification.scheme"]
            .with_context(active_test=False)
            .search([("company_id", "in", [False, self.env.company.id])])
        )
        taken = set((schemes - self.scheme_id).mapped("code"))
        for line in self:
            template = TEMPLATES[line.template]
            line.name = self.env._(template.name)
            line.exists = template.code in taken
            line.description = self.env._("Exists already.") if line.exists else self.env._(template.description)
            labels = [self.env._(number.label) for number in template.numbers]
            line.first_label, line.second_label = labels or (False, False)

    @api.depends("bins", "kept", "first", "second")
    @api.depends_context("lang")
    def _compute_histogram(self):
        for line in self:
            line.histogram = bool(line.bins) and self.env["ir.qweb"]._render(
                "customer_classification.setup_histogram",
                {
                    **histogram.drawn(line.bins, lambda figure, first=line.first: figure >= first, [line.first]),
                    "reached": histogram.reaching(line.kept, line.first),
                },
            )

    @api.constrains("first", "second")
    def _check_numbers(self):
        for line in self.filtered(lambda line: line.setup_id.state != "choose"):
            template = TEMPLATES[line.template]
            if template.numbers and (line.first <= 0 or line.second <= 0):
                raise ValidationError(self.env._("“%s”: enter numbers above zero.", line.name))
            same = len({number.figure for number in template.numbers}) == 1
            if template.numbers and same and line.first >= line.second:
                raise ValidationError(self.env._("“%s”: the second number must be larger than the first.", line.name))

    # Suggestions ------------------------------------------------------------------------------------------------------

    def _suggest(self):
        """Suggest numbers and count customers for the histograms, with one scan per source of documents."""
        company = self.env.company
        scope = Scope(company._classification_today(), company.id, company.currency_id.id)
        ranked = [Figure(measure, MONTHS) for measure in ("recency_score", "frequency_score", "monetary_score")]
        wanted = {number.figure for line in self for number in TEMPLATES[line.template].numbers if number.figure}
        wanted |= set(ranked) if any(TEMPLATES[line.template].scored for line in self) else set()
        self.env.flush_all()
        engine_env = environment.engine_env(self.env, company.id)
        with figures.computed(engine_env, scope, list(wanted)) as tables:
            for line in self:
                template = TEMPLATES[line.template]
                suggested = [line._suggestion(engine_env, tables, number) for number in template.numbers]
                first, second = suggested or (0, 0)
                line.write(
                    {
                        "first": first,
                        "second": second,
                        "bins": line._bins(engine_env, tables, template.numbers[0].figure)
                        if template.numbers
                        else False,
                        "kept": template.numbers
                        and template.numbers[0].figure
                        and histogram.found(engine_env, line._values(tables, template.numbers[0].figure)),
                        "boundaries": template.scored and {f.measure: tables.boundaries[scores.key(f)] for f in ranked},
                    }
                )

    def _suggestion(self, env, tables, number):
        """The round number next to the one below which the wanted share of the customers lies."""
        if number.share is None:
            return number.otherwise
        [(found,)] = env.execute_query(
            SQL(
                "SELECT percentile_disc(%s) WITHIN GROUP (ORDER BY value)::float FROM (%s) figure WHERE value > 0",
                number.share,
                self._values(tables, number.figure),
            )
        )
        return histogram.rounded(found) if found else number.otherwise

    def _bins(self, env, tables, figure):
        """How the figure is spread over the customers; False for none."""
        return bool(figure) and histogram.bins(env, self._values(tables, figure))

    @staticmethod
    def _values(tables, figure) -> SQL:
        table = SQL.identifier(tables.tables[catalogue.MEASURES[figure.measure].source])
        return SQL("SELECT %s::float AS value FROM %s", tables.sql(figure), table)

    # Making the scheme ------------------------------------------------------------------------------------------------

    def _scheme_values(self, template):
        """The values of the scheme, but for its name."""
        values = {"mode": "rules", **template.values, "code": template.code, "company_id": self.env.company.id}
        if not self.env["customer.classification.scheme"]._main_scheme() and template.code == "IMPORTANCE":
            values["is_main"] = True
        if values["mode"] == "mapping":
            values["mapping_field_id"] = self.env["ir.model.fields"]._get("res.partner", "state_id").id
        for measure, found in (self.boundaries or {}).items():
            field = measure.replace("_score", "_boundaries")
            values[field] = ", ".join(f"{number:g}" for number in sorted(set(found)))
        return values

    def _make_scheme(self):
        """Make the draft of the scheme with its categories and rules, named in all installed languages."""
        self.ensure_one()
        template = TEMPLATES[self.template]
        values = {**self._scheme_values(template), "name": self.env._(template.name)}
        self.scheme_id = self.env["customer.classification.scheme"].create(values)
        self._translate(self.scheme_id, template.name)
        categories = {}
        for position, (code, name) in enumerate(template.categories, start=1):
            categories[code] = self.env["customer.classification.category"].create(
                {"scheme_id": self.scheme_id.id, "code": code, "name": self.env._(name), "sequence": position}
            )
            self._translate(categories[code], name)
        for position, (code, name, match, conditions) in enumerate(template.rules(self.first, self.second), start=1):
            rule = self.env["customer.classification.rule"].create(
                {
                    "scheme_id": self.scheme_id.id,
                    "category_id": categories[code].id,
                    "name": self.env._(name),
                    "match": match,
                    "sequence": position,
                    "condition_ids": [Command.create(condition) for condition in conditions],
                    "for_everybody": not conditions,
                }
            )
            self._translate(rule, name)
        self.scheme_id.default_category_id = categories.get(template.default, False)
        if self.scheme_id.mode == "mapping" and self.scheme_id._unmapped_values():
            self.scheme_id.action_create_from_values()

    def _translate(self, record, name):
        for code, _label in self.env["res.lang"].get_installed():
            record.with_context(lang=code).name = self.with_context(lang=code).env._(name)
