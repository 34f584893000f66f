import ast

from odoo import fields, models
from odoo.exceptions import UserError
from odoo.fields import Command

from ..common import words


class CustomerClassificationScheme(models.Model):
    """The revisions of a scheme, and how the rules of one are put back."""

    _inherit = "customer.classification.scheme"

    revision_ids = fields.One2many("customer.classification.revision", "scheme_id", string="Revisions", readonly=True)
    revision_count = fields.Integer(compute="_compute_revision_count")

    def _compute_revision_count(self):
        counts = dict(
            self.env["customer.classification.revision"]._read_group(
                [("scheme_id", "in", self.ids)], ["scheme_id"], ["__count"]
            )
        )
        for scheme in self:
            scheme.revision_count = counts.get(scheme._origin, 0)

    def action_open_revisions(self):
        return self._action_open_related("action_revisions")

    # Keeping ----------------------------------------------------------------------------------------------------------

    def _keep_revision(self):
        """Keep the rules that are being activated, unless they are those of the last revision."""
        self.ensure_one()
        Revision = self.env["customer.classification.revision"].sudo()
        last = Revision.search([("scheme_id", "=", self.id)], limit=1)
        rules = self._revision_snapshot()
        if last.rules != rules:
            Revision.create({"scheme_id": self.id, "number": last.number + 1, "user_id": self.env.uid, "rules": rules})

    def _revision_snapshot(self):
        """All that is needed to put the scheme back, the same in whatever language it is taken."""
        self.ensure_one()
        rules = self._deciding_rules()
        return {
            "rules": [{**rule._snapshot(), "name": rule._all_names()} for rule in rules],
            "lines": [[line.value, line.category_id.id] for line in self.mapping_ids],
            "default_category_id": self.default_category_id.id or None,
            "settings": {name: self._plain(name) for name in self._restored_fields()},
        }

    def _restored_fields(self):
        """The fields of the scheme that a revision keeps, in a fixed order; money is what the company says."""
        return sorted(self._decisive_fields() - {"currency_id", "default_category_id"})

    def _plain(self, name):
        """The value of a field as JSON has it."""
        return (self[name].id if self._fields[name].relational else self[name]) or None

    # In words ---------------------------------------------------------------------------------------------------------

    def _revision_lines(self, kept):
        """The rules of a revision in the order in which they are tried, and what else decides, each in words."""
        Mapping = self.env["customer.classification.mapping"]
        names = {value: Mapping.new({"scheme_id": self.id, "value": value}).value_name for value, _id in kept["lines"]}
        rules = [{**rule, "name": self._in_language(rule["name"])} for rule in kept["rules"]]
        mapping = {names[value] or value: category_id for value, category_id in kept["lines"]}
        lines = self._decisions({**kept, "rules": rules, "mapping": mapping})
        return lines + [
            words.labelled(self.env, field["string"], self._in_words(name, kept["settings"][name]))
            for name, field in self.fields_get(list(kept["settings"]), ["string"]).items()
            if kept["settings"][name] not in (None, "[]")
        ]

    def _in_language(self, names):
        """A name in the user's language, out of {language: name}."""
        return names.get(self.env.lang) or names.get("en_US") or next(iter(names.values()))

    def _in_words(self, name, value):
        """The value of a field, as users read it."""
        field = self._fields[name]
        if field.type == "many2one":
            record = self.env[field.comodel_name].sudo().browse(value).exists()
            return record.display_name or self.env._("a field that is gone")
        return dict(field._description_selection(self.env)).get(value) if field.type == "selection" else value

    # Putting back -----------------------------------------------------------------------------------------------------

    def _restore(self, revision):
        self.ensure_one()
        self.check_access("write")
        kept = revision.rules
        if kept == self._revision_snapshot():
            raise UserError(self.env._("The rules are like that already: there is nothing to restore."))
        self._check_can_restore(kept)
        self.write({**kept["settings"], "default_category_id": kept["default_category_id"]})
        self._restore_rules(kept["rules"])
        self._restore_mapping(kept["lines"])
        self.message_post(
            body=self.env._(
                "Rules put back as in revision %(number)s of %(moment)s. Activate the scheme to classify by them.",
                number=revision.number,
                moment=words.moment(self.env, revision.date),
            )
        )

    def _check_can_restore(self, kept):
        """Raise where the rules would lead to categories that are gone or archived, or by a field that is gone."""
        wanted = {
            category_id
            for category_id in (
                kept["default_category_id"],
                *(rule["category_id"] for rule in kept["rules"]),
                *(category_id for _value, category_id in kept["lines"]),
            )
            if category_id
        }
        categories = self.env["customer.classification.category"].browse(wanted)
        gone = [self._users_of(kept, category_id) for category_id in (categories - categories.exists()).ids]
        if gone:
            raise UserError(
                self.env._(
                    "The revision cannot be restored: a category is gone to which these led: %s. "
                    "Change the rules by hand instead.",
                    words.listed(self.env, gone),
                )
            )
        if archived := categories.filtered(lambda category: not category.active):
            raise UserError(
                self.env._(
                    "The revision leads to categories that are archived: %s. Bring them back first.",
                    words.listed(self.env, archived.mapped("display_name")),
                )
            )
        for category in categories:
            self._check_target(category)
        field_id = kept["settings"]["mapping_field_id"]
        if field_id and not self.env["ir.model.fields"].sudo().browse(field_id).exists():
            raise UserError(self.env._("The field of the customer by which this revision decides is gone."))

    def _users_of(self, kept, category_id):
        """What led to a category, in words."""
        rules = [f"“{self._in_language(rule['name'])}”" for rule in kept["rules"] if rule["category_id"] == category_id]
        lines = [f"“{value}”" for value, target in kept["lines"] if target == category_id]
        others = [self.env._("all other customers")] if kept["default_category_id"] == category_id else []
        return words.listed(self.env, [*rules, *lines, *others])

    def _restore_rules(self, kept):
        """Rules that are there are written as they were, those that are gone made again, all others archived."""
        Rule = self.env["customer.classification.rule"].with_context(active_test=False)
        present = Rule.search([("scheme_id", "=", self.id)])
        restored = Rule.browse()
        for position, snapshot in enumerate(kept, start=1):
            rule = present.filtered(lambda rule, rule_id=snapshot["id"]: rule.id == rule_id)
            values = {
                **{name: snapshot[name] for name in ("category_id", "partner_domain", "match")},
                "for_everybody": not snapshot["conditions"] and not ast.literal_eval(snapshot["partner_domain"]),
                "sequence": position,
                "active": True,
                "condition_ids": self._condition_commands(rule, snapshot["conditions"]),
            }
            if rule:
                rule.write(values)
            else:
                rule = Rule.create({**values, "scheme_id": self.id, "name": self._in_language(snapshot["name"])})
            rule.update_field_translations("name", snapshot["name"])
            restored |= rule
        (present - restored).filtered("active").active = False

    def _condition_commands(self, rule, kept):
        """How the conditions of a rule become those that were kept."""
        surplus = set(rule.condition_ids.ids) - {snapshot["id"] for snapshot in kept}
        commands = [Command.delete(condition_id) for condition_id in surplus]
        for position, snapshot in enumerate(kept, start=1):
            values = {name: value for name, value in snapshot.items() if name != "id"}
            values["sequence"] = position
            there = snapshot["id"] in rule.condition_ids.ids
            commands.append(Command.update(snapshot["id"], values) if there else Command.create(values))
        return commands

    def _restore_mapping(self, kept):
        """Lines of the same value lead where they led; others go, and those that are gone come back."""
        lines = {line.value: line for line in self.mapping_ids}
        commands = [Command.delete(line.id) for value, line in lines.items() if value not in dict(kept)]
        for position, (value, category_id) in enumerate(kept, start=1):
            values = {"category_id": category_id, "sequence": position}
            if value in lines:
                commands.append(Command.update(lines[value].id, values))
            else:
                commands.append(Command.create({**values, "value": value}))
        self.mapping_ids = commands
