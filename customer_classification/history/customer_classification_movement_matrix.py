from contextlib import ExitStack
from dataclasses import replace
from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import SQL

from ..common import access, visibility, words
from ..figures import environment, figures
from ..figures.specs import REVENUE
from ..schemes import direction


class CustomerClassificationMovementMatrix(models.TransientModel):
    """From where to where customers went between two days, with the money behind it, and who stayed."""

    _name = "customer.classification.movement.matrix"
    _inherit = "customer.classification.references"
    _description = "Movement between Two Dates"

    scheme_id = fields.Many2one(
        comodel_name="customer.classification.scheme",
        required=True,
        default=lambda self: self.env["customer.classification.scheme"]._main_scheme(),
    )
    date_from = fields.Date(
        string="First Day",
        compute="_compute_dates",
        store=True,
        readonly=False,
        precompute=True,
        required=True,
        help="As of the end of this day.",
    )
    date_to = fields.Date(
        string="Last Day",
        compute="_compute_dates",
        store=True,
        readonly=False,
        precompute=True,
        required=True,
        help="As of the end of this day.",
    )
    result = fields.Json(
        compute="_compute_result",
        store=True,
        readonly=False,
        help="Customers and their sales of 12 months as of both days, by former and later category.",
    )
    matrix_html = fields.Html(compute="_compute_matrix_html", sanitize=False)

    @api.depends("scheme_id")
    def _compute_dates(self):
        """From the end of last year, or from the beginning of the history where that is later, until today."""
        for wizard in self:
            today = wizard.scheme_id._today() if wizard.scheme_id else self.env.company._classification_today()
            first = self.env["customer.classification.period"].search(
                [("scheme_id", "=", wizard.scheme_id.id), ("since", "<", today)], order="since", limit=1
            )
            last_year_end = fields.Date.start_of(today, "year") - timedelta(days=1)
            wizard.date_from = max(filter(None, [wizard.date_from or last_year_end, first.since]))
            wizard.date_to = wizard.date_to or today

    @api.depends("scheme_id")
    @api.depends_context("lang")
    def _compute_display_name(self):
        for wizard in self:
            wizard.display_name = self.env._("Movement: %s", wizard.scheme_id.name or "")

    @api.depends("scheme_id", "date_from", "date_to")
    def _compute_result(self):
        """What was shown is about other days or another scheme."""
        self.result = False

    @api.depends("result")
    @api.depends_context("lang")
    def _compute_matrix_html(self):
        for wizard in self:
            wizard.matrix_html = bool(wizard.result) and self.env["ir.qweb"]._render(
                "customer_classification.movement_matrix", wizard._matrix_values()
            )

    def action_show(self):
        """Compute the matrix.

        :raises UserError: the second day does not come after the first
        """
        for wizard in self:
            if wizard.date_from >= wizard.date_to:
                raise UserError(self.env._("The second date must come after the first one."))
            wizard.result = {"cells": wizard._count()}
        return True

    def action_open_cell(self, from_id, to_id):
        """Open the customers of a cell: those who were in the one category first and in the other then.

        :param from_id: a category, or False for none
        :param to_id: a category, or False for none
        """
        self.ensure_one()
        former, latter = (access.record_of(self.env, "customer.classification.category", n) for n in (from_id, to_id))
        nothing = self.env._("Not classified")
        name = self.env._(
            "%(former)s on %(first)s → %(latter)s on %(second)s",
            former=former.name or nothing,
            first=words.day(self.env, self.date_from),
            latter=latter.name or nothing,
            second=words.day(self.env, self.date_to),
        )
        domain = self._was_in(former, self.date_from) & self._was_in(latter, self.date_to)
        action = self.env["ir.actions.act_window"]._for_xml_id("customer_classification.action_customers")
        return {**action, "name": name, "display_name": name, "domain": list(domain)}

    def _was_in(self, category, day):
        inside = self.env["customer.classification.period"]._on(day) & Domain("scheme_id", "=", self.scheme_id.id)
        if not category:
            return Domain("classification_period_ids", "not any", inside)
        return Domain("classification_period_ids", "any", inside & Domain("category_id", "=", category.id))

    # Counting ---------------------------------------------------------------------------------------------------------

    def _count(self):
        """The cells over the active customers whose figures the user sees; one statement when the figures are there.

        :return: ``[{"from", "to", "customers", "revenue", "former_revenue"}]``; money is None where it is not known
        """
        self.ensure_one()
        scheme = self.scheme_id.sudo()
        self.env.flush_all()
        with ExitStack() as stack:
            former, latter = (
                stack.enter_context(self._computed(scheme, day)) for day in (self.date_from, self.date_to)
            )
            query = self._customers(former, latter)
            return self.env.execute_query_dict(
                SQL(
                    """SELECT "from", "to", COUNT(*) AS customers, SUM(revenue)::float AS revenue,
                              SUM(former_revenue)::float AS former_revenue
                         FROM (%s) customer GROUP BY 1, 2""",
                    query.select(
                        SQL('former.category_id AS "from"'),
                        SQL('latter.category_id AS "to"'),
                        SQL("%s AS revenue", latter.sql(REVENUE)),
                        SQL("%s AS former_revenue", former.sql(REVENUE)),
                    ),
                )
            )

    def _computed(self, scheme, day):
        """The 12-month sales of each customer as of ``day``, of each company by itself."""
        scope = replace(scheme._spec(day).scope, customer_level="company")
        scope = environment.seen_scope(self.env, scope)
        return figures.computed(environment.engine_env(self.env, scope.company_id), scope, [REVENUE])

    def _customers(self, former, latter):
        """The query of the customers with their categories and figures as of both days."""
        # as the record rule on contacts has it: those of a branch's head company too
        theirs = Domain("company_id", "=", False) | Domain("company_id", "parent_of", self.env.companies.ids)
        query = self.env["res.partner"]._search(theirs & visibility.of_customers(self.env))
        partner_id = SQL.identifier(query.table, "id")
        Change = self.env["customer.classification.change"]
        for alias, tables, day in (("former", former, self.date_from), ("latter", latter, self.date_to)):
            where = SQL("(%s)", Change._categories_at(self.scheme_id, day))
            query.add_join("LEFT JOIN", alias, where, SQL("%s = %s", SQL.identifier(alias, "partner_id"), partner_id))
            tables.join(query, partner_id)
        query.add_where(SQL("COALESCE(former.partner_id, latter.partner_id) IS NOT NULL"))
        return query

    # Showing ----------------------------------------------------------------------------------------------------------

    def _matrix_values(self):
        """What the template shows: rows are former categories, columns later ones; empty ones stand for none."""
        self.ensure_one()
        Category = self.env["customer.classification.category"].with_context(active_test=False)
        cells = self.result["cells"]
        ids = {cell[side] for cell in cells for side in ("from", "to")} - {None}
        known = Category.search([("id", "in", list(ids))])
        moves = [(Category.browse(c["from"] or []), Category.browse(c["to"] or []), c) for c in cells]

        def ordered(side):
            present = {move[side] for move in moves}
            return [category for category in known if category in present] + [Category] * (Category in present)

        return {
            "wizard": self,
            "rows": ordered(0),
            "columns": ordered(1),
            "cells": {(former, latter): cell for former, latter, cell in moves},
            "total": _total,
            "directions": self._by_direction(moves),
            "retention": self._retention(moves, ordered(0)),
        }

    def _by_direction(self, moves):
        """[(what users read, total)] of the customers who moved, in each direction that occurs."""
        labels = dict(
            self.env["customer.classification.movement"]._fields["direction"]._description_selection(self.env)
        )
        by_direction = {key: [] for key, _label in direction.DIRECTIONS}
        for former, latter, cell in moves:
            if former != latter:
                by_direction[direction.of(former, latter)].append(cell)
        return [(key, labels[key], _total(cells)) for key, cells in by_direction.items() if cells]

    def _retention(self, moves, rows):
        """[(category, customers at first, of them still in it, of them still in it or higher)]."""
        lines = []
        for category in filter(None, rows):
            leaving = [(latter, cell) for former, latter, cell in moves if former == category]
            stayed = [cell for latter, cell in leaving if latter == category]
            higher = [cell for latter, cell in leaving if latter and direction.of(category, latter) == "up"]
            first = _total(cell for _latter, cell in leaving)["customers"]
            lines.append((category, first, _total(stayed)["customers"], _total(stayed + higher)["customers"]))
        return lines


def _total(cells):
    """Customers, money then and its difference to before; None where one of them is not known."""
    cells = list(cells)
    known = [(cell["revenue"], cell["former_revenue"]) for cell in cells if cell["revenue"] is not None]
    both = [(now, before) for now, before in known if before is not None]
    return {
        "customers": sum(cell["customers"] for cell in cells),
        "revenue": sum(now for now, _before in known) if len(known) == len(cells) else None,
        "effect": sum(now - before for now, before in both) if len(both) == len(cells) else None,
    }
