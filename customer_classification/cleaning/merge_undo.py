from odoo import fields, models
from odoo.exceptions import UserError
from odoo.fields import Command

from ..common import access, words
from . import merge_traces
from .customer_classification_merge import LINKS, TEXTS

PLACE = ("since", "pinned", "pinned_until", "pin_reason")
OPENING = ("period", "day", "amount", "order_count", "receivable_amount", "first_date", "last_date")


class CustomerClassificationMerge(models.Model):
    """A merge can be undone: who went stands here again, with what was theirs as far as nothing forbids it."""

    _inherit = "customer.classification.merge"

    former_row = fields.Json(readonly=True, help="All that Odoo stored of the customer who went.")
    pointers = fields.Json(readonly=True, help="What pointed at them, {table.column: ids}.")
    places = fields.Json(readonly=True, help="Where they stood in each scheme, and since when.")
    openings = fields.Json(readonly=True, help="Their opening figures.")
    filled = fields.Json(readonly=True, help="The fields of the survivor that were empty before.")
    restored_id = fields.Many2one(
        comodel_name="res.partner",
        string="Standing Here Again",
        readonly=True,
        index="btree_not_null",
        ondelete="set null",
        help="The customer who was made anew when the merge was undone.",
    )
    undone_text = fields.Text(string="What Stays Merged", readonly=True)

    def _prepare_kept(self, gone, kept):
        return {
            **super()._prepare_kept(gone, kept),
            "former_row": {**merge_traces.row_of(self.env, gone.id), "tags": gone.category_id.ids},
            "pointers": merge_traces.pointing_at(self.env, gone.id),
            "places": [self._place(assignment) for assignment in gone.classification_assignment_ids],
            "openings": [self._opening(opening) for opening in self._openings_of(gone)],
            "filled": [name for name in (*TEXTS, *LINKS) if gone[name] and not kept[name]],
        }

    def _place(self, assignment):
        values = assignment._convert_to_write({name: assignment[name] for name in PLACE})
        return {
            "scheme_id": assignment.scheme_id.id,
            "category_id": assignment.category_id.id,
            "attributes": assignment._stored_attributes().get(assignment.id, {}),
            **{
                name: str(value) if name in ("since", "pinned_until") and value else value
                for name, value in values.items()
            },
        }

    def _openings_of(self, partner):
        return self.env["customer.classification.opening"].sudo().search([("partner_id", "=", partner.id)])

    def _opening(self, opening):
        values = opening._convert_to_write({name: opening[name] for name in OPENING})
        days = ("day", "first_date", "last_date")
        return {
            "id": opening.id,
            "company_id": opening.company_id.id,
            **{name: str(value) if name in days and value else value for name, value in values.items()},
        }

    # Undoing ----------------------------------------------------------------------------------------------------------

    def action_undo(self):
        """Let the customers who were merged stand here again, with their values, categories, history and documents;
        what cannot go back is noted.

        :raises UserError: a merge is undone already, or too little was kept of it
        :raises AccessError: the user is no classification manager, or may not create or change these contacts
        """
        access.check_manager(self.env)
        merges = access.readable(self)
        self.env["res.partner"].check_access("create")
        access.writable(merges.partner_id.sudo(False))
        for merge in merges:
            merge._check_undoable()
            merge._undo()
        return merges.restored_id.sudo(False)._get_records_action()

    def _check_undoable(self):
        if self.restored_id:
            raise UserError(self.env._("“%s” stands here again already: the merge was undone.", self.name))
        if not self.former_row:
            raise UserError(
                self.env._(
                    "Of “%s” only the values below were kept: make the customer anew by hand, and choose them on their "
                    "documents.",
                    self.name,
                )
            )
        if self.env["res.partner"].browse(self.former_row["id"]).exists():
            raise UserError(self.env._("There is a contact with the number of “%s” again: nothing to undo.", self.name))

    def _undo(self):
        self.env.flush_all()
        row, kept = dict(self.former_row), self.partner_id
        tags = self.env["res.partner.category"].browse(row.pop("tags", [])).exists()
        restored, empty = merge_traces.restore(self.env, row, kept.id)
        staying = merge_traces.point_back(self.env, self.pointers, kept.id, restored.id)
        restored.category_id = [Command.set(tags.ids)]
        self._give_openings_back(restored)
        lost = self._give_places_back(restored)
        self._take_back_what_was_filled()
        self.env["customer.classification.queue"].sudo()._mark(kept | restored)
        text = "\n".join(self._told(staying, empty, lost))
        self.write({"restored_id": restored.id, "undone_text": text})
        said = words.stated(self.env, [self.env._("Merge undone: %s stands here again.", self.name), text])
        (kept | restored)._message_log_batch(bodies=dict.fromkeys((kept | restored).ids, said))

    def _give_places_back(self, restored):
        """Return the names of schemes in which the category is gone since."""
        Assignment = self.env["customer.classification.assignment"].sudo()
        reason, lost = self.env._("Merge undone"), []
        for place in self.places or []:
            scheme = self.env["customer.classification.scheme"].sudo().browse(place["scheme_id"]).exists()
            category = self.env["customer.classification.category"].sudo().browse(place["category_id"]).exists()
            if not (scheme and category and category.active):
                lost.append(scheme.name or "–")
                continue
            taken_over = [("origin", "=", "merge"), ("category_id", "=", category.id), ("scheme_id", "=", scheme.id)]
            Assignment.search([("partner_id", "=", self.partner_id.id), *taken_over])._leave("undo", reason)
            Assignment._enter([{**place, "partner_id": restored.id, "origin": "undo"}], reason)
        return lost

    def _give_openings_back(self, restored):
        Opening = self.env["customer.classification.opening"].sudo()
        own = {(o.company_id.id, o.period, str(o.day)): o for o in self._openings_of(self.partner_id)}
        for values in self.openings or []:
            moved = Opening.browse(values["id"]).exists()
            key = (values["company_id"], values["period"], values["day"])
            if moved.partner_id == self.partner_id:
                moved.partner_id = restored
            elif key in own:
                for name in ("amount", "order_count", "receivable_amount"):
                    own[key][name] -= values[name]
                given = {name: value for name, value in values.items() if name != "id"}
                Opening.create({**given, "partner_id": restored.id})

    def _take_back_what_was_filled(self):
        former = self.former_values or {}
        for name in self.filled or []:
            value = former.get(name)
            present = self.partner_id[name]
            if value and (present.id if name in LINKS else present) == (value[0] if name in LINKS else value):
                self.partner_id.sudo()[name] = False

    def _told(self, staying, empty, lost):
        """What could not be given back, a sentence each."""
        names = {model._table: name for name, model in self.env.registry.items() if not model._abstract}
        partner = self.env["res.partner"]
        return [
            *(
                self.env._(
                    "%(count)s × %(what)s stay as they are: deleted, changed or matched since.",
                    count=count,
                    what=self.env["ir.model"]._get(names[table]).name,
                )
                for table, count in staying.items()
                if table in names
            ),
            *(
                self.env._(
                    "%s is left empty: what stood there is gone.", partner._fields[name]._description_string(self.env)
                )
                for name in empty
            ),
            *(self.env._("“%s”: the category is gone.", name) for name in lost),
        ]
