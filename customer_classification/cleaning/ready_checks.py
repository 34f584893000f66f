"""The checks that come with the addon: what one customer's own fields show."""

from stdnum import get_cc_module

from odoo.tools import SQL
from odoo.tools.translate import LazyTranslate

from .checks import Check, register, rows

_lt = LazyTranslate(__name__)

WIDE = "".join(
    chr(code) for block in ((0xFF10, 10), (0xFF21, 26), (0xFF41, 26)) for code in range(block[0], sum(block))
)
NARROW = "".join(chr(ord(sign) - 0xFEE0) for sign in WIDE)
SIGNS = "＠．－＋＿／（）", "@.-+_/()"  # in numbers and addresses; in names they may be meant
INVISIBLE = "[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff]"
USCC_SIGNS = "0123456789ABCDEFGHJKLMNPQRTUWXY"
USCC_WEIGHTS = [1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28, 1]
IDENTITY_WEIGHTS = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2, 1]  # of a person, in whose name a shop may be
REMARK = "|".join(
    [
        "停用|勿用|不用了|作废|重复|已注销|已删除|黑名单",
        "do not use|don't use|not in use|obsolete|inactive|duplicate|deleted",
    ]
)
LEGAL_FORM = "|".join(
    [
        r"(公司|集团|厂|商行|合作社|事务所|研究院|研究所|大学|医院)\s*$",
        r"\m(ltd|llc|inc|gmbh|corp|plc|co|pte|s\.?a|b\.?v|ag)\.?\s*$",
    ]
)
EXTENSION = r"(转|分机|ext\.?|x|#)\s*\d+"


def _column(name) -> SQL:
    return SQL.identifier("partner", name)


# What is certain: blanks, full width, characters that nobody sees -----------------------------------------------------


def _tidy(column, signs=False, blanks=" ") -> SQL:
    """The text without what nobody typed on purpose."""
    wide, narrow = (WIDE + SIGNS[0], NARROW + SIGNS[1]) if signs else (WIDE, NARROW)
    return SQL(
        "NULLIF(BTRIM(REGEXP_REPLACE(REGEXP_REPLACE(TRANSLATE(%s, %s, %s), %s, '', 'g'), %s, %s, 'g')), '')",
        column,
        wide + "\u3000\u00a0",
        narrow + "  ",
        INVISIBLE,
        r"\s+",
        blanks,
    )


TIDY = {
    "name": _tidy(_column("name")),
    "ref": _tidy(_column("ref"), signs=True),
    "vat": SQL("UPPER(%s)", _tidy(_column("vat"), signs=True, blanks="")),
    "phone": _tidy(_column("phone"), signs=True),
    "email": _tidy(_column("email"), signs=True),
    "city": _tidy(_column("city")),
    "street": _tidy(_column("street")),
}


def _untidy(name):
    column, tidied = _column(name), TIDY[name]

    def find(_env, customers):
        return rows(customers, SQL("%s != %s AND %s IS NOT NULL", column, tidied, tidied), column, tidied)

    return find


LABELS = {
    "name": _lt("Blanks or full-width characters in the name"),
    "ref": _lt("Blanks or full-width characters in the code"),
    "vat": _lt("Blanks, full-width or small letters in the tax ID"),
    "phone": _lt("Blanks or full-width characters in the phone number"),
    "email": _lt("Blanks or full-width characters in the email"),
    "city": _lt("Blanks or full-width characters in the city"),
    "street": _lt("Blanks or full-width characters in the street"),
}
for _name, _label in LABELS.items():
    register(Check(f"untidy_{_name}", _label, _name, _lt("Mend it: what should be there is certain."), _untidy(_name)))


# What cannot be -------------------------------------------------------------------------------------------------------


def _check_sum(text, signs, weights) -> SQL:
    """The weighted sum of the characters, each counted by its place among ``signs``; NULL with any other character."""
    return SQL(
        """(SELECT CASE WHEN MIN(sign.rank) > 0 THEN SUM((sign.rank - 1) * (%(weights)s::int[])[place]) END
              FROM generate_series(1, 18) place
             CROSS JOIN LATERAL (SELECT POSITION(SUBSTR(%(text)s, place, 1) IN %(signs)s) AS rank) sign)""",
        text=text,
        signs=signs,
        weights=weights,
    )


