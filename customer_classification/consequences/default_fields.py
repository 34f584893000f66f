"""The fields that a category fills in its customers. Another addon adds one::

    register(Default("incoterm_id", "x_incoterm_id", table="account_incoterms", per_company=False))

and a field of the same name to the category's form. A field ``<name>_source`` on the customer, if it has one, tells
where the value comes from.
"""

from dataclasses import dataclass

from odoo.tools import SQL


@dataclass(frozen=True)
class Default:
    """A field of the category that fills a field of the customer.

    :param name: the category's field
    :param target: the customer's field
    :param table: of the records that can be chosen; an archived one is no default
    :param switch: the category's field that says whether it sets the value, where 0 or nothing is a value too
    :param per_company: whether the customer has a value for each company
    :param offered_per_company: whether the category has one for each company
    :param sql_type: of the customer's column, where the customer has one value for all companies
    :param prefer: where several schemes set the field, an expression over ``offered.value`` (jsonb), lowest first;
        without it, and where it is equal, the main scheme comes first, then the order of the schemes
    """

    name: str
    target: str
    table: str | None = None
    switch: str | None = None
    per_company: bool = True
    offered_per_company: bool = True
    sql_type: str = "int4"
    prefer: SQL | None = None

    # The customer's side ----------------------------------------------------------------------------------------------

    def present(self, company: SQL) -> SQL:
        """The customer's own value as jsonb; NULL where there is none, which is when the category may fill it."""
        column = SQL.identifier("partner", self.target)
        if self.per_company:
            return SQL("NULLIF(%s -> %s::text, 'null')", column, company)
        return SQL("NULLIF(to_jsonb(%s), '\"\"')", column)

    def chosen(self) -> SQL:
        """What is to be written, from rows of (``company_id``, ``field``, ``value``): an aggregate per customer."""
        if self.per_company:
            return SQL("jsonb_object_agg(company_id, value) FILTER (WHERE field = %s)", self.name)
        value = SQL("(value #>> '{}')::%s", SQL(self.sql_type))
        return SQL("jsonb_build_array(MAX(%s) FILTER (WHERE field = %s))", value, self.name)

    def written(self) -> SQL:
        """The assignment in an UPDATE of ``partner`` from ``own``, which has :meth:`chosen` under the field's name and
        ``fields``, the names of those that change. A value for each company goes to the contacts too, as Odoo keeps
        those the same; one of several companies that becomes empty goes."""
        column, name = SQL.identifier(self.target), SQL.identifier("own", self.name)
        present = SQL.identifier("partner", self.target)
        if not self.per_company:
            return SQL(
                "%s = CASE WHEN %s = ANY(own.fields) AND partner.id = own.partner_id THEN (%s ->> 0)::%s ELSE %s END",
                column,
                self.name,
                name,
                SQL(self.sql_type),
                present,
            )
        return SQL(
            """%(column)s = CASE WHEN %(name)s IS NULL THEN %(present)s ELSE NULLIF(
                   (COALESCE(%(present)s, '{}') || %(name)s)
                   - ARRAY(SELECT key FROM jsonb_each(%(name)s) WHERE jsonb_typeof(value) = 'null'), '{}') END""",
            column=column,
            present=present,
            name=name,
        )

    # The category's side ----------------------------------------------------------------------------------------------

    def is_set(self, category) -> bool:
        """Whether this category itself sets the field in the current company."""
        values = category.sudo()
        return bool(values[self.switch or self.name])

    def value(self, category):
        """What it sets, as it stands in statements."""
        value = category.sudo()[self.name]
        return value.id if self.table else value

    def offered(self) -> SQL:
        """The statement that gives what categories themselves set: ``id``, ``parent_path``, ``company_id``, ``field``,
        ``value`` (jsonb), a row for each category and company."""
        own = SQL.identifier("category", self.name)
        if self.offered_per_company:
            source = SQL("CROSS JOIN LATERAL jsonb_each(%s) company", own)
            company, value = SQL("company.key::int4"), SQL("company.value")
        else:
            source = SQL("CROSS JOIN res_company company")
            company, value = SQL("company.id"), SQL("to_jsonb(%s)", own)
        if self.table:
            condition = SQL(
                "EXISTS (SELECT FROM %s target WHERE target.id = (%s #>> '{}')::int4 AND target.active)",
                SQL.identifier(self.table),
                value,
            )
        elif self.switch:
            condition = SQL("(%s ->> company.key)::boolean", SQL.identifier("category", self.switch))
        else:
            condition = SQL("%s IS NOT NULL AND %s NOT IN ('null', '\"\"', 'false')", value, value)
        return SQL(
            """SELECT category.id, category.parent_path, %s AS company_id, %s AS field, %s AS value
                 FROM customer_classification_category category %s WHERE %s""",
            company,
            self.name,
            value,
            source,
            condition,
        )


DEFAULTS: dict[str, Default] = {}


def register(default: Default) -> Default:
    """Let categories fill one more field of their customers."""
    DEFAULTS[default.name] = default
    return default


def targets() -> list[str]:
    """The fields of the customer that categories fill."""
    return [default.target for default in DEFAULTS.values()]


def global_fields() -> tuple[str, ...]:
    """The fields of which a customer has one value for all companies; never empty, for statements."""
    return tuple(default.name for default in DEFAULTS.values() if not default.per_company) or ("",)


register(Default("pricelist_id", "specific_property_product_pricelist", "product_pricelist"))
register(Default("payment_term_id", "property_payment_term_id", "account_payment_term"))
register(Default("user_id", "user_id", "res_users", per_company=False))
register(Default("credit_limit", "credit_limit", switch="use_credit_limit"))
