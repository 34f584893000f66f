"""Cells as people really write them: blanks, full-width characters, lost zeros, dates and amounts in words.

Every reader takes a raw cell (text, a number, a date or None) and gives its value and whether it had to be mended.
What cannot be read raises :class:`Unreadable`.
"""

import re
import unicodedata
from datetime import date, datetime, timedelta

INVISIBLE = re.compile("[\u200b-\u200f\u2060\ufeff\u00ad]")
BLANKS = re.compile(r"\s+")
WHOLE = re.compile(r"-?\d+\.0+$")
NUMBER = re.compile(r"[-+]?(\d+(\.\d*)?|\.\d+)$")
ERRORS = {"#N/A", "#REF!", "#VALUE!", "#DIV/0!", "#NAME?", "#NUM!", "#NULL!", "#SPILL!", "#CALC!", "#GETTING_DATA"}
FORMULA = "#FORMULA!"  # a formula whose result the file does not have
MONEY_SIGNS = re.compile(r"^(CNY|RMB|USD|HKD|EUR|GBP|[¥$€£元])|(元|CNY|RMB)$", re.IGNORECASE)
UNITS = {"亿": 10**8, "百万": 10**6, "万": 10**4, "千": 1000, "k": 1000, "w": 10**4}
EXCEL_EPOCH = date(1899, 12, 30)
SERIALS = range(20000, 80000)  # 1954 to 2119
DATE = re.compile(r"(\d{4})[-./年](\d{1,2})[-./月](\d{1,2})日?(?:[ T].*)?$")
MONTH = re.compile(r"(\d{4})[-./年](\d{1,2})月?(?:[-./]?(\d{1,2})日?)?$")
TAX_ID = "0123456789ABCDEFGHJKLMNPQRTUWXY"
WEIGHTS = (1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28)
EXACT_DIGITS = 15  # beyond which a spreadsheet's number has lost some


class Unreadable(ValueError):
    """The cell says nothing that its column is about; the message is the key of the reason."""


def is_error(raw) -> bool:
    """Whether the cell shows an error of the spreadsheet, such as #N/A."""
    return isinstance(raw, str) and (raw.strip() in ERRORS or raw == FORMULA)


def text(raw) -> tuple[str, bool]:
    """The cell as text: half-width, without invisible characters, outer blanks and a leading apostrophe."""
    if raw is None or is_error(raw):
        return "", False
    if isinstance(raw, bool):
        return ("1" if raw else "0"), False
    if isinstance(raw, int):
        return str(raw), False
    if isinstance(raw, float):
        return (str(int(raw)) if raw.is_integer() else repr(raw)), False
    if isinstance(raw, (datetime, date)):
        return raw.isoformat()[:10], False
    clean = INVISIBLE.sub("", unicodedata.normalize("NFKC", raw)).strip()
    clean = BLANKS.sub(" ", clean).replace("\x00", "")
    if clean.startswith("'"):
        clean = clean[1:].strip()
    return clean, clean != raw


def code(raw) -> tuple[str, bool]:
    """A code: as :func:`text`, without inner blanks and without the decimals that a spreadsheet added."""
    clean, mended = text(raw)
    short = clean.replace(" ", "")
    if WHOLE.match(short):
        short = short.partition(".")[0]
    return short, mended or (isinstance(raw, str) and short != clean)


def amount(raw) -> tuple[float | None, bool]:
    """An amount such as 1,200,000.00, 50万, ￥300,000 or (1,500.00); None for an empty cell.

    :raises Unreadable: there is no number
    """
    if isinstance(raw, (int, float)) and not isinstance(raw, bool):
        return raw, False
    clean, mended = text(raw)
    if not clean:
        return None, False
    number, factor = _bare(clean)
    if not NUMBER.match(number):
        raise Unreadable("amount_unreadable")
    return float(number) * factor, mended or number != clean or factor != 1


def _bare(clean: str) -> tuple[str, int]:
    """The plain number in an amount, and by what its unit multiplies it."""
    number = clean.replace(",", "").replace(" ", "")
    if number.startswith("(") and number.endswith(")"):
        number = "-" + number[1:-1]
    number = MONEY_SIGNS.sub("", number)
    if number.startswith("-") and MONEY_SIGNS.match(number[1:]):
        number = "-" + MONEY_SIGNS.sub("", number[1:])
    number = MONEY_SIGNS.sub("", number)
    for unit, factor in UNITS.items():
        if number.lower().endswith(unit):
            return number[: -len(unit)], factor
    return number, 1


