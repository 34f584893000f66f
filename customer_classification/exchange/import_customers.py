from dataclasses import dataclass, field

from odoo import fields, models
from odoo.tools import float_compare

from ..assignments import pins
from .customers import SCHEMES

PARTNER_FIELDS = {
    "name": "name",
    "vat": "vat",
    "phone": "phone",
    "email": "email",
    "zip": "zip",
    "street": "street",
    "city": "city",
    "salesperson": "user_id",
    "industry": "industry_id",
    "payment_term": "property_payment_term_id",
    "pricelist": "specific_property_product_pricelist",
    "credit_limit": "credit_limit",
}
FACTS = ("short_name", "credit_days", "discount")
# what belongs to the whole company, and so to its contacts, too
COMMERCIAL = ("vat", "industry_id", "property_payment_term_id", "specific_property_product_pricelist", "credit_limit")
ADDRESS = ("street", "city", "zip")


@dataclass(eq=False)
class Plan:
    """What a row changes about a customer.

    :param partner: the customer, empty for a new one
    :param vals: what is written on them
    :param facts: what Odoo has no field for
    :param places: {scheme id: category id} where they are not yet
    :param attributes: {name: value} of the categories' attributes that they do not have yet
    """

    values: dict
    partner: object
    vals: dict = field(default_factory=dict)
    facts: dict = field(default_factory=dict)
    days: dict = field(default_factory=dict)
    places: dict = field(default_factory=dict)
    attributes: dict = field(default_factory=dict)
    contact: dict = field(default_factory=dict)
    account: dict = field(default_factory=dict)
    head: bool = False
    is_new: bool = False

    @property
    def outcome(self):
        if not self.partner:
            return "created"
        changes = (
            self.vals,
            self.facts,
            self.days,
            self.places,
            self.attributes,
            self.contact,
            self.account,
            self.head,
        )
        return "updated" if any(changes) else "unchanged"


