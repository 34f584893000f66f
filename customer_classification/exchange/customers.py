"""The check of a file of customers: what each cell means, what is mended, what is not taken and why."""

from collections import Counter
from datetime import date

from . import cells
from .checking import Checked, Row, is_number, next_length, no_record, on_circles, usual_width
from .customer_known import CURRENCIES, Known

NO_CATEGORY = {"无分类", "无", "未分类", "none", "no category", "-", "--", "/"}
SCHEMES = ("category", "region", "grade", "level")  # the columns that put customers into categories
NAMED = ("salesperson", "payment_term", "pricelist", "industry")  # what is found by its name
TEXTS = ("short_name", "phone", "email", "street", "city", "contact", "bank", "mobile")
ZIP = 6  # digits
DAY_WORDS = ("天", "日", "days", "day")


class Check:
    """The check of one file: first the codes of all rows, since one row may mean another, then row by row."""

    def __init__(self, rows: list[Row], headings: list, attributes: dict[str, str], known: Known):
        """
        :param attributes: {column: type of the attribute's values}
        """
        self.rows, self.headings, self.attributes, self.known = rows, headings, attributes, known
        self.width = usual_width(row.get("code") for row in rows)
        self.unknown_names = Counter()  # (column, name) → rows
        self.first = {}  # code → number of its row
        self.tax_rows = {}  # tax number → number of its first row
        self.begun = [self._begin(row) for row in rows]
        self.heads = self._find_heads()

    def checked(self):
        """Give what is found out about each row, in their order."""
        for row, checked in zip(self.rows, self.begun, strict=True):
            if checked.is_taken:
                self._read(row, checked)
            yield checked

    # Codes ------------------------------------------------------------------------------------------------------------

    def _begin(self, row):
        checked = Checked(row.number)
        if reason := no_record(row, self.headings):
            return checked.skip(reason)
        code, mended = cells.code(row.get("code"))
        name, again = cells.text(row.get("name"))
        if not code:
            return checked.refuse("code_missing")
        if not name:
            return checked.refuse("name_missing")
        checked.mend(mended or again)
        if self._lost_zeros(row.get("code"), code):
            code = code.zfill(self.width)
            checked.warn("code_zero_restored", value=code)
        if code in self.first:
            return checked.refuse("code_twice", value=code, row=self.first[code], name=name)
        if code in self.known.ambiguous:
            return checked.refuse("code_ambiguous", value=code)
        if (code, name) in self.known.refused:
            return checked.refuse("code_of_another", value=code, name=name)
        self.first[code] = row.number
        checked.values = {"code": code, "name": name}
        return checked

    def _lost_zeros(self, raw, code):
        """Whether a spreadsheet took the zeros in front of this code."""
        short = self.width and code.isdecimal() and len(code) < self.width
        return bool(short and code not in self.known.partners and is_number(raw, self.known.as_text))

    def _find_heads(self):
        """{number of the row: code of the head, None where it is unknown, False where it leads back}."""
        heads = {}
        for row, checked in zip(self.rows, self.begun, strict=True):
            if not checked.is_taken:
                continue
            code, mended = cells.code(row.get("head"))
            if not code:
                continue
            own = checked.values["code"]
            if code != own and code not in self.first and code not in self.known.partners and self.width:
                padded = code.zfill(self.width) if code.isdecimal() else code
                if padded == own or padded in self.first or padded in self.known.partners:
                    code, mended = padded, True
            if code == own:
                continue
            checked.mend(mended)
            heads[checked.number] = code if code in self.first or code in self.known.partners else None
        return self._without_circles(heads)

    def _without_circles(self, heads):
        own = {checked.number: checked.values["code"] for checked in self.begun if checked.is_taken}

        def who(code):
            return self.known.partners[code][0] if code in self.known.partners else code

        above = dict(self.known.heads)
        above.update({who(own[number]): who(code) for number, code in heads.items() if code})
        circles = on_circles(above)
        return {number: False if code and who(own[number]) in circles else code for number, code in heads.items()}

    # Cells ------------------------------------------------------------------------------------------------------------

    def _read(self, row, checked):
        values = checked.values
        for key, cell in row.cells.items():
            if cells.is_error(cell):
                checked.warn("cell_error", value=str(cell), column=key)
        for key in TEXTS:
            self._put(checked, key, cells.text(row.get(key)))
        for key in SCHEMES:
            if key in self.known.trees:
                self._read_category(row, checked, key)
        self._read_currency(row, checked)
        for key in NAMED:
            self._read_name(row, checked, key)
        self._read_head(checked)
        self._read_tax_id(row, checked)
        self._read_zip(row, checked)
        self._try(row, checked, "account", cells.account)
        self._try(row, checked, "credit_limit", self._limit)
        self._try(row, checked, "credit_days", lambda raw: cells.whole(raw, suffixes=DAY_WORDS), "days_unreadable")
        self._try(row, checked, "discount", cells.percent, "discount_unreadable")
        self._read_dates(row, checked)
        for key, kind in self.attributes.items():
            self._try(row, checked, key, lambda raw, kind=kind: self._attribute(raw, kind), "custom_unreadable")
        partner = self.known.partners.get(values["code"])
        if partner and not partner[1] and not values.get("is_ended"):
            checked.warn("archived_here")

    def _put(self, checked, key, found):
        """Keep a value that is not empty."""
        value, mended = found
        checked.mend(mended)
        if value not in (None, ""):
            checked.values[key] = value.isoformat() if isinstance(value, date) else value

    def _try(self, row, checked, key, read, reason=None):
        """Read a cell; one that cannot be read is left out and told."""
        raw = row.get(key)
        if raw is None or cells.is_error(raw):
            return
        try:
            self._put(checked, key, read(raw))
        except cells.Unreadable as error:
            checked.warn(reason or str(error), value=cells.text(raw)[0], column=key)

    @staticmethod
    def _limit(raw):
        value, mended = cells.amount(raw)
        if value is not None and value < 0:
            raise cells.Unreadable("amount_unreadable")
        return value, mended

    @staticmethod
    def _attribute(raw, kind):
        if kind == "date":
            return cells.day(raw)
        if kind == "integer":
            return cells.whole(raw)
        return cells.amount(raw) if kind == "float" else cells.text(raw)

    def _read_category(self, row, checked, key):
        code, mended = cells.code(row.get(key))
        if not code:
            return
        checked.mend(mended)
        if code.lower() in NO_CATEGORY:
            checked.mend()
            return
        tree = self.known.trees[key]
        if code not in tree.codes:
            padded = next_length(code, tree.lengths)
            if padded in tree.codes:
                checked.mend()
                code = padded
            else:
                code = tree.names.get(cells.text(row.get(key))[0].lower(), code)
        if code not in tree.codes:
            checked.warn("class_unknown", value=code)
            return
        _number, holds_customers = tree.codes[code]
        if not holds_customers:
            checked.warn("class_not_leaf", value=code)
            return
        checked.values[key] = code

    def _read_name(self, row, checked, key):
        name, _ = cells.text(row.get(key))
        if not name or key not in self.known.names:
            return
        if key == "pricelist":
            name = f"{name} ({checked.values.get('currency') or self.known.home_currency})"
        found = self.known.names[key].get(name.lower())
        if found:
            checked.values[key] = found
        else:
            self.unknown_names[key, name] += 1

    def _read_head(self, checked):
        if checked.number not in self.heads:
            return
        head = self.heads[checked.number]
        if head:
            checked.values["head"] = head
        else:
            checked.warn("head_unknown" if head is None else "head_circle")

    def _read_tax_id(self, row, checked):
        number, mended = cells.tax_id(row.get("vat"))
        if not number:
            return
        checked.mend(mended)
        checked.values["vat"] = number
        if not cells.is_tax_id(number):
            checked.warn("tax_id_check", value=number)
        partner = self.known.partners.get(checked.values["code"])
        others = {*self.known.tax_ids.get(number, ())} - {partner and partner[0]}
        if others or number in self.tax_rows:
            checked.warn("maybe_duplicate", value=number, partners=sorted(others), row=self.tax_rows.get(number))
        self.tax_rows.setdefault(number, checked.number)

    def _read_zip(self, row, checked):
        raw = row.get("zip")
        code, mended = cells.code(raw)
        lost = code.isdecimal() and len(code) == ZIP - 1 and is_number(raw, self.known.as_text)
        if lost and not checked.values.get("phone", "").startswith("+"):
            code, mended = code.zfill(ZIP), True
        self._put(checked, "zip", (code, mended))

    def _read_dates(self, row, checked):
        for key in ("since", "last_trade"):
            self._try(row, checked, key, cells.day, "date_impossible")
            if (found := checked.values.get(key)) and date.fromisoformat(found) > self.known.today:
                del checked.values[key]
                checked.warn("date_in_future", value=found, column=key)
        self._try(row, checked, "ends", cells.day, "date_impossible")
        if ends := checked.values.get("ends"):
            if date.fromisoformat(ends) <= self.known.today:
                checked.values["is_ended"] = True
            else:
                checked.warn("ends_later", value=ends)

    def _read_currency(self, row, checked):
        name, mended = cells.text(row.get("currency"))
        if not name:
            return
        code = CURRENCIES.get(name.lower(), name.upper())
        home = code == self.known.home_currency and name == "人民币"
        checked.mend(mended or (code != name and not home))
        if len(code) == 3 and code.isascii() and code.isalpha():
            checked.values["currency"] = code
        else:
            checked.warn("currency_unknown", value=name)
