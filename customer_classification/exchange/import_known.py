from itertools import accumulate

from odoo import models

from ..schemes import codes
from .customer_known import Tree


class CustomerClassificationImport(models.Model):
    """What is there already: customers by their codes, categories, people and terms by their names."""

    _inherit = "customer.classification.import"

    def _own_or_shared(self):
        return [("company_id", "in", [False, self.company_id.id])]

    def _partners_by_code(self, written):
        """{code: the company's customer, else a shared one}, and the codes that several have."""
        found = (
            self.env["res.partner"]
            .with_context(active_test=False)
            .search_fetch(
                [
                    ("ref", "in", list(written)),
                    *self._own_or_shared(),
                    "|",
                    ("is_company", "=", True),
                    ("parent_id", "=", False),
                ],
                ["ref", "active", "company_id", "parent_id"],
            )
        )
        partners, ambiguous = {}, set()
        for code, same in found.grouped("ref").items():
            nearest = same.filtered("company_id") or same
            partners[code] = nearest[0].with_prefetch(found.ids)  # what is read of one is read of all
            if len(nearest) > 1:
                ambiguous.add(code)
        return partners, ambiguous

    def _tax_ids(self, numbers):
        companies = (
            self.env["res.partner"]
            .with_context(active_test=False)
            ._read_group(
                [
                    ("vat", "in", list(numbers)),
                    *self._own_or_shared(),
                    "|",
                    ("is_company", "=", True),
                    ("parent_id", "=", False),
                ],
                ["vat"],
                ["id:array_agg"],
            )
        )
        return dict(companies)

    def _heads_above(self, partners):
        """{customer: the company above} of these customers and all above them."""
        above = {}
        here = self.env["res.partner"].concat(*partners).with_context(active_test=False)
        while here := here.filtered("parent_id"):
            above.update({partner.id: partner.parent_id.id for partner in here})
            here = here.parent_id.filtered(lambda partner: partner.id not in above)
        return above

    def _trees(self):
        """{column: the categories of its scheme}"""
        return {
            column: self._tree(scheme)
            for column, scheme in self._schemes_by_column().items()
            if scheme or column == "category"
        }

    def _tree(self, scheme):
        found = scheme.category_ids
        names = {}
        for category in found:
            names.setdefault(category.name.lower(), []).append(category.code)
        lengths = list(accumulate(level.length for level in codes.parse(scheme.code_pattern)))
        return Tree(
            {c.code: (c.id, c.is_leaf or not scheme.leaf_only) for c in found},
            {name: same[0] for name, same in names.items() if len(same) == 1},
            lengths or sorted({len(category.code) for category in found}),
        )

    def _names(self):
        """{column: {name: id}} of what is found by its name."""
        targets = {*self.column_ids.mapped("target")}
        found = {}
        if "salesperson" in targets:
            users = self.env["res.users"].search([("share", "=", False), ("company_ids", "in", self.company_id.ids)])
            found["salesperson"] = {key.lower(): user.id for user in users for key in (user.login, user.name) if key}
        if "payment_term" in targets:
            found["payment_term"] = self._ids_by_name("account.payment.term", self._own_or_shared())
        if "industry" in targets:
            found["industry"] = self._ids_by_name("res.partner.industry", [])
        if "pricelist" in targets:
            lists = self.env["product.pricelist"].search(self._own_or_shared())
            found["pricelist"] = {f"{each.name.lower()} ({each.currency_id.name.lower()})": each.id for each in lists}
        return found

    def _ids_by_name(self, model, domain):
        languages = [code for code, _name in self.env["res.lang"].get_installed()]
        records = self.env[model].search(domain)
        return {each.with_context(lang=code).name.strip().lower(): each.id for code in languages for each in records}

    def _refused_before(self, partners):
        """{(code, name)} of the rows that were refused in other files since their codes are other customers'."""
        lines = self.env["customer.classification.import.line"].search_fetch(
            [
                ("company_id", "=", self.company_id.id),
                ("import_id", "!=", self.id),
                ("reason_keys", "in", ["code_twice", "code_of_another"]),
                ("content", "=", "customer"),
            ],
            ["code", "name"],
        )
        return {
            (line.code, line.name) for line in lines if line.code in partners and partners[line.code].name != line.name
        }
