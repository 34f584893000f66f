from odoo import api, models

from ..common import words


class CustomerClassificationAssignment(models.Model):
    """What becomes of categories when customers are merged."""

    _inherit = "customer.classification.assignment"

    @api.model
    def _merge_customers(self, sources, survivor):
        """Prepare the assignments for the merge of contacts: the survivor keeps theirs and fills gaps from others.

        Both histories end in a change that says where the survivor stands, so that replaying them leads there.
        """
        reason = self.env._("Merged: %s", words.listed(self.env, sources.mapped("display_name")))
        present = {assignment.scheme_id: assignment for assignment in survivor.classification_assignment_ids}
        can_take = survivor.commercial_partner_id == survivor
        histories = self.env["customer.classification.change"]._read_group(
            [("partner_id", "in", sources.ids), ("state", "=", "applied")], ["scheme_id"]
        )
        stays = {scheme: present[scheme].category_id for (scheme,) in histories if scheme in present}
        for source in sources.classification_assignment_ids:
            scheme, former, values = source.scheme_id, source.category_id, source._prepare_merge()
            source._drop()
            if scheme not in present and can_take:
                [present[scheme]] = self._enter([{**values, "partner_id": survivor.id, "origin": "merge"}], reason)
            else:
                self._log_merge(survivor, former, present.get(scheme), reason, values.get("attributes"))
                stays.pop(scheme, None)
        for scheme, category in stays.items():
            self._log_merge(survivor, category, present[scheme], reason)
        self.env["customer.classification.change"].sudo()._join_proposals(sources, survivor, present)

    def _prepare_merge(self):
        """What the survivor of a merge takes over of a line that goes."""
        self.ensure_one()
        return {"scheme_id": self.scheme_id.id, "category_id": self.category_id.id}

    @api.model
    def _log_merge(self, survivor, former, kept, reason, dropped=None):
        """Say in the history that the survivor of a merge stays where they are, or has no categories as a contact."""
        line = self.new({"partner_id": survivor.id, "scheme_id": former.scheme_id.id})
        self.env["customer.classification.change"].sudo().create(
            {
                **line._prepare_change(reason),
                "from_category_id": former.id,
                "to_category_id": kept.category_id.id if kept else False,
                "effective_date": former.scheme_id._today(),
                "origin": "merge",
                "rule_id": False,
                "evidence": {"dropped": dropped} if dropped else False,
            }
        )


class CustomerClassificationChange(models.Model):
    _inherit = "customer.classification.change"

    @api.model
    def _join_proposals(self, sources, survivor, present):
        """Of the proposals about customers who are merged, one in each scheme goes on waiting: one that leads away
        from where the survivor stands, the survivor's own first, then the newest.

        :param present: {scheme: the survivor's assignment}
        """
        waiting = self.search([("partner_id", "in", (sources | survivor).ids), ("state", "=", "proposed")], order="id")
        for scheme, changes in waiting.grouped("scheme_id").items():
            category = present[scheme].category_id if scheme in present else self.to_category_id
            holding = changes.filtered(lambda change, category=category: change.from_category_id == category)
            kept = (holding.filtered(lambda change: change.partner_id == survivor) or holding)[-1:]
            (changes - kept).state = "superseded"
        self.flush_model(["state"])
