"""How values and the lines of the head are written for the reader of a report, on paper and in the workbook alike."""

from odoo.tools import formatLang

from ...common import words
from ..dataset import Column, Dataset, Row


class Wording:
    """Writes in the language of ``env``."""

    def __init__(self, env, dataset: Dataset):
        self.env, self.dataset = env, dataset
        self.chinese = (env.lang or "").startswith("zh")

    def text(self, column: Column, row: Row, place: int) -> str:
        """The value of a cell, as printed: amounts in the unit of the report."""
        value = row.values[place]
        if column.kind == "any" and value is not None:
            return self.value(*value)
        return self.value(column.kind, value)

    def value(self, kind: str, value) -> str:
        """A value of this kind."""
        if value is None or value == "":
            return ""
        match kind:
            case "integer" | "days":
                return formatLang(self.env, value, digits=0 if float(value).is_integer() else 1)
            case "money":
                unit = self.dataset.unit
                return formatLang(self.env, value / unit, digits=self.dataset.decimals if unit == 1 else 2)
            case "percent":
                return f"{formatLang(self.env, value * 100, digits=1)}%"
            case "score" | "decimal":
                return formatLang(self.env, value, digits=2)
            case "date":
                return words.day(self.env, value)
        return str(value)

    def day(self, day) -> str:
        return self.value("date", day)

    # The head ---------------------------------------------------------------------------------------------------------

    def title(self) -> str:
        return self.env._("%(title)s: %(subject)s", title=self.dataset.title, subject=self.dataset.subject)

    def company(self) -> str:
        return self.env._("Company: %s", self.dataset.company)

    def period(self) -> str:
        first, last = self.dataset.first_day, self.dataset.last_day
        if not first:
            return self.env._("As of: %s", self.day(last))
        return self.env._("Period: %(first)s to %(last)s", first=self.day(first), last=self.day(last))

    def money(self, unit=None) -> str:
        """The unit of money, for example “万元（无税）”."""
        env = self.env
        names = {1: "%s", 1000: env._("thousand %s"), 10000: env._("ten thousand %s")}
        currency = self.dataset.currency
        if self.chinese and currency == "CNY":
            name = {1: "元", 1000: "千元", 10000: "万元"}[unit or self.dataset.unit]  # as ledgers have it
        else:
            name = names[unit or self.dataset.unit] % currency
        basis = env._("with taxes") if self.dataset.amount_basis == "taxed" else env._("without taxes")
        return env._("Unit of money: %(unit)s (%(basis)s)", unit=name, basis=basis)

    def facts(self) -> str:
        return "   ".join(
            self.env._("%(label)s: %(value)s", label=label, value=value) for label, value in self.dataset.facts
        )

    def checks(self) -> list[str]:
        """The tie-outs, each as a sentence."""
        return [
            self.env._(
                "%(label)s: %(value)s. %(other)s: %(analysis)s. Difference: %(difference)s.",
                label=check.label,
                value=self.value("money", check.value),
                other=check.other_label,
                analysis=self.value("money", check.other),
                difference=self.value("money", check.difference),
            )
            for check in self.dataset.checks
        ]

    # The foot ---------------------------------------------------------------------------------------------------------

    def prepared(self) -> str:
        return self.env._("Prepared by: %s", self.dataset.made_by)

    def checked(self) -> str:
        return self.env._("Checked by: %s", "____________")

    def printed(self) -> str:
        return self.env._("Printed on: %s", words.moment(self.env, self.dataset.made_at))