def _wrong_tax_id(_env, customers):
    """Chinese tax IDs of 18 characters: a company's number, or that of the person in whose name a shop is."""
    number = SQL("written.number")
    return rows(
        customers,
        SQL(
            """COALESCE(country.code, 'CN') = 'CN' AND LENGTH(%(number)s) = 18
               AND (%(company)s %% 31) IS DISTINCT FROM 0 AND (%(person)s %% 11) IS DISTINCT FROM 1""",
            number=number,
            company=_check_sum(number, USCC_SIGNS, USCC_WEIGHTS),
            person=_check_sum(number, "0123456789X", IDENTITY_WEIGHTS),
        ),
        _column("vat"),
        joins=SQL(
            """LEFT JOIN res_country country ON country.id = partner.country_id
               CROSS JOIN LATERAL (SELECT %s AS number OFFSET 0) written""",
            TIDY["vat"],
        ),
    )


def _wrong_foreign_tax_id(env, customers):
    """Tax IDs of other countries, where their check is known; each country and number is looked at once."""
    country = SQL("JOIN res_country country ON country.id = partner.country_id AND country.code != 'CN'")
    known = env.execute_query(
        SQL(
            "SELECT DISTINCT country.code, partner.vat FROM %s customer JOIN res_partner partner"
            " ON partner.id = customer.id %s WHERE LENGTH(partner.vat) > 1",
            customers,
            country,
        )
    )
    wrong = [f"{code} {number}" for code, number in known if not _may_be(code, number)]
    written = SQL("country.code || ' ' || partner.vat")
    return rows(customers, SQL("%s = ANY(%s)", written, wrong), _column("vat"), joins=country)


def _may_be(code, number) -> bool:
    module = get_cc_module(code.lower(), "vat")
    return module is None or module.is_valid(number) or module.is_valid(number.removeprefix(code))


def _impossible_phone(_env, customers):
    digits = SQL("REGEXP_REPLACE(REGEXP_REPLACE(LOWER(number), %s, '', 'g'), '[^0-9]', '', 'g')", EXTENSION)
    possible = SQL(
        """EXISTS (SELECT FROM REGEXP_SPLIT_TO_TABLE(%(phone)s, '[/、,;]|或') number
                    WHERE LENGTH(%(digits)s) BETWEEN 7 AND 16 AND %(digits)s !~ '^(\\d)\\1+$')""",
        phone=TIDY["phone"],
        digits=digits,
    )
    return rows(customers, SQL("%s IS NOT NULL AND NOT %s", TIDY["phone"], possible), _column("phone"))


def _impossible_mail(_env, customers):
    pattern = r"^[^@\s]+@[^@\s.]+(\.[^@\s.]+)*\.[^@\s.\d]{2,}$"
    each = SQL("SELECT FROM REGEXP_SPLIT_TO_TABLE(%s, '\\s*[,;]\\s*') mail", TIDY["email"])
    address = SQL("REGEXP_REPLACE(mail, '^.*<(.*)>$', '\\1')")
    return rows(
        customers,
        SQL("%s IS NOT NULL AND EXISTS (%s WHERE %s !~ %s)", TIDY["email"], each, address, pattern),
        _column("email"),
    )


def _remark_in_name(_env, customers):
    return rows(customers, SQL("%s ~* %s", _column("name"), REMARK), _column("name"))


def _company_as_person(_env, customers):
    return rows(
        customers,
        SQL("partner.is_company IS NOT TRUE AND partner.parent_id IS NULL AND partner.name ~* %s", LEGAL_FORM),
        _column("name"),
    )


CHECK_SUM = _lt("Compare it with the business licence or an invoice of the customer: one character is wrong.")
register(Check("tax_id", _lt("Tax ID with a wrong check character"), "vat", CHECK_SUM, _wrong_tax_id))
register(Check("tax_id_abroad", _lt("Tax ID that this country cannot have"), "vat", CHECK_SUM, _wrong_foreign_tax_id))
register(
    Check(
        "phone",
        _lt("Phone number that cannot be"),
        "phone",
        _lt("Ask the customer, or look at their last order. Several numbers are divided by /."),
        _impossible_phone,
    )
)
register(
    Check(
        "email",
        _lt("Email that cannot be"),
        "email",
        _lt("Write it as name@company.com. Several addresses are divided by commas."),
        _impossible_mail,
    )
)
register(
    Check(
        "remark",
        _lt("Remark in the name"),
        "name",
        _lt("Archive the customer, or write the remark into the notes: the name is printed on invoices."),
        _remark_in_name,
    )
)
register(
    Check(
        "company_as_person",
        _lt("Company entered as a person"),
        "is_company",
        _lt("Choose “Company” at the top of the form."),
        _company_as_person,
    )
)
