from odoo import models

from ..attributes import attributes
from .import_customers import ADDRESS, COMMERCIAL

# many new customers: nobody follows them all, and their first values are no changes
QUIET = {"tracking_disable": True, "mail_create_nolog": True, "mail_create_nosubscribe": True, "mail_notrack": True}
HEADS = 500  # customers whose head offices are set together


class CustomerClassificationImport(models.Model):
    """Writing customers: a batch at a stroke, categories by the way of all moves of many customers."""

    _inherit = "customer.classification.import"

    def _write_customer(self, lines):
        loud, this = self, self.with_company(self.company_id).with_context(**QUIET)
        if len(this._attribute_names()) < len(this._attribute_columns()):
            this._make_attributes()
        plans = this._plans([line.values for line in lines])
        this._create_partners(plans)
        loud._update_partners(plans)
        this._write_facts(plans)
        this._write_days([(plan.partner.id, plan.days) for plan in plans if plan.days])
        this._write_places(plans)
        this._write_attributes(plans)
        this._write_contacts(plans)
        this._write_accounts(plans)
        for line, plan in zip(lines, plans, strict=True):
            line._note(partner_id=plan.partner.id)
        this.env.flush_all()

    def _create_partners(self, plans):
        new = [plan for plan in plans if not plan.partner]
        # Odoo's own way for many: a new company has nobody with whom to share its address
        Partner = self.env["res.partner"].with_context(_partners_skip_fields_sync=True)
        made = Partner._create_alike([{**plan.vals} for plan in new])
        for plan, partner in zip(new, made.with_env(self.env), strict=True):
            plan.partner, plan.is_new = partner, True

    def _update_partners(self, plans):
        """Write what is new about those who are there; their chatter tells it, as it does after any change."""
        for plan in plans:
            if plan.vals and not plan.is_new:
                plan.partner.with_env(self.env).with_company(self.company_id).write(plan.vals)

    def _write_facts(self, plans):
        Facts = self.env["customer.classification.facts"]
        present = Facts._of(self.env["res.partner"].concat(*(plan.partner for plan in plans)), self.company_id)
        new = []
        for plan in plans:
            if plan.facts and plan.partner.id in present:
                present[plan.partner.id].write(plan.facts)
            elif plan.facts:
                new.append({**plan.facts, "partner_id": plan.partner.id, "company_id": self.company_id.id})
        Facts.create(new)

    # Categories -------------------------------------------------------------------------------------------------------

    def _write_places(self, plans):
        """Move the customers, or propose to where the scheme asks for it; a constant number of statements a scheme."""
        targets = {}
        for plan in plans:
            for scheme_id, category_id in plan.places.items():
                if not category_id:  # it was archived since the check
                    continue
                targets.setdefault(scheme_id, {})[plan.partner.id] = category_id
        if not targets:
            return
        self.env.flush_all()
        for scheme in self.env["customer.classification.scheme"].browse(targets):
            self._place(scheme, targets[scheme.id])
        self.env["customer.classification.assignment"]._after_engine()

    def _place(self, scheme, targets):
        self.env["res.partner"].browse(targets).check_access("write")
        scheme._move_many(targets, origin="import", reason=self.file_name or None)

    def _write_attributes(self, plans):
        """Attribute values of those who have a category; the others' are kept until they have one."""
        values = {plan.partner.id: plan.attributes for plan in plans if plan.attributes and self.scheme_id}
        if not values:
            return
        got = attributes.give(self.env, self.scheme_id.id, values)
        self.env["customer.classification.assignment"].invalidate_model(["attributes"])
        waiting = {partner: given for partner, given in values.items() if partner not in got}
        Facts = self.env["customer.classification.facts"]
        present = Facts._of(self.env["res.partner"].browse(waiting), self.company_id)
        key = str(self.scheme_id.id)
        new = []
        for partner, given in waiting.items():
            facts = present.get(partner)
            kept = (facts and facts.attributes) or {}
            merged = {**kept, key: {**kept.get(key, {}), **given}}
            if facts:
                facts.attributes = merged
            else:
                new.append({"partner_id": partner, "company_id": self.company_id.id, "attributes": merged})
        Facts.create(new)

    # What belongs to a customer ---------------------------------------------------------------------------------------

    def _write_contacts(self, plans):
        Partner = self.env["res.partner"]
        new = []
        for plan in plans:
            if not plan.contact:
                continue
            if "contact" in plan.contact:
                Partner.browse(plan.contact["contact"]).phone = plan.contact["phone"]
            elif plan.is_new:
                shared = {name: plan.vals[name] for name in (*COMMERCIAL, *ADDRESS) if name in plan.vals}
                company = plan.vals["company_id"]
                own = {
                    "parent_id": plan.partner.id,
                    "company_id": company,
                    "lang": plan.partner.lang,
                    "user_id": plan.vals.get("user_id", False),
                }
                new.append({**shared, **plan.contact, **own})
            else:
                Partner.create({**plan.contact, "parent_id": plan.partner.id, "company_id": plan.partner.company_id.id})
        # what they share with their company is given already
        Partner.with_context(_partners_skip_fields_sync=True)._create_alike(new)

    def _write_accounts(self, plans):
        Account = self.env["res.partner.bank"]
        wanted = [plan for plan in plans if plan.account]
        if not wanted or not Account.has_access("create"):
            return
        banks = self._find_or_make_banks({plan.account["bank"] for plan in wanted if plan.account["bank"]})
        vals = {
            plan: {
                "partner_id": plan.partner.id,
                "acc_number": plan.account["acc_number"],
                "bank_id": banks.get(plan.account["bank"], False),
                "allow_out_payment": False,
            }
            for plan in wanted
        }
        for each in vals.values():
            Account._sanitize_vals(each)
        Account.create([vals[plan] for plan in wanted if not plan.is_new])
        # an account that a customer came with is none that was added to them: no line about it on each of thousands
        models.BaseModel.create(Account, [vals[plan] for plan in wanted if plan.is_new])

    def _find_or_make_banks(self, names):
        """{name: id} of these banks; those that are missing are made."""
        Bank = self.env["res.bank"]
        found = {bank.name: bank.id for bank in Bank.search([("name", "in", list(names))])}
        missing = sorted(names - found.keys())
        if missing and Bank.has_access("create"):
            found.update({bank.name: bank.id for bank in Bank.create([{"name": name} for name in missing])})
        return found

    # Head offices: when all customers are there -----------------------------------------------------------------------

    def _finish(self):
        result = super()._finish()
        lines = self.env["customer.classification.import.line"].search(
            [("import_id", "=", self.id), ("head", "!=", False), ("partner_id", "!=", False)]
        )
        for begin in range(0, len(lines), HEADS):
            some = lines[begin : begin + HEADS]
            heads, _ = self._partners_by_code(set(some.mapped("head")))
            for head in self.env["res.partner"].concat(*heads.values()):
                below = some.filtered(lambda line, head=head: line.head == head.ref).partner_id
                # an address of its own: as “contact”, Odoo would give it the head's
                (below - head).filtered(lambda partner, head=head: partner.parent_id != head).write(
                    {"parent_id": head.id, "type": "other"}
                )
        return result
