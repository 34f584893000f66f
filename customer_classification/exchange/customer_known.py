"""What the check of customers must know of what is there, and what currencies are called."""

from dataclasses import dataclass, field
from datetime import date

CURRENCIES = {
    "人民币": "CNY",
    "人民币元": "CNY",
    "rmb": "CNY",
    "元": "CNY",
    "¥": "CNY",
    "美金": "USD",
    "美元": "USD",
    "$": "USD",
    "us$": "USD",
    "港币": "HKD",
    "港元": "HKD",
    "英镑": "GBP",
    "£": "GBP",
    "欧元": "EUR",
    "€": "EUR",
    "日元": "JPY",
    "日币": "JPY",
    "新台币": "TWD",
    "台币": "TWD",
    "韩元": "KRW",
    "新加坡元": "SGD",
    "新币": "SGD",
    "澳元": "AUD",
    "加元": "CAD",
    "瑞士法郎": "CHF",
    "澳门元": "MOP",
}


@dataclass
class Tree:
    """The categories of a scheme: {code: (id, whether it holds customers)}, and the lengths of their codes.

    A category that comes with the same file has no id yet.
    """

    codes: dict[str, tuple[int | None, bool]]
    names: dict[str, str]
    lengths: list[int]


@dataclass
class Known:
    """What the check must know of what is there.

    :param partners: {code: (id, active)}; a code that several have is in ``ambiguous``
    :param tax_ids: {tax number: ids of the companies that have it}
    :param heads: {id: id of the company above}
    :param trees: {column: categories of the scheme into which it puts}
    :param names: {column: {name in lower case: id}}
    :param refused: {(code, name)} of rows that were refused before since the code is another customer's
    :param home_currency: what it may be called without a word
    """

    today: date
    partners: dict = field(default_factory=dict)
    ambiguous: set = field(default_factory=set)
    tax_ids: dict = field(default_factory=dict)
    heads: dict = field(default_factory=dict)
    trees: dict = field(default_factory=dict)
    names: dict = field(default_factory=dict)
    refused: set = field(default_factory=set)
    home_currency: str = "CNY"
    as_text: bool = False
