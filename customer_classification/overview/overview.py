from odoo import api, models
from odoo.fields import Domain

from ..common import visibility
from .overview_data import Choice, target
from .overview_period import COMPARISONS, PERIODS, compared, period


class CustomerClassificationOverview(models.AbstractModel):
    """The page that opens with the app: everything on it in one request, by reading statements alone.

    Each part stands in a file of its own, as a method that ``_parts`` names. Another addon adds a part the same way.
    A number that can be clicked comes with its target, the records that it counts.
    """

    _name = "customer.classification.overview"
    _description = "Overview"

    @api.model
    @api.readonly
    def get_overview(self, options=None):
        """All numbers of the overview, those that the user may see.

        :param options: ``scheme_id``, ``company_id``, ``period``, ``comparison``, each of them optional
        :return: a dictionary, for the page
        """
        self.env["customer.classification.scheme"].check_access("read")
        options = options if isinstance(options, dict) else {}
        companies = self._companies(options)
        this = self.with_context(allowed_company_ids=companies.ids)
        schemes = this.env["customer.classification.scheme"].search([("active", "=", True)])
        choice = this._choice(schemes, options)
        page = {"filters": self._filters(schemes, companies, choice, options), "empty": this._empty(schemes, choice)}
        if choice:
            for part in this._parts():
                page[part] = getattr(this, f"_get_{part}")(choice)
        return page

    @api.model
    def _parts(self):
        """The names of the parts; ``_get_<name>`` gets the choice and returns what the page shows."""
        return ["tiles", "categories", "moves", "todo", "value", "care"]

    # What is looked at ------------------------------------------------------------------------------------------------

    @api.model
    def _companies(self, options):
        """The company that was chosen among those of the user, else all of them."""
        chosen = self.env.companies.filtered(lambda company: company.id == options.get("company_id"))
        return chosen or self.env.companies

    @api.model
    def _choice(self, schemes, options):
        scheme = schemes.filtered(lambda scheme: scheme.id == options.get("scheme_id"))
        scheme = scheme or schemes.filtered("is_main")[:1] or schemes[:1]
        if not scheme:
            return None
        kind = options.get("period") if options.get("period") in PERIODS else "months_12"
        comparison = options.get("comparison") if options.get("comparison") in COMPARISONS else "year"
        today = scheme.sudo()._today()
        chosen = period(kind, today)
        return Choice(scheme, kind, comparison, today, chosen, compared(kind, chosen, comparison))

    def _filters(self, schemes, companies, choice, options):
        """What can be chosen, and what is."""
        every = self.env.companies
        filters = {
            "schemes": [{"id": scheme.id, "name": scheme.name} for scheme in schemes],
            "companies": [{"id": company.id, "name": company.name} for company in every] if len(every) > 1 else [],
            "company_id": companies.id if len(companies) == 1 else False,
            "periods": list(self._period_names().items()),
            "comparisons": list(self._comparison_names().items()),
        }
        if choice:
            filters.update(
                {
                    "scheme_id": choice.scheme.id,
                    "period": choice.kind,
                    "comparison": choice.comparison,
                    "is_ranked": choice.scheme.is_ranked,
                    "currency_id": choice.scheme.currency_id.id,
                    "first": str(choice.period.first),
                    "last": str(choice.period.last),
                    "today": str(choice.today),
                    "before_first": str(choice.before.first),
                    "before_last": str(choice.before.last),
                    "is_past": choice.is_past,
                    "told": visibility.told(self.env),
                }
            )
        return filters

    @api.model
    def _period_names(self):
        return {
            "this_month": self.env._("This month"),
            "last_month": self.env._("Last month"),
            "this_quarter": self.env._("This quarter"),
            "last_quarter": self.env._("Last quarter"),
            "this_year": self.env._("This year"),
            "last_year": self.env._("Last year"),
            "months_12": self.env._("Last 12 months"),
        }

    @api.model
    def _comparison_names(self):
        return {"year": self.env._("Same period last year"), "previous": self.env._("Period before")}

    # Nothing to show yet ----------------------------------------------------------------------------------------------

    @api.model
    def _empty(self, schemes, choice):
        """What to do next where there is nothing to show: a heading, a text, and the button that does it."""
        Scheme = self.env["customer.classification.scheme"]
        if not schemes:
            return {
                "title": self.env._("Which of your customers are worth most?"),
                "text": self.env._(
                    "A scheme puts customers into categories. The guided start suggests one from your own orders and "
                    "shows what would happen before anything does."
                ),
                "button": self.env._("Guided start") if Scheme.has_access("create") else False,
                "action": "customer_classification.action_setup",
                "hint": False if Scheme.has_access("create") else self.env._("Ask an administrator to make one."),
            }
        if not self.env["customer.classification.assignment"].search_count(
            [("scheme_id", "=", choice.scheme.id)], limit=1
        ):
            return self._empty_scheme(choice.scheme)
        return False

    @api.model
    def _empty_scheme(self, scheme):
        may_import = self.env["customer.classification.import"].has_access("create")
        if may_import and not self.env["res.partner"].search_count([("is_classifiable", "=", True)], limit=1):
            return {
                "title": self.env._("There are no customers yet"),
                "text": self.env._("Bring them from U8, Kingdee or a spreadsheet, or add the first one by hand."),
                "button": self.env._("Import"),
                "action": "customer_classification.action_import",
            }
        title = self.env._("Nobody is classified in “%s” yet", scheme.name)
        if scheme.mode == "manual":
            return {
                "title": title,
                "text": self.env._("Select customers in the list and choose Actions ▸ Classify by Hand …"),
                "button": self.env._("Choose customers"),
                "action": "customer_classification.action_customers",
            }
        manager = self.env.user.has_group("customer_classification.group_classification_manager")
        return {
            "title": title,
            "text": self.env._("Open the scheme and try its rules: a dry run shows who would go where."),
            "button": self.env._("Open the scheme") if manager else False,
            "target": target(scheme.name, scheme._name, Domain("id", "=", scheme.id), id=scheme.id),
            "hint": False if manager else self.env._("Ask a classification manager to do so."),
        }
