from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from . import mnemonics

CHINESE = "zh_CN"


class CustomerClassificationCategory(models.Model):
    """What the selection window shows, and what it and the drop-downs find a category by."""

    _inherit = "customer.classification.category"

    mnemonic = fields.Char(
        compute="_compute_mnemonic",
        store=True,
        readonly=False,
        help="A short word by which the category is found; for a Chinese name, its initials in pinyin.",
    )

    @api.depends("name")
    def _compute_mnemonic(self):
        in_chinese = self.with_context(lang=CHINESE) if self.env["res.lang"]._get_code(CHINESE) else self
        for category, chinese in zip(self, in_chinese, strict=True):
            found = mnemonics.initials(category.name) or mnemonics.initials(chinese.name)
            category.mnemonic = found or category.mnemonic

    @api.model
    @api.readonly
    def tree_for_choosing(self, domain):
        """Return the categories of ``domain`` and all above them, each parent before its children.

        :param domain: which categories can be chosen
        :return: a list of ``{id, parent_id, scheme, code, name, mnemonic, can_choose, customers}``; ``customers``
            counts those of the categories below too
        """
        try:
            choosable = self.search(Domain(domain or []))
        except (TypeError, ValueError) as error:
            raise UserError(self.env._("“%s” is no condition on categories.", domain)) from error
        above = {int(number) for path in choosable.mapped("parent_path") for number in path.split("/") if number}
        categories = self.with_context(active_test=False).search([("id", "in", list(above))])
        counts = categories._customers_below()
        return [
            {
                "id": category.id,
                "parent_id": category.parent_id.id if category.parent_id in categories else False,
                "scheme": category.scheme_id.display_name,
                "code": category.code,
                "name": category.name,
                "mnemonic": category.mnemonic or "",
                "can_choose": category in choosable,
                "customers": counts.get(category.id, 0),
            }
            for category in categories._from_the_top()
        ]

    def _customers_below(self):
        """{category id: customers in it and below it}: counted by the room that knows who is where."""
        return {}

    def _from_the_top(self):
        """These categories as their trees show them: each before those below it, siblings in their order."""
        children = self.sorted().grouped(lambda category: category.parent_id & self)
        # a stack, the next one last
        ordered, waiting = [], list(reversed(children.get(self.browse(), ())))
        while waiting:
            ordered.append(category := waiting.pop())
            waiting += reversed(children.get(category, ()))
        return self.browse(category.id for category in ordered)

    def _in_levels(self, counts):
        """[(category, how deep it stands, customers with those below it)] of these and all above them.

        :param counts: {category id: customers} of these
        """
        totals = {}
        for category in self:
            for number in map(int, category.parent_path.split("/")[:-1]):
                totals[number] = totals.get(number, 0) + counts.get(category.id, 0)
        return [(category, category.level - 1, totals[category.id]) for category in self.browse(totals)._from_the_top()]

    @api.model
    def _search_display_name(self, operator, value):
        """Besides code, name and path: words that each fit the code, the name, the mnemonic or the category above."""
        domain = super()._search_display_name(operator, value)
        words = value.split() if operator == "ilike" and isinstance(value, str) else []
        if len(words) == 1:
            return Domain(domain) | Domain("mnemonic", "=ilike", self._beginning(words[0]))
        return Domain(domain) | Domain.AND(map(self._word_domain, words)) if words else domain

    @api.model
    def _word_domain(self, word):
        start = self._beginning(word)
        return Domain.OR(
            [
                Domain("code", "=ilike", start),
                Domain("mnemonic", "=ilike", start),
                Domain("name", "ilike", word),
                Domain("parent_id.name", "ilike", word),
            ]
        )
