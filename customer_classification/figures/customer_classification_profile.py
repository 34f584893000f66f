from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from ..common import visibility
from ..common.figure_fields import UnknowableFloat, UnknowableInteger
from ..common.soft_references import SoftMany2one
from ..customers import customers
from . import environment, figures, marks
from .few import FEW
from .kept_figures import FIGURES, KEPT, STANDARD, of_scope
from .specs import Scope


class CustomerClassificationProfile(models.Model):
    _name = "customer.classification.profile"
    _inherit = "customer.classification.opens.partner"
    _description = "Customer Figures"
    _order = "order_amount desc, partner_id"
    _rec_name = "partner_id"
    _on_customer_merge = "recomputed"
    _log_access = False

    partner_id = fields.Many2one(
        comodel_name="res.partner", string="Customer", required=True, ondelete="cascade", readonly=True
    )
    company_id = SoftMany2one(
        comodel_name="res.company",
        ondelete="cascade",
        readonly=True,
        help="Whose documents are added up. Empty: those of all companies, for schemes that all companies share.",
    )
    currency_id = SoftMany2one(comodel_name="res.currency", required=True, ondelete="cascade", readonly=True)
    amount_basis = fields.Selection(
        selection=[("untaxed", "Without taxes"), ("taxed", "With taxes")],
        required=True,
        default="untaxed",
        readonly=True,
    )
    is_of_main_scheme = fields.Boolean(
        compute="_compute_is_of_main_scheme",
        search="_search_is_of_main_scheme",
        help="In the money and of the companies of the main scheme: one row per customer.",
    )
    main_category_id = fields.Many2one(related="partner_id.main_category_id", groups="")
    user_id = fields.Many2one(related="partner_id.user_id")
    updated_at = fields.Datetime(string="Last Difference", required=True, readonly=True)

    vars().update({name: kept.field() for name, kept in STANDARD.items()})  # the columns of the standard figures

    payment_delay_total = UnknowableInteger(readonly=True, aggregator=None)
    payment_delay_count = UnknowableInteger(readonly=True, aggregator=None)
    rating_total = UnknowableFloat(readonly=True, aggregator=None)

    _scope_unique = models.UniqueIndex("(partner_id, COALESCE(company_id, 0), currency_id, amount_basis)")

    @api.depends_context("uid", "company", "allowed_company_ids")
    def _compute_is_of_main_scheme(self):
        of_main_scheme = self.filtered_domain(self._of_main_scheme())
        for profile in self:
            profile.is_of_main_scheme = profile in of_main_scheme

    @api.model
    def _search_is_of_main_scheme(self, operator, value):
        if operator != "in":
            return NotImplemented
        return self._of_main_scheme() if True in value else ~self._of_main_scheme()

    @api.model
    def _of_main_scheme(self):
        """The figures that the main scheme of the present company looks at, those of this company if the user may not
        see all that it looks at."""
        main = self.env["customer.classification.scheme"]._main_scheme().sudo()
        company = self.env.company
        together = main and not main.company_id and visibility.sees_all_companies(self.env)
        return (
            Domain("company_id", "=", False if together else company.id)
            & Domain("currency_id", "=", (main or company).currency_id.id)
            & Domain("amount_basis", "=", main.amount_basis or "untaxed")
        )

    @api.depends("partner_id", "company_id")
    def _compute_display_name(self):
        for profile in self:
            profile.display_name = profile.partner_id.display_name

    # Keeping up to date -----------------------------------------------------------------------------------------------

    @api.model
    def _scopes(self, schemes):
        """What profiles there are for ``schemes``, each in the money of its scheme: of the company of each, and for the
        shared ones of all companies together and of each company, for those who may not see all.

        :return: a set of scopes, as of today
        """
        scopes = set()
        for scheme in schemes:
            money = {"currency_id": scheme.currency_id.id, "amount_basis": scheme.amount_basis}
            day, since = scheme._today(), scheme._history_since()
            scopes.add(Scope(day, scheme.company_id.id or None, history_since=since, **money))
            companies = scheme._companies()
            if scheme.company_id or len(companies) == 1:
                continue
            for company in companies:
                since = company._classification_since()
                scopes.add(Scope(day, company.id, history_since=since, **money))
        return scopes

    @api.model
    def _forget_others(self, scopes):
        """Drop the profiles that no scheme looks at any more: nothing would bring them up to date."""
        wanted = [of_scope("profile", scope) for scope in scopes]
        self.env.cr.execute(
            SQL(
                "DELETE FROM customer_classification_profile profile WHERE NOT (%s)",
                SQL(" OR ").join(wanted) if wanted else SQL("FALSE"),
            )
        )
        self.invalidate_model()

    @api.model
    def _refresh_scope(self, scope, partner_ids=None):
        """Bring the profiles of a scope up to date where no scheme is classified at the same time."""
        engine_env = environment.engine_env(self.env, scope.company_id)
        with figures.computed(engine_env, scope, KEPT.values(), partner_ids) as tables:
            self._refresh(engine_env, scope, tables, partner_ids)

    @api.model
    def _refresh(self, engine_env, scope, tables, partner_ids=None, tell=False):
        """Write the profiles of the customers whose figures differ from what is kept; drop those of contacts, of
        customers who are archived, and of those who have nothing to do with the company any more.

        :param engine_env: the environment in which the engine runs
        :param tables: where :data:`KEPT` of ``scope`` are
        :param partner_ids: only these customers; all if None
        :param tell: return the ids of those whose figures were written
        """
        is_few = partner_ids is not None and len(partner_ids) <= FEW
        chosen = SQL() if partner_ids is None else SQL(" AND profile.partner_id = ANY(%s)", list(partner_ids))
        if not is_few:
            marks.quiet(engine_env, True)
        engine_env.cr.execute(
            SQL(
                """DELETE FROM customer_classification_profile profile USING res_partner partner
                    WHERE partner.id = profile.partner_id
                      AND (partner.commercial_partner_id != partner.id OR NOT partner.active OR NOT %s) AND %s%s""",
                self._concerned(engine_env, scope, tables, "partner"),
                of_scope("profile", scope),
                chosen,
            )
        )
        if is_few and not tell and self._is_kept(engine_env, scope, tables, partner_ids):
            return None
        figures = self._select(engine_env, scope, tables, partner_ids)
        upsert = self._upsert(scope, figures)
        engine_env.cr.execute(SQL("%s RETURNING partner_id", upsert) if tell else upsert)
        written = [partner_id for (partner_id,) in engine_env.cr.fetchall()] if tell else None
        if not is_few:
            marks.quiet(engine_env, False)
        self.invalidate_model()
        self.env["res.partner"].invalidate_model(["classification_profile_ids", "classification_profile_id"])
        return written

    @api.model
    def _is_kept(self, engine_env, scope, tables, partner_ids):
        """Whether it is clear without a statement that compares all that nothing differs from what is kept."""
        return False

    @api.model
    def _upsert(self, scope, figures):
        """The statement that keeps ``figures``, a statement with the columns of :data:`KEPT`, where they differ."""
        names = list(KEPT)
        return SQL(
            """INSERT INTO customer_classification_profile AS profile
                      (partner_id, company_id, currency_id, amount_basis, updated_at, %(columns)s)
               SELECT found.partner_id, %(company)s, %(currency)s, %(basis)s, %(now)s, %(found)s
                 FROM (%(figures)s) found
                 LEFT JOIN customer_classification_profile kept
                   ON kept.partner_id = found.partner_id AND %(ours)s
                WHERE kept.id IS NULL OR ROW(%(kept)s) IS DISTINCT FROM ROW(%(found)s)
               ON CONFLICT (partner_id, COALESCE(company_id, 0), currency_id, amount_basis) DO UPDATE
                  SET updated_at = EXCLUDED.updated_at, %(set)s""",
            columns=SQL(", ").join(map(SQL.identifier, names)),
            company=scope.company_id,
            currency=scope.currency_id,
            basis=scope.amount_basis,
            ours=of_scope("kept", scope),
            now=fields.Datetime.now(),
            figures=figures,
            found=SQL(", ").join(SQL("found.%s", SQL.identifier(name)) for name in names),
            kept=SQL(", ").join(SQL("kept.%s", SQL.identifier(name)) for name in names),
            set=SQL(", ").join(SQL("%s = EXCLUDED.%s", SQL.identifier(n), SQL.identifier(n)) for n in names),
        )

    @api.model
    def _select(self, engine_env, scope, tables, partner_ids) -> SQL:
        """The statement that gives the columns of the profile of each customer."""
        Partner = engine_env["res.partner"]
        domain = customers.anybody(scope.company_id, tables.customers) | customers.classified_by(scope.company_id)
        if partner_ids is not None:
            domain &= Domain("id", "in", partner_ids)
        query = Partner._search(domain, bypass_access=True)
        query.add_where(self._concerned(engine_env, scope, tables, query.table))
        partner_id = SQL.identifier(query.table, "id")
        tables.join(query, partner_id)
        return query.select(
            SQL("%s AS partner_id", partner_id),
            *(
                SQL("%s AS %s", self._as_column(name, tables.sql(figure), scope), SQL.identifier(name))
                for name, figure in KEPT.items()
            ),
        )

    @api.model
    def _concerned(self, engine_env, scope, tables, partner) -> SQL:
        """Whether a company has anything to do with a customer: it sees them, or they belong to another company by now
        but left documents here, or stand in a category of one of its schemes until they leave.

        :param partner: the alias of ``res_partner``
        """
        if not scope.company_id:
            return SQL("TRUE")
        partner_id, owner = SQL.identifier(partner, "id"), SQL.identifier(partner, "company_id")
        company = engine_env["res.company"].browse(scope.company_id)
        left = [
            SQL("EXISTS (SELECT FROM %s left_here WHERE left_here.partner_id = %s)", tables.relation(table), partner_id)
            for table in tables.tables.values()
        ]
        classified = customers.is_classified(partner_id, SQL("scheme.company_id = %s", company.id))
        seen = SQL("%s IS NULL OR %s = ANY(%s)", owner, owner, (company.parent_ids | company).ids)
        return SQL("(%s)", SQL(" OR ").join([seen, classified, *left]))

    @api.model
    def _as_column(self, name, figure, scope) -> SQL:
        """The figure as its column has it: a date in the place of days, and two decimals for rates."""
        field = self._fields[name]
        if field.type == "date":
            days = SQL("NULLIF(%s, 0)", figure) if STANDARD[name].zero_is_nothing else figure
            return SQL("%s::date - (%s)::int", scope.as_of, days)
        if field.type == "float":
            return SQL("ROUND((%s)::numeric, 2)::float8", figure)
        return SQL("(%s)::%s", figure, SQL("int4" if field.type == "integer" else "numeric"))

    def _order_field_to_sql(self, alias, field_name, direction, nulls, query):
        """What is not known comes last, whichever way a list is sorted."""
        nulls = nulls if nulls.code or field_name not in FIGURES else SQL("NULLS LAST")
        return super()._order_field_to_sql(alias, field_name, direction, nulls, query)
