from odoo import api, models


class CustomerClassificationAssignment(models.Model):
    """What becomes of categories when customers are merged."""

    _inherit = "customer.classification.assignment"

    @api.model
    def _merge_customers(self, sources, survivor):
        """Prepare the assignments for the merge of contacts: the survivor keeps his and fills gaps from the others.

        Both histories end in a change that says where the survivor stands, so that replaying them leads there.
        """
        this = self.with_context(
            classification_reason=self.env._("Merged: %s", ", ".join(sources.mapped("display_name")))
        )
        present = {assignment.scheme_id: assignment for assignment in survivor.classification_assignment_ids}
        can_take = survivor.commercial_partner_id == survivor
        histories = self.env["customer.classification.change"]._read_group(
            [("partner_id", "in", sources.ids), ("state", "=", "applied")], ["scheme_id"]
        )
        stays = {scheme: present[scheme].category_id for (scheme,) in histories if scheme in present}
        for source in sources.classification_assignment_ids:
            scheme, former, attributes = source.scheme_id, source.category_id, source._stored_attributes()
            values = {
                "scheme_id": scheme.id,
                "category_id": former.id,
                "attributes": attributes.get(source.id),
                **source._merge_pin(),
            }
            source.with_context(classification_silent=True, classification_approved=True).unlink()
            if scheme not in present and can_take:
                present[scheme] = this.create({**values, "partner_id": survivor.id, "origin": "merge"})
            else:
                this._log_merge(survivor, former, present.get(scheme), values["attributes"])
                stays.pop(scheme, None)
        for scheme, category in stays.items():
            this._log_merge(survivor, category, present[scheme])

    def _merge_pin(self):
        """The pin as the survivor of a merge takes it over; one that has expired ends."""
        expired = self.pinned_until and self.pinned_until < self.scheme_id._today()
        pinned = self.pinned and not expired
        return {
            "pinned": pinned,
            "pinned_until": pinned and self.pinned_until,
            "pin_reason": pinned and self.pin_reason,
        }

    @api.model
    def _log_merge(self, survivor, former, kept, dropped=None):
        """Say in the history that the survivor of a merge stays where he is, or has no categories as a contact."""
        line = self.new({"partner_id": survivor.id, "scheme_id": former.scheme_id.id})
        self.env["customer.classification.change"].sudo().create(
            {
                **line._prepare_change(),
                "from_category_id": former.id,
                "to_category_id": kept.category_id.id if kept else False,
                "effective_date": former.scheme_id._today(),
                "origin": "merge",
                "rule_id": False,
                "evidence": {"dropped": dropped} if dropped else False,
            }
        )
