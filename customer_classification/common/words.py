"""How lists, labels, days and money are written in sentences: in one place, for each language has its own marks.

Chinese sets lists with 、 and labels with ：, and its dates are written in one way wherever they stand.
"""

from datetime import date, datetime

from odoo.tools import format_date, format_datetime, formatLang


def listed(env, names) -> str:
    """Names one after the other: “A, B, C”, in Chinese “A、B、C”; empty ones are left out."""
    pattern = env._("%(name)s, %(further)s")
    return _between(pattern, "name", "further").join(filter(None, map(_text, names)))


def stated(env, statements) -> str:
    """Statements one after the other: “this; that”; empty ones are left out."""
    pattern = env._("%(statement)s; %(further)s")
    return _between(pattern, "statement", "further").join(filter(None, map(_text, statements)))


def labelled(env, label, value) -> str:
    """What something is called, and what it is: “Customers: 12”; the label alone where there is no value."""
    if value in (None, False, ""):
        return _text(label)
    return env._("%(label)s: %(value)s", label=label, value=value)


def day(env, value: date) -> str:
    """A day as people write it; in Chinese 2026-11-23."""
    return str(value) if _chinese(env) else format_date(env, value)


def moment(env, value: datetime) -> str:
    """A moment as people write it, in the time zone of the user; in Chinese 2026-11-23 14:05."""
    return format_datetime(env, value, dt_format="yyyy-MM-dd HH:mm" if _chinese(env) else "short")


def money(env, value: float, currency) -> str:
    """An amount with its currency, in the user's language."""
    return formatLang(env, value, currency_obj=currency)


def number(env, value: float, digits: int = 0) -> str:
    """A number in the user's language."""
    return formatLang(env, value, digits=digits)


def file_in_language(env, path: str) -> str:
    """A file that people are given, whose headings are those of their language: in Chinese the one with “_zh”."""
    return path.replace(".csv", "_zh.csv") if _chinese(env) else path


def _chinese(env) -> bool:
    return (env.lang or "").startswith("zh")


def _between(pattern: str, first: str, second: str) -> str:
    """What stands between two placeholders of a translated pattern."""
    return pattern % {first: "", second: ""}


def _text(value) -> str:
    return "" if value in (None, False) else str(value)
