"""The checks that come with the addon: what is missing, and what does not fit other records."""

from odoo.tools import SQL
from odoo.tools.translate import LazyTranslate

from ..common import words
from .checks import Check, register, rows

_lt = LazyTranslate(__name__)

FEWEST_IN_PROVINCE, SHARE_IN_PROVINCE = 4, 0.9  # of the customers of a city, from which on it lies in that province


def _city_elsewhere(_env, customers):
    """Where a city lies, the other customers tell: nearly all of them stand in the same province."""
    return rows(
        customers,
        SQL(
            "partner.state_id != usual.state_id AND usual.number >= %s AND usual.number >= %s * usual.everybody",
            FEWEST_IN_PROVINCE,
            SHARE_IN_PROVINCE,
        ),
        SQL("CONCAT_WS(', ', partner.city, state.name)"),
        joins=SQL(
            """JOIN res_country_state state ON state.id = partner.state_id
               JOIN (SELECT DISTINCT ON (city, country_id) city, country_id, state_id, COUNT(*) AS number,
                            SUM(COUNT(*)) OVER (PARTITION BY city, country_id) AS everybody
                       FROM res_partner WHERE active AND city IS NOT NULL AND state_id IS NOT NULL
                      GROUP BY city, country_id, state_id
                      ORDER BY city, country_id, COUNT(*) DESC) usual
                 ON usual.city = partner.city AND usual.country_id IS NOT DISTINCT FROM partner.country_id"""
        ),
    )


def _missing_attributes(env, customers):
    lacking = env["res.partner"]._search([("has_missing_attributes", "=", True)]).subselect()
    return rows(customers, SQL("partner.id IN %s", lacking))


def _what_is_missing(customer):
    return words.listed(customer.env, customer.classification_assignment_ids.mapped("missing_attributes"))


def _without_salesperson(_env, customers):
    return rows(
        customers,
        SQL("seller.active IS NOT TRUE"),
        SQL("person.name"),
        joins=SQL(
            """LEFT JOIN res_users seller ON seller.id = partner.user_id
               LEFT JOIN res_partner person ON person.id = seller.partner_id"""
        ),
    )


def _limit_without_terms(_env, customers):
    """Each company has its own limit and its own terms."""
    return rows(
        customers,
        SQL(
            """jsonb_typeof(own.value) = 'number' AND (own.value #>> '{}')::numeric > 0
               AND NULLIF(partner.property_payment_term_id -> own.key, 'null') IS NULL"""
        ),
        SQL("own.value #>> '{}'"),
        joins=SQL("CROSS JOIN LATERAL jsonb_each(partner.credit_limit) own"),
        company=SQL("own.key::int4"),
    )


def _two_main_contacts(_env, customers):
    """Odoo takes one contact for invoices; with two of them nobody knows which."""
    return rows(
        customers,
        SQL("main.number > 1"),
        SQL("main.names"),
        joins=SQL(
            """JOIN (SELECT parent_id, COUNT(*) AS number, STRING_AGG(name, ', ' ORDER BY id) AS names
                       FROM res_partner WHERE active AND type = 'invoice' GROUP BY parent_id) main
                 ON main.parent_id = partner.id"""
        ),
    )


def _person_at_company(_env, customers):
    """A person of their own at the address of a company that everybody may see who sees the person."""
    plain = SQL("REGEXP_REPLACE(LOWER(person.street), %s, '', 'g')", r"[\s,.，。-]")
    company_plain = SQL("REGEXP_REPLACE(LOWER(company.street), %s, '', 'g')", r"[\s,.，。-]")
    return SQL(
        """SELECT person.id AS partner_id, NULL::int4 AS company_id, MIN(company.name) AS value, NULL::text AS proposal
             FROM %(customers)s customer
             JOIN res_partner person ON person.id = customer.id
              AND person.is_company IS NOT TRUE AND person.parent_id IS NULL AND person.street ~ '\\d'
             JOIN res_partner company ON company.is_company AND company.active AND company.id != person.id
              AND %(company_plain)s = %(plain)s AND company.city IS NOT DISTINCT FROM person.city
              AND (company.company_id IS NULL OR company.company_id = person.company_id)
            GROUP BY person.id""",
        customers=customers,
        plain=plain,
        company_plain=company_plain,
    )


register(
    Check(
        "city",
        _lt("City outside the province"),
        "state_id",
        _lt("The other customers of this city stand in another province: correct the city or the province."),
        _city_elsewhere,
    )
)
register(
    Check(
        "attributes",
        _lt("Something is missing that the category asks for"),
        "classification_assignment_ids",
        _lt("Fill it in on the page “Classification”."),
        _missing_attributes,
        quality="complete",
        detail=_what_is_missing,
    )
)
register(
    Check(
        "salesperson",
        _lt("No salesperson"),
        "user_id",
        _lt("Give the customer a salesperson who is here."),
        _without_salesperson,
        quality="complete",
    )
)
register(
    Check(
        "limit_without_terms",
        _lt("Credit limit without payment terms"),
        "property_payment_term_id",
        _lt("Choose payment terms, else nobody knows when the credit is due."),
        _limit_without_terms,
        quality="complete",
    )
)
register(
    Check(
        "two_main_contacts",
        _lt("Two contacts for invoices"),
        "child_ids",
        _lt("Keep one contact of the type “Invoice”; the others become ordinary contacts."),
        _two_main_contacts,
    )
)
register(
    Check(
        "person_at_company",
        _lt("Person at the address of a company"),
        "parent_id",
        _lt("If they work there, choose the company as theirs: their orders then count for it."),
        _person_at_company,
    )
)
