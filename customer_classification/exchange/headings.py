"""What a file is about: its kind and its columns, recognised by their headings in Chinese and English.

``KINDS`` is a registry: another addon adds a kind of file, or a column to one, with an entry.
"""

import re
from dataclasses import dataclass

from odoo.tools.translate import LazyTranslate

from . import cells

_lt = LazyTranslate(__name__)

NUMBERED = re.compile(r"(?:客户)?自定义项(\d+)$|c?cusdefine(\d+)$|(?:custom|user-?defined)(?:field|item)?(\d+)$")
NOISE = re.compile(r"[\s*:.·()\[\]_-]+")
TEXTS, INTEGERS, NUMBERS = range(1, 11), (11, 12), (13, 14)  # of the numbered items; the others are dates


@dataclass(frozen=True)
class Target:
    """What a column may be.

    :param label: what users read
    :param names: the headings under which it is known, with · between them; the first stands in Chinese files
    :param optional: taken only where the user says so
    """

    label: object
    names: str
    optional: bool = False

    def headings(self):
        return {plain(name) for name in self.names.split("·")}


@dataclass(frozen=True)
class Kind:
    """A kind of file: its columns, and those without which a file is none of it."""

    label: object
    targets: dict[str, Target]
    required: tuple[str, ...]
    one_of: tuple[str, ...] = ()


def plain(heading) -> str:
    """A heading as it is compared: half-width, lower case, without blanks and marks."""
    return NOISE.sub("", cells.text(heading)[0].lower()).rstrip("%")


KINDS: dict[str, Kind] = {
    "categories": Kind(
        _lt("Categories"),
        {
            "code": Target(_lt("Code"), "客户分类编码·分类编码·客户类别编码·编码·Category Code·Code·cCCCode"),
            "name": Target(_lt("Name"), "客户分类名称·分类名称·客户类别名称·名称·Category Name·Name·cCCName"),
        },
        ("code", "name"),
    ),
    "customers": Kind(
        _lt("Customers"),
        {
            "code": Target(
                _lt("Code"),
                "客户编码·客户代码·客户编号·往来单位编码·Customer Code·Customer Reference·Customer No.·Customer ID·"
                "cCusCode·Code",
            ),
            "name": Target(
                _lt("Name"), "客户名称·往来单位名称·单位名称·公司名称·Customer Name·Company Name·Name·cCusName"
            ),
            "short_name": Target(_lt("Short name"), "客户简称·简称·Short Name·Abbreviation·cCusAbbName"),
            "category": Target(
                _lt("Category code"),
                "所属分类编码·客户分类编码·所属分类码·所属分类·分类编码·客户类别编码·Category Code·Customer Category·"
                "Customer Class·Category·cCCCode",
            ),
            "region": Target(
                _lt("Region code, as a category of a scheme"),
                "所属地区编码·地区编码·所属地区·地区分类编码·Region Code·Region·District Code·cDCCode",
                optional=True,
            ),
            "industry": Target(_lt("Industry"), "所属行业·行业·行业编码·Industry·Trade·cTrade", optional=True),
            "grade": Target(
                _lt("Credit grade, as a category of a scheme"),
                "信用等级·Credit Grade·Credit Rating·cCusCreGrade",
                optional=True,
            ),
            "level": Target(
                _lt("Level, as a category of a scheme"),
                "客户级别编码·客户级别·客户等级·Customer Level·Customer Grade·CustomerKCode",
                optional=True,
            ),
            "head": Target(
                _lt("Head office, by its code"),
                "客户总公司编码·客户总公司·总公司编码·集团客户编码·Head Office Code·Head Office·Parent Code·"
                "cCusHeadCode",
            ),
            "vat": Target(
                _lt("Tax number"),
                "税号·纳税人登记号·纳税人识别号·税务登记号·统一社会信用代码·Tax Number·Tax ID·VAT·cCusRegCode",
            ),
            "bank": Target(_lt("Bank"), "开户银行·开户行·Bank·Bank Name·cCusBank"),
            "account": Target(_lt("Bank account"), "银行账号·银行帐号·账号·Bank Account·Account Number·cCusAccount"),
            "phone": Target(_lt("Telephone"), "电话·联系电话·固定电话·Phone·Telephone·cCusPhone"),
            "mobile": Target(_lt("Telephone of the contact"), "手机·手机号·移动电话·Mobile·Cell Phone·cCusHand"),
            "email": Target(_lt("Email"), "Email地址·电子邮件·电子邮箱·邮箱·Email·E-mail·Email Address·cCusEmail"),
            "zip": Target(_lt("Postal code"), "邮政编码·邮编·ZIP·ZIP Code·Postal Code·Postcode·cCusPostCode"),
            "street": Target(_lt("Address"), "地址·详细地址·联系地址·Address·Street·cCusAddress"),
            "city": Target(_lt("City"), "城市·所在城市·所属城市·市·City·Town·cCusCity"),
            "contact": Target(_lt("Contact"), "联系人·Contact·Contact Person·cCusPerson"),
            "salesperson": Target(
                _lt("Salesperson"),
                "专管业务员·专管业务员编码·专营业务员·业务员·Salesperson·Sales Rep·cCusPPerson",
            ),
            "credit_limit": Target(_lt("Credit limit"), "信用额度·Credit Limit·iCusCreLine"),
            "credit_days": Target(_lt("Credit days"), "信用期限·信用期·Credit Days·Credit Period·iCusCreDate"),
            "payment_term": Target(_lt("Payment terms"), "付款条件·收付款协议·Payment Terms·Payment Term·cCusPayCond"),
            "pricelist": Target(_lt("Pricelist"), "价格级别·价格表·Price Level·Pricelist·Price List·iCostGrade"),
            "discount": Target(_lt("Discount rate (%)"), "扣率·扣率%·折扣率·Discount·Discount Rate·iCusDisRate"),
            "since": Target(_lt("Customer since"), "发展日期·建档日期·Customer Since·Since·dCusDevDate"),
            "ends": Target(_lt("Ended on"), "停用日期·End Date·Ended On·dEndDate"),
            "last_trade": Target(
                _lt("Last trade"), "最后交易日期·最后交易日·Last Trade·Last Order Date·Last Transaction Date·dLastDate"
            ),
            "currency": Target(_lt("Currency"), "币种·币别·结算币种·Currency·cCusExch_name"),
            "attribute": Target(_lt("Attribute of the categories"), ""),
        },
        ("code", "name"),
    ),
    "opening": Kind(
        _lt("Opening figures"),
        {
            "code": Target(
                _lt("Code"), "客户编码·客户代码·客户编号·Customer Code·Customer Reference·Customer ID·cCusCode"
            ),
            "month": Target(_lt("Month"), "年月·月份·会计期间·期间·Month·Period·iPeriod"),
            "amount": Target(
                _lt("Sales without taxes"),
                "销售额·无税金额·无税销售额·销售金额·Sales·Amount·Untaxed Amount·Net Sales·Revenue",
            ),
            "orders": Target(_lt("Number of orders"), "订单数·订单数量·单数·Orders·Order Count·Number of Orders"),
            "receivable": Target(
                _lt("Receivable"), "应收余额·应收款余额·期末余额·Receivable·Balance·Receivable Balance"
            ),
        },
        ("code", "month"),
        ("amount", "orders", "receivable"),
    ),
    "kingdee": Kind(
        _lt("Categories and customers in one list (Kingdee)"),
        {},
        ("code", "name"),
        ("is_detail", "short_name", "vat", "phone", "street"),
    ),
}
KINDS["kingdee"].targets.update(
    {
        **{key: target for key, target in KINDS["customers"].targets.items() if key != "category"},
        "code": Target(_lt("Code"), "代码·FNumber"),
        "name": Target(_lt("Name"), "名称·Name·FName"),
        "is_detail": Target(_lt("Is a customer"), "明细·是否明细·Detail·Is Detail·FDetail"),
        "region": Target(KINDS["customers"].targets["region"].label, "区域·所属区域·Region·FRegionID", optional=True),
    }
)


