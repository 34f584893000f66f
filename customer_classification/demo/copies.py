import json
from contextlib import closing, contextmanager

from odoo import api, models
from odoo.tools import SQL

from .loader import MODULE


class CustomerClassificationDemo(models.AbstractModel):
    """Many documents like one that Odoo made, in one statement for all of them.

    Two years of documents take Odoo two minutes. So it makes one of each kind, whose rows are read before it is undone;
    the others have these rows with values of their own, and whatever modules are installed, nothing that they store is
    missing. A test lets Odoo compute all of it again and compares.
    """

    _inherit = "customer.classification.demo"

    @contextmanager
    def _undone(self):
        """Leave nothing of what is made inside."""
        with closing(self.env.cr.savepoint()):
            yield

    @api.model
    def _row(self, record):
        """The row of one record, as it is stored."""
        self.env.flush_all()
        query = SQL("SELECT to_jsonb(stored) FROM %s stored WHERE id = %s", SQL.identifier(record._table), record.id)
        [[row]] = self.env.execute_query(query)
        return row

    @api.model
    def _copies(self, model, rows):
        """Insert one record for each of ``rows``, all of whose columns are given but for the id."""
        if not rows:
            return self.env[model]
        table = self.env[model]._table
        numbers = SQL("SELECT nextval(%s) FROM generate_series(1, %s)", f"{table}_id_seq", len(rows))
        ids = [number for [number] in self.env.execute_query(numbers)]
        first = rows[0]
        own = [
            {**{name: value for name, value in row.items() if value != first[name]}, "id": number}
            for row, number in zip(rows, ids, strict=True)
        ]
        self.env.cr.execute(
            SQL(
                """INSERT INTO %(table)s
                   SELECT made.* FROM jsonb_populate_record(NULL::%(table)s, %(first)s::jsonb) first,
                          jsonb_array_elements(%(own)s::jsonb) own, jsonb_populate_record(first, own) made""",
                table=SQL.identifier(table),
                first=json.dumps(first, default=str),
                own=json.dumps(own, default=str),
            )
        )
        self._count_rows(model)
        records = self.env[model].browse(ids)
        for field in records._fields.values():  # what this addon adds to them
            if field.store and field.compute and MODULE in field._modules:
                self.env.add_to_compute(field, records)
        return records

    @api.model
    def _count_rows(self, *models):
        """PostgreSQL plans for few rows until it is told that there are many."""
        for model in models:
            self.env.cr.execute(SQL("ANALYZE %s", SQL.identifier(self.env[model]._table)))