def whole(raw, *, suffixes=()) -> tuple[int | None, bool]:
    """A whole number such as 30, 30.0 or 30天.

    :param suffixes: what may stand behind it
    :raises Unreadable: there is none
    """
    if isinstance(raw, (int, float)) and not isinstance(raw, bool):
        if raw != int(raw):
            raise Unreadable("number_unreadable")
        return int(raw), False
    clean, mended = text(raw)
    if not clean:
        return None, False
    short = clean.replace(",", "")
    for suffix in suffixes:
        short = short.removesuffix(suffix)
    short = short.strip()
    if WHOLE.match(short):
        short = short.partition(".")[0]
    if not re.match(r"-?\d+$", short):
        raise Unreadable("number_unreadable")
    return int(short), mended or short != clean


def percent(raw) -> tuple[float | None, bool]:
    """A percentage: 92, 95% or 0.95.

    :raises Unreadable: there is no number
    """
    if isinstance(raw, str):
        clean, mended = text(raw)
        if clean.endswith("%"):
            value, _ = amount(clean[:-1])
            return value, True
        value, again = amount(clean)
        mended = mended or again
    else:
        value, mended = amount(raw)
    if value is not None and 0 < value <= 1:
        return round(value * 100, 6), True
    return value, mended


def day(raw) -> tuple[date | None, bool]:
    """A date: of the spreadsheet, as its serial number, or as 2024.3.5, 2023年11月8日, 2028/1/15, 20230115.

    :raises Unreadable: there is none, or no such day
    """
    if isinstance(raw, datetime):
        return raw.date(), False
    if isinstance(raw, date):
        return raw, False
    if isinstance(raw, float) and raw.is_integer():
        raw = int(raw)
    clean, mended = code(raw) if isinstance(raw, (int, float)) else text(raw)
    if not clean:
        return None, False
    if clean.isdecimal() and len(clean) == 5 and int(clean) in SERIALS:
        return EXCEL_EPOCH + timedelta(days=int(clean)), True
    if clean.isdecimal() and len(clean) == 8:
        found = (clean[:4], clean[4:6], clean[6:])
    elif match := DATE.match(clean):
        found = match.groups()
    else:
        raise Unreadable("date_impossible")
    try:
        result = date(*map(int, found))
    except ValueError as error:
        raise Unreadable("date_impossible") from error
    return result, mended or result.isoformat() != clean


def month(raw) -> tuple[date | None, bool]:
    """The last day of a month, written as 2024-12, 202412, 2024.12, 2024年12月, 2024/12 or as any of its days.

    :raises Unreadable: there is none
    """
    if isinstance(raw, (date, datetime)):
        return last_of_month(raw.year, raw.month), False
    clean, mended = text(raw)
    if not clean:
        raise Unreadable("month_unreadable")
    if clean.isdecimal() and len(clean) in (6, 8):
        year, number = clean[:4], clean[4:6]
    elif match := MONTH.match(clean):
        year, number = match[1], match[2]
    elif clean.isdecimal() and len(clean) == 5 and int(clean) in SERIALS:
        found = EXCEL_EPOCH + timedelta(days=int(clean))
        return last_of_month(found.year, found.month), True
    else:
        raise Unreadable("month_unreadable")
    if not 1 <= int(number) <= 12 or not 1900 <= int(year) <= 2999:
        raise Unreadable("month_unreadable")
    return last_of_month(int(year), int(number)), mended or clean != f"{year}-{int(number):02}"


def last_of_month(year: int, number: int) -> date:
    """The last day of a month."""
    return date(year + number // 12, number % 12 + 1, 1) - timedelta(days=1)


def tax_id(raw) -> tuple[str, bool]:
    """A tax number: upper case, without blanks."""
    clean, mended = text(raw)
    short = BLANKS.sub("", clean).upper()
    return short, mended or short != clean


def is_tax_id(number: str) -> bool:
    """Whether the last of the 18 characters of a Chinese tax number is right; others are not judged."""
    if len(number) != 18:
        return True
    if any(character not in TAX_ID for character in number[:17]):
        return False
    total = sum(TAX_ID.index(character) * weight for character, weight in zip(number[:17], WEIGHTS, strict=True))
    return number[17] == TAX_ID[(31 - total % 31) % 31]


def account(raw) -> tuple[str, bool]:
    """A bank account.

    :raises Unreadable: it was kept as a number with more digits than a spreadsheet can keep
    """
    if isinstance(raw, (int, float)) and not isinstance(raw, bool) and abs(raw) >= 10**EXACT_DIGITS:
        raise Unreadable("account_digits_lost")
    clean, mended = text(raw)
    if re.match(r"\d(\.\d+)?E\+\d+$", clean, re.IGNORECASE):
        raise Unreadable("account_digits_lost")
    return clean, mended
