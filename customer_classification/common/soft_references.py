"""References of very many rows that the database does not check row by row.

A foreign key costs a look-up and a lock for each row that is written, and two thirds of a run over all customers were
spent on them. Where what is referenced hardly ever goes, its deletion asks instead, once: see :class:`SoftReferences`.
"""

from odoo import api, fields, models, tools
from odoo.addons.base.models.ir_model import MODULE_UNINSTALL_FLAG
from odoo.exceptions import MissingError, UserError
from odoo.tools import SQL


class SoftMany2one(fields.Many2one):
    """A Many2one without a foreign key; its ``ondelete`` holds where the ORM deletes what it names.

    The model that it names inherits ``customer.classification.soft.references``. What is deleted by SQL alone leaves
    numbers that name nothing: :func:`dangling` finds them.
    """

    def update_db_foreign_key(self, model, column):
        """There is none."""


def fields_to(env, name=None) -> list[fields.Field]:
    """The soft references to a model, or to any."""
    return [
        field
        for model in env.registry.values()
        for field in model._fields.values()
        if isinstance(field, SoftMany2one) and field.store and model._auto and name in (None, field.comodel_name)
    ]


def forget_dangling(env) -> int:
    """Empty the references that name nothing, and return how many there were.

    Rows that go with what they name go; what else must name something is left.
    """
    env.flush_all()
    found = 0
    for field in fields_to(env):
        if not field.required:
            found += _forget(env, field, _dangling(env, field))
        elif field.ondelete == "cascade":
            found += _drop(env, field, _dangling(env, field))
    return found


def _dangling(env, field) -> SQL:
    """The condition that a reference names nothing."""
    column = SQL.identifier(field.name)
    return SQL(
        "%s IS NOT NULL AND NOT EXISTS (SELECT FROM %s named WHERE named.id = %s)",
        column,
        SQL.identifier(env[field.comodel_name]._table),
        SQL.identifier(env[field.model_name]._table, field.name),
    )


def _follow(env, field, named: SQL):
    """Do with the rows that name what is deleted now what the field says."""
    if field.ondelete == "set null":
        _forget(env, field, named)
    elif field.ondelete == "cascade":
        _drop(env, field, named)


def _drop(env, field, which: SQL) -> int:
    model = env[field.model_name]
    env.cr.execute(SQL("DELETE FROM %s WHERE %s", SQL.identifier(model._table), which))
    number = env.cr.rowcount
    model.invalidate_model()
    return number


def _forget(env, field, which: SQL) -> int:
    model = env[field.model_name]
    env.cr.execute(
        SQL("UPDATE %s SET %s = NULL WHERE %s", SQL.identifier(model._table), SQL.identifier(field.name), which)
    )
    number = env.cr.rowcount
    model.invalidate_model([field.name])
    return number


class SoftMany2many(fields.Many2many):
    """A Many2many over the table of a model, which has the foreign keys that it wants."""

    def update_db_foreign_keys(self, model):
        """None besides those of the model."""


class SoftReferences(models.AbstractModel):
    """What is named by references without a foreign key: deleting it does what their ``ondelete`` says.

    Where it says ``restrict``, whoever writes such a reference holds what it names, once for all rows, and who deletes
    waits for them and looks again at what they wrote: so nobody names what is gone, whoever is faster.
    """

    _name = "customer.classification.soft.references"
    _description = "Named by References without a Foreign Key"

    @api.model
    @tools.ormcache("self._name")
    def _soft_references(self):
        """The (model, field) that name records of this model; looked for once."""
        return tuple((field.model_name, field.name) for field in fields_to(self.env, self._name))

    def _hold(self):
        """Let nobody delete these records until the transaction ends.

        :raises MissingError: somebody did already
        """
        if not self.ids:
            return
        self.env.cr.execute(
            SQL(
                "SELECT FROM %s WHERE id IN %s ORDER BY id FOR KEY SHARE",
                SQL.identifier(self._table),
                tuple(set(self.ids)),
            )
        )
        if self.env.cr.rowcount < len(set(self.ids)):
            raise MissingError(self.env._("Somebody has just deleted what you chose. Choose again."))

    def unlink(self):
        ids, references = tuple(self.ids), [self.env[model]._fields[name] for model, name in self._soft_references()]
        restricting = [field for field in references if field.ondelete == "restrict"]
        if MODULE_UNINSTALL_FLAG in self.env.context:
            restricting = []
        names = {record.id: record.display_name for record in self} if restricting else {}
        self.env.flush_all()
        if restricting and ids:
            table = SQL.identifier(self._table)
            self.env.cr.execute(SQL("SELECT FROM %s WHERE id IN %s ORDER BY id FOR UPDATE", table, ids))
        result = super().unlink()
        self._refuse_while_named(restricting, names)
        for field in references:
            _follow(self.env, field, SQL("%s IN %s", SQL.identifier(field.name), ids or (0,)))
        return result

    def _refuse_while_named(self, references, names):
        """Raise where a row names one of these records by a field that forbids to delete it.

        What others wrote since this transaction began it does not see, so another one looks too.

        :param names: what the records were called
        """
        for found in self._naming(self.env.cr, references) or self._naming_elsewhere(references):
            raise UserError(
                self.env._(
                    "“%(name)s” stays: the history of customers names it (%(field)s).",
                    name=names[found[1]],
                    field=references[found[0]]._description_string(self.env),
                )
            )

    def _naming_elsewhere(self, references):
        """:meth:`_naming`, of what others wrote since this transaction began."""
        if not references:
            return []
        [(begin,)] = self.env.execute_query(SQL("SELECT pg_snapshot_xmin(pg_current_snapshot())::xid::text"))
        with self.env.registry.cursor() as cr:
            return self._naming(cr, references, SQL("age(xmin) <= age(%s::xid)", begin))

    def _naming(self, cr, references, which=None) -> list[tuple[int, int]]:
        """The place of a field in ``references`` and the record that it names, if there are any.

        :param which: only among the rows for which this holds
        """
        for place, field in enumerate(references):
            cr.execute(
                SQL(
                    "SELECT %(column)s FROM %(table)s WHERE %(column)s IN %(ids)s AND %(which)s LIMIT 1",
                    column=SQL.identifier(field.name),
                    table=SQL.identifier(self.env[field.model_name]._table),
                    ids=tuple(self.ids) or (0,),
                    which=which or SQL("TRUE"),
                )
            )
            for (number,) in cr.fetchall():
                return [(place, number)]
        return []


class MergePartnerAutomatic(models.TransientModel):
    _inherit = "base.partner.merge.automatic.wizard"

    def _get_fk_on(self, table):
        """References without a foreign key go to the survivor too."""
        names = {self.env[field.comodel_name]._table: field.comodel_name for field in fields_to(self.env)}
        soft = fields_to(self.env, names[table]) if table in names else ()
        found = [(self.env[field.model_name]._table, field.name) for field in soft]
        return [*super()._get_fk_on(table), *found]


class ResUsers(models.Model):
    _name = "res.users"
    _inherit = ["res.users", "customer.classification.soft.references"]


class CrmTeam(models.Model):
    _name = "crm.team"
    _inherit = ["crm.team", "customer.classification.soft.references"]


class ResCompany(models.Model):
    _name = "res.company"
    _inherit = ["res.company", "customer.classification.soft.references"]


class ResCurrency(models.Model):
    _name = "res.currency"
    _inherit = ["res.currency", "customer.classification.soft.references"]
