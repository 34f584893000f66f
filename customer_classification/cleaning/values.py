"""What people typed into the fields of a customer, as values that can be compared.

Everything here is plain Python on texts, knows no Odoo, and gives an empty value for what proves nothing: blanks,
dummies such as 000000 or “见合同”, and numbers too short to be one.
"""

import re
import unicodedata
from functools import cache, lru_cache

from stdnum.cn import uscc

# Mail providers where anybody has an address: the domain says nothing about who it is.
PUBLIC_MAIL = frozenset(
    [
        "163.com",
        "126.com",
        "yeah.net",
        "qq.com",
        "foxmail.com",
        "sina.com",
        "sina.cn",
        "sohu.com",
        "tom.com",
        "139.com",
        "189.cn",
        "21cn.com",
        "aliyun.com",
        "gmail.com",
        "googlemail.com",
        "outlook.com",
        "hotmail.com",
        "live.com",
        "msn.com",
        "yahoo.com",
        "yahoo.cn",
        "icloud.com",
        "me.com",
        "aol.com",
        "gmx.de",
        "gmx.net",
        "web.de",
        "t-online.de",
        "mail.ru",
        "proton.me",
        "protonmail.com",
        "btinternet.com",
    ]
)
MOST_KEPT = 20_000  # texts whose value is remembered
NO_NAME = re.compile(r"(none|null|nil|no|na|n/a|test|unknown|email|mail|noemail|nomail|xxx+|aaa+|无|没有|abc)\d*")
INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff]")
DASHES = re.compile(r"[‐-―−－﹣ー]")


def narrow(text: str | None) -> str:
    """Full-width letters and signs as ordinary ones, small letters, single blanks, no invisible characters."""
    if not text:
        return ""
    if not text.isascii():
        text = DASHES.sub("-", unicodedata.normalize("NFKC", text))
        text = INVISIBLE.sub("", text)
    return " ".join(text.lower().split())


@cache
def _converter():
    try:
        from opencc import OpenCC  # noqa: PLC0415  an optional package
    except ImportError:
        return None
    return OpenCC("t2s")


class _Simplified(dict):
    """Character → simplified character, asked of the converter once per character."""

    def __missing__(self, code):
        converter, character = _converter(), chr(code)
        self[code] = converter.convert(character) if converter and character > "⺀" else character
        return self[code]


_SIMPLIFIED = _Simplified()


def simplified(text: str) -> str:
    """Traditional characters as simplified ones, where the optional package for it is installed."""
    return text if text.isascii() else text.translate(_SIMPLIFIED)


@cache
def _reader():
    try:
        from pypinyin import lazy_pinyin  # noqa: PLC0415  an optional package
    except ImportError:
        return None
    return lazy_pinyin


@lru_cache(MOST_KEPT)
def reading(text: str) -> str:
    """How Chinese characters are spoken, in letters without tones; empty where the optional package is missing."""
    reader = _reader()
    return "".join(reader(text)).lower() if reader and text and not text.isascii() else ""


def comparable(text: str | None) -> str:
    return simplified(narrow(text))


# Numbers --------------------------------------------------------------------------------------------------------------


def tax_id(text: str | None) -> str:
    """Letters and digits alone; empty where it is a dummy."""
    value = re.sub(r"[^0-9a-z]", "", narrow(text)).upper()
    if len(value) < 8 or len(set(value)) < 4 or value in "01234567890123456789" or not any(map(str.isdigit, value)):
        return ""
    return value


@lru_cache(MOST_KEPT)
def has_valid_check(value: str) -> bool:
    """Whether the check characters of a tax id fit; only kinds that carry a check can be valid."""
    return len(value) == 18 and uscc.is_valid(value)


def is_chinese_tax_id(value: str) -> bool:
    return len(value) in (15, 18, 20) and value[:6].isdigit()


def phones(*texts: str | None) -> frozenset[str]:
    """All telephone numbers in the fields, without country code, trunk zero, extension; several may stand in one."""
    return frozenset(number for text in texts for number in _numbers(narrow(text)))


@lru_cache(MOST_KEPT)
def _numbers(text: str) -> tuple[str, ...]:
    text = re.sub(r"(转|分机|ext\.?|x|#)\s*\d+", "", text)
    found = []
    for part in re.split(r"[/、,;，；]|\s或\s|或", text):
        number = _number(part)
        if number:
            found.append(number)
        elif found and (local := re.sub(r"\D", "", part)):
            number = found[0][: -len(local)] + local if len(local) in (7, 8) and len(found[0]) > len(local) else ""
            found += [number] if number else []
    return tuple(found)


def _number(text: str) -> str:
    digits = re.sub(r"\D", "", text.replace("(0)", ""))
    foreign = text.strip().startswith("+") or digits.startswith("00")
    digits = digits.removeprefix("00")
    if digits.startswith("86") and len(digits) >= 12:
        digits, foreign = digits[2:], False
    elif foreign:
        return _unless_dummy(digits)
    if len(digits) == 11 and digits.startswith("1"):
        return _unless_dummy(digits)
    landline = re.fullmatch(
        r"\D*\+?(?:86)?\D*(0?\d{2,3})\D+(\d{7,8})(?:-(\d{1,5}))?\D*", text.replace(" ", "-").replace("--", "-")
    )
    if landline and len(digits) > 8:
        digits = landline[1] + landline[2]
    elif len(digits) > 12:
        digits = digits[:12] if digits.startswith("0") else digits[:11]
    return _unless_dummy(digits.lstrip("0"))


def _unless_dummy(digits: str) -> str:
    if not 7 <= len(digits) <= 15 or len(set(digits)) < 3 or re.search(r"(\d)\1{6}", digits):
        return ""
    return "" if digits in "12345678901234567890" else digits


def is_mobile(number: str) -> bool:
    return len(number) == 11 and number.startswith("1")


# Addresses ------------------------------------------------------------------------------------------------------------


def mail(text: str | None) -> str:
    value = narrow(text).replace(" ", "").removeprefix("mailto:")
    local, at, host = value.partition("@")
    if not at or "." not in host or NO_NAME.fullmatch(local) or local == host.split(".")[0]:
        return ""
    return value


def domains(email: str, website: str | None) -> frozenset[str]:
    """The domains that are the customer's own: of their web site and of their mail, if not at a public provider."""
    host = re.sub(r"^[a-z]+:/*", "", narrow(website).replace(" ", "")).split("/")[0].split(":")[0].removeprefix("www.")
    hosts = {host, email.partition("@")[2]}
    return frozenset(h for h in hosts if "." in h and len(h) > 3 and h not in PUBLIC_MAIL)


def street(text: str | None) -> str:
    """The address without blanks and signs; empty without a number in it, since “见合同” or a road alone is none."""
    value = re.sub(r"[\W_]+", "", comparable(text))
    return value if len(value) >= 5 and re.search(r"[\d一二三四五六七八九十]", value) else ""
