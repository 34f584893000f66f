from datetime import timedelta
from decimal import ROUND_HALF_UP, Decimal

from odoo import api, models
from odoo.tools import SQL

from .kept_figures import KEPT, STANDARD, of_scope


class CustomerClassificationProfile(models.Model):
    """Of few customers, whose figures are at hand, it is seen at once that nothing differs: mostly a document of one
    scheme's concern changes little else, and the statement that writes takes longer to plan than to execute."""

    _inherit = "customer.classification.profile"

    @api.model
    def _is_kept(self, engine_env, scope, tables, partner_ids):
        """Whether the figures of a few customers, which are at hand, are those that are kept already."""
        if not tables.rows:
            return super()._is_kept(engine_env, scope, tables, partner_ids)
        columns = SQL(", ").join(SQL.identifier("profile", name) for name in KEPT)
        rows = engine_env.execute_query_dict(
            SQL(
                "SELECT profile.partner_id, %s FROM customer_classification_profile profile"
                " WHERE profile.partner_id = ANY(%s) AND %s",
                columns,
                list(partner_ids),
                of_scope("profile", scope),
            )
        )
        return len(rows) == len(set(partner_ids)) and all(
            row[name] == self._as_kept(name, tables.value(figure, row["partner_id"]), scope)
            for row in rows
            for name, figure in KEPT.items()
        )

    @api.model
    def _as_kept(self, name, value, scope):
        """What :meth:`_as_column` says, of a number."""
        kind = self._fields[name].type
        if kind == "date":
            nothing = value is None or (STANDARD[name].zero_is_nothing and not value)
            return None if nothing else scope.as_of - timedelta(days=int(value))
        if kind == "float" and value is not None:
            return float(Decimal(str(value)).quantize(Decimal("0.01"), ROUND_HALF_UP))
        return value
