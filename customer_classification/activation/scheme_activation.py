from markupsafe import Markup

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..common import words


class CustomerClassificationScheme(models.Model):
    """Letting a scheme move customers by itself: after a look at what would happen, and with a record of the rules."""

    _inherit = "customer.classification.scheme"

    activated_at = fields.Datetime(readonly=True, copy=False, help="When the scheme was activated last.")
    activated_rules = fields.Json(readonly=True, copy=False, help="The rules as they were activated last.")

    def action_activate(self):
        """Let the scheme move customers by itself; the chatter keeps who activated which rules.

        :raises AccessError: the user is no classification manager
        :raises UserError: nothing can decide in the scheme
        """
        self._check_may_classify()
        self._check_can_decide()
        for scheme in self.sudo():
            rules = scheme._rules_snapshot()
            # activating the same rules again is no news
            if rules != scheme.activated_rules:
                scheme._log_revision(scheme.activated_rules, rules)
            scheme._keep_revision()
            scheme.write({"state": "active", "activated_at": fields.Datetime.now(), "activated_rules": rules})
        return True

    def action_try_activation(self):
        """“Activate…”: make the dry run first, whose form has the button that activates and applies."""
        self._check_may_classify()
        self._check_can_decide()
        return self._classify_or_queue(simulate=True)._action_open()

    def _can_decide(self):
        """Whether there is anything by which customers could be classified."""
        self.ensure_one()
        return bool(self.mapping_ids if self.mode == "mapping" else self.rule_ids or self.default_category_id)

    def _check_can_decide(self):
        for scheme in self.filtered(lambda scheme: not scheme._can_decide()):
            if scheme.mode == "rules":
                raise UserError(
                    self.env._("“%s” has no rules yet. Add a rule before you activate the scheme.", scheme.name)
                )
            raise UserError(
                self.env._("“%s” has no mapping yet. Say which value leads to which category first.", scheme.name)
            )

    # What was activated -----------------------------------------------------------------------------------------------

    def _log_revision(self, former, latter):
        """Write into the chatter which rules went and which came."""
        changes = self._changed_lines(self._decisions(former or {}), self._decisions(latter))
        title = self.env._("Activated with changed rules:") if former else self.env._("Activated with these rules:")
        self.message_post(body=Markup("%s%s") % (title, changes), author_id=self.env.user.partner_id.id)

    @api.model
    def _changed_lines(self, old, new):
        """What went and what came, as a list in HTML."""
        items = Markup().join(
            Markup("<li>%s %s</li>") % (sign, line)
            for sign, lines, others in (("−", old, new), ("+", new, old))
            for line in lines
            if line not in others
        )
        return Markup("<ul>%s</ul>") % items

    def _decisions(self, snapshot):
        """The rules of a snapshot, in the order in which they are tried, each in words."""
        Category = self.env["customer.classification.category"].with_context(active_test=False)
        Condition = self.env["customer.classification.condition"]
        rule_of_scheme = self.env["customer.classification.rule"].new({"scheme_id": self.id})

        def category(category_id):
            return Category.browse(category_id).exists().display_name or self.env._("a category that is gone")

        lines = []
        for rule in snapshot.get("rules", []):
            conditions = [
                Condition.new({**values, "id": False, "rule_id": rule_of_scheme}).display_name
                for values in rule["conditions"]
            ]
            glue = self.env._(" and ") if rule["match"] == "all" else self.env._(" or ")
            parts = [glue.join(conditions)] + ([rule["partner_domain"]] if rule["partner_domain"] != "[]" else [])
            what = f"{' '.join(filter(None, parts))} → {category(rule['category_id'])}"
            lines.append(words.labelled(self.env, rule["name"], what))
        lines += [f"{value} → {category(target)}" for value, target in snapshot.get("mapping", {}).items()]
        if snapshot.get("default_category_id"):
            lines.append(self.env._("All other customers → %s", category(snapshot["default_category_id"])))
        return lines