def item_type(number: int) -> str:
    """The type of the value of a numbered item of the former system."""
    if number in TEXTS:
        return "char"
    return "integer" if number in INTEGERS else "float" if number in NUMBERS else "date"


def match(headings, kind: str) -> list[str | None]:
    """What each column of a file of this kind is, by its heading; None for what nobody knows."""
    known = {name: key for key, target in KINDS[kind].targets.items() if target.names for name in target.headings()}
    found: list[str | None] = []
    for heading in map(plain, headings):
        key = known.get(heading)
        if not key and "attribute" in KINDS[kind].targets and NUMBERED.match(heading):
            key = "attribute"
        found.append(None if key in found and key != "attribute" else key)
    return found


def item_number(heading) -> int | None:
    """The number of a numbered item, such as 11 of 自定义项11; None for any other heading."""
    found = NUMBERED.match(plain(heading))
    return found and int(next(filter(None, found.groups())))


def is_reason(heading) -> bool:
    """Whether this is the column of a workbook of refused rows that says why."""
    return plain(heading) in ("原因", "reason")


def recognise(rows) -> tuple[int, str] | None:
    """Find the row of the headings and the kind of the file.

    :param rows: ``(number, cells)`` of the first rows
    :return: the row's number and the kind, or None where no row has what any kind needs
    """
    best = None
    for number, row in rows:
        for name, kind in KINDS.items():
            columns = {column for column in match(row, name) if column}
            if not columns.issuperset(kind.required) or (kind.one_of and not columns.intersection(kind.one_of)):
                continue
            better = (len(columns), -number, name == "categories")
            if best is None or better > best[0]:
                best = better, number, name
    return best and best[1:]


def score(row) -> int:
    """How well a row of texts would serve as headings."""
    return max(sum(column is not None for column in match(row, name)) for name in KINDS)