class CustomerClassificationImport(models.Model):
    """What rows change about customers: found out for the check, and again when they are imported."""

    _inherit = "customer.classification.import"

    def _outcomes_of_customer(self, found):
        plans = self._plans([checked.values for checked in found])
        for plan, checked in zip(plans, found, strict=True):
            if plan.values.pop("is_pinned", False):
                checked.warn("class_pinned")
        return [plan.outcome for plan in plans]

    def _plans(self, values_list):
        """What each of these rows changes; a constant number of statements for all of them."""
        this = self.with_company(self.company_id)
        partners, _ = this._partners_by_code({values["code"] for values in values_list})
        nobody = this.env["res.partner"]
        plans = [Plan(values, partners.get(values["code"], nobody)) for values in values_list]
        present = nobody.concat(*(plan.partner for plan in plans if plan.partner))
        known = this._present(present)
        for plan in plans:
            this._plan(plan, known)
        return plans

    def _present(self, partners):
        """What is there of these customers: facts, categories, attributes, contacts, bank accounts."""
        company = self.company_id
        writable = self._writable_fields()
        partners.fetch([*writable.values(), "active", "customer_rank", "parent_id"])
        Assignment = self.env["customer.classification.assignment"]
        assignments = Assignment.search([("partner_id", "in", partners.ids)])
        contacts = self.env["res.partner"].search_fetch(
            [("parent_id", "in", partners.ids)], ["name", "phone", "parent_id"]
        )
        accounts = self.env["res.partner.bank"].search_fetch(
            [("partner_id", "in", partners.ids)], ["acc_number", "partner_id"]
        )
        return {
            "today": company._classification_today(),
            "fields": writable,
            "facts": self.env["customer.classification.facts"]._of(partners, company),
            "days": self._present_days(partners),
            "lines": {(line.partner_id.id, line.scheme_id.id): line for line in assignments},
            "stored": assignments._stored_attributes(),
            "names": self._attribute_names(),
            "contacts": {(each.parent_id.id, each.name): each for each in contacts},
            "accounts": {(each.partner_id.id, each.acc_number) for each in accounts},
            "currencies": self._currencies(),
            "schemes": {column: scheme.id for column, scheme in self._schemes_by_column().items()},
            "trees": self._trees(),
        }

    def _writable_fields(self):
        Partner = self.env["res.partner"]
        return {
            key: name
            for key, name in PARTNER_FIELDS.items()
            if name in Partner._fields and Partner._has_field_access(Partner._fields[name], "write")
        }

    def _currencies(self):
        return {each.name: each.id for each in self.env["res.currency"].with_context(active_test=False).search([])}

    def _schemes_by_column(self):
        schemes = {column.target: column.scheme_id for column in self.column_ids if column._needs_scheme()}
        return {"category": self.scheme_id, **schemes}

    def _plan(self, plan, known):
        values, partner = plan.values, plan.partner
        for key, name in known["fields"].items():
            if key in values and (not partner or not _same(partner[name], values[key])):
                plan.vals[name] = values[key]
        if values.get("is_ended") and (not partner or partner.active):
            plan.vals["active"] = False
        if not partner:
            plan.vals.update(self._values_of_new(values))
        elif not partner.customer_rank:
            plan.vals["customer_rank"] = 1
        self._plan_facts(plan, known)
        self._plan_places(plan, known)
        self._plan_contact(plan, known)
        if values.get("account") and (partner.id, values["account"]) not in known["accounts"]:
            plan.account = {"acc_number": values["account"], "bank": values.get("bank")}
        plan.head = bool(values.get("head")) and partner.parent_id.ref != values["head"]

    def _values_of_new(self, values):
        return {
            "ref": values["code"],
            "is_company": True,
            "customer_rank": 1,
            "company_id": False if self.is_shared else self.company_id.id,
        }

    def _plan_facts(self, plan, known):
        facts = known["facts"].get(plan.partner.id)
        wanted = {key: plan.values[key] for key in FACTS if key in plan.values}
        if currency := known["currencies"].get(plan.values.get("currency")):
            wanted["currency_id"] = currency
        plan.facts = {key: value for key, value in wanted.items() if not facts or not _same(facts[key], value)}
        days = {key: fields.Date.to_date(plan.values[key]) for key in ("since", "last_trade") if key in plan.values}
        present = known["days"].get(plan.partner.id, {})
        plan.days = {key: day for key, day in days.items() if present.get(key) != day}

    def _plan_places(self, plan, known):
        """Where the customer shall be and is not; and the attribute values that they do not have."""
        partner = plan.partner
        for column in SCHEMES:
            if column not in plan.values or column not in known["schemes"]:
                continue
            scheme_id = known["schemes"][column]
            number, _holds = known["trees"][column].codes.get(plan.values[column], (None, False))
            line = known["lines"].get((partner.id, scheme_id))
            if line and line.category_id.id != number and pins.holds(line, known["today"]):
                plan.values["is_pinned"] = True
            elif not line or line.category_id.id != number:
                plan.places[scheme_id] = number
        line = known["lines"].get((partner.id, self.scheme_id.id))
        facts = known["facts"].get(partner.id)
        kept = ((facts and facts.attributes) or {}).get(str(self.scheme_id.id), {})
        stored = known["stored"].get(line.id, {}) if line else kept
        for key, value in plan.values.items():
            if key.startswith("attribute:"):
                name = known["names"].get(key)
                if not name or stored.get(name) != value:
                    plan.attributes[name or key] = value

    def _plan_contact(self, plan, known):
        name, mobile = plan.values.get("contact"), plan.values.get("mobile")
        if not name:
            if mobile and not plan.values.get("phone") and not plan.partner.phone:
                plan.vals["phone"] = mobile
            return
        contact = known["contacts"].get((plan.partner.id, name))
        if not contact:
            plan.contact = {"name": name, "phone": mobile or False}
        elif mobile and contact.phone != mobile:
            plan.contact = {"contact": contact.id, "phone": mobile}


def _same(present, wanted):
    """Whether a field has a value already."""
    if isinstance(present, models.BaseModel):
        return present.id == wanted
    if isinstance(wanted, (int, float)) and isinstance(present, (int, float)):
        return float_compare(present, wanted, precision_digits=2) == 0
    return present == wanted
