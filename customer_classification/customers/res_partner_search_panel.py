import json

from odoo import api, models
from odoo.fields import Domain
from odoo.tools import SQL

MAIN, ANY, WITHIN = "main_category_id", "customer_category_ids", "within_category_ids"
INDENT = "\u2003"  # per level


class ResPartner(models.Model):
    """Grouping and counting customers by category without asking more of the database than the question needs."""

    _inherit = "res.partner"

    # Grouping ---------------------------------------------------------------------------------------------------------

    @api.model
    def _read_group_groupby(self, alias, groupby_spec, query):
        """Group by the categories that the user may see, told by their few schemes and not row by row."""
        if groupby_spec != ANY:
            return super()._read_group_groupby(alias, groupby_spec, query)
        self._check_field_access(self._fields[ANY], "read")
        mine = Domain("company_id", "in", [False, *self.env.companies.ids])
        schemes = self.env["customer.classification.scheme"].with_context(active_test=False).search(mine)
        Assignment = self.env["customer.classification.assignment"].sudo()
        joined = query.make_alias(alias, ANY)
        condition = SQL(
            "%s = %s AND %s = ANY(%s)",
            SQL.identifier(alias, "id"),
            Assignment._field_to_sql(joined, "partner_id"),
            Assignment._field_to_sql(joined, "scheme_id"),
            schemes.ids,
        )
        query.add_join("LEFT JOIN", joined, Assignment._table, condition)
        return Assignment._field_to_sql(joined, "category_id")

    def _order_field_to_sql(self, alias, field_name, direction, nulls, query):
        """The categories of one scheme are ordered by rank and code; the order of the schemes adds nothing."""
        if field_name != MAIN:
            return super()._order_field_to_sql(alias, field_name, direction, nulls, query)
        category, joined = self._fields[MAIN].join(self, alias, query)
        terms = [category._field_to_sql(joined, name, query) for name in ("sequence", "code")]
        query._order_groupby.extend(terms)
        return SQL(", ").join(SQL("%s %s %s", term, direction, nulls) for term in terms)

    # The panel beside the list ----------------------------------------------------------------------------------------

    @api.model
    def _search_panel_domain_image(self, field_name, domain, set_count=False, limit=False):
        """The categories that occur among the customers of ``domain``, and all of the main scheme; one statement."""
        if field_name not in (MAIN, ANY):
            return super()._search_panel_domain_image(field_name, domain, set_count, limit)
        counts = self._category_counts(field_name, Domain(domain))
        categories = self.env["customer.classification.category"].browse(counts)
        if field_name == MAIN:
            categories |= self.env["customer.classification.scheme"]._main_scheme()._target_categories()
        return {
            category.id: {
                "id": category.id,
                "display_name": category.display_name,
                **({"__count": counts.get(category.id, 0)} if set_count else {}),
            }
            for category in categories
        }

    @api.model
    def search_panel_select_multi_range(self, field_name, **kwargs):
        """Return the categories that occur, by scheme, all counted at once; everything else as Odoo does it.

        Of ``within_category_ids`` all levels are returned, in the order of the trees of the other schemes than the
        main one: each category counts the customers of those below it too, and ticking it finds them.
        """
        if field_name not in (ANY, WITHIN) or kwargs.get("group_by") != "scheme_id" or kwargs.get("expand"):
            return super().search_panel_select_multi_range(field_name, **kwargs)
        within = Domain(kwargs.get("search_domain") or []) & Domain(kwargs.get("category_domain") or [])
        counts = self._category_counts(ANY, within)
        about = Domain(kwargs.get("comodel_domain") or []) & Domain("id", "in", list(counts))
        if field_name == WITHIN:
            main = self.env["customer.classification.scheme"]._main_scheme()
            about &= Domain("scheme_id.active", "=", True) & Domain("scheme_id", "!=", main.id)
        categories = self.env["customer.classification.category"].with_context(hierarchical_naming=False).search(about)
        filters, by_scheme = Domain(kwargs.get("filter_domain") or []), kwargs.get("group_domain") or {}
        values = []
        for scheme, members in categories.grouped("scheme_id").items():
            chosen = filters & Domain(by_scheme.get(json.dumps(scheme.id)) or [])
            if not chosen.is_true():  # something is ticked in another scheme
                counts.update(dict.fromkeys(members.ids, 0))
                counts.update(self._category_counts(ANY, within & chosen & Domain(ANY, "in", members.ids)))
            shown = members._in_levels(counts) if field_name == WITHIN else [(c, 0, counts[c.id]) for c in members]
            values += [
                {
                    "id": category.id,
                    "display_name": INDENT * depth + category.display_name,
                    "group_id": scheme.id,
                    "group_name": scheme.display_name,
                    **({"__count": count} if kwargs.get("enable_counters") else {}),
                }
                for category, depth, count in shown
            ]
        return {"values": values}

    @api.model
    def _category_counts(self, field_name, domain):
        """{category id: customers} among the customers of ``domain``."""
        groups = self._read_group(domain, [field_name], ["__count"])
        return {category.id: count for category, count in groups if category}
