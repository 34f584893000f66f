"""Finding customers among many: grouping, code prefix, the panel beside the list, the unclassified."""

from contextlib import closing

from odoo.fields import Command
from odoo.tools import SQL

from .data import LOGIN
from .table import compare

LIMITS = {"most": 1.5, "besides": 0.03}
CUSTOMERS = [("is_classifiable", "=", True)]  # the domain of the application's list
PAGE = 80


def rows(env):
    """Return the rows of the table; each asks as the list view of a salesperson does."""
    user = env["res.users"].search([("login", "=", LOGIN)])
    env = env(user=user.id, context={"allowed_company_ids": user.company_id.ids, "lang": "en_US"})
    return Finding(env).rows()


class Finding:
    """The questions, each as Odoo asks it and in SQL by hand."""

    def __init__(self, env):
        self.env = env
        self.Partner = env["res.partner"]
        Scheme = env["customer.classification.scheme"]
        self.main = Scheme.search([("code", "=", "BENCH")])
        self.flat = Scheme.search([("code", "=", "BENCH-FLAT")])

    def rows(self):
        return [
            compare(
                "group by main category",
                self.group_by_main,
                self.group_by_main_sql,
                **LIMITS,
                same=lambda groups: {
                    g["main_category_id"] and g["main_category_id"][0]: g["__count"] for g in groups if g["__count"]
                },
            ),
            compare(
                "group by categories of all schemes",
                self.group_by_any,
                self.group_by_any_sql,
                **LIMITS,
                same=lambda groups: {
                    g["customer_category_ids"] and g["customer_category_ids"][0]: g["__count"]
                    for g in groups
                    if g["__count"]
                },
            ),
            compare("code prefix 0102: count and first page", self.prefix, self.prefix_sql, **LIMITS),
            compare("panel beside the list, with counts", self.panel, self.panel_sql, **LIMITS),
            compare("unclassified: count and first page", self.unclassified, self.unclassified_sql, **LIMITS),
            self.under_permission(),
        ]

    def under_permission(self):
        """The row of a user to whom a data permission leaves half of the customers, against one whom none binds."""
        env = self.env(su=True)
        with closing(env.cr.savepoint()):
            bound = env.user.copy({"login": f"{LOGIN}-bound"})
            tops = self.main.sudo().category_ids.filtered(lambda category: not category.parent_id)
            env["customer.classification.permission"].create(
                {
                    "name": "Half",
                    "kind": "limit",
                    "user_ids": [Command.set(bound.ids)],
                    "category_ids": [Command.set(tops[: len(tops) // 2].ids)],
                }
            )
            theirs = Finding(self.env(user=bound.id))
            found = compare(
                "count and first page under a data permission, against none",
                lambda: theirs._page(CUSTOMERS),
                lambda: self._page(CUSTOMERS),
                look=lambda: None,  # they see half of it
                most=1.2,
                besides=LIMITS["besides"],
            )
        env.registry.clear_cache()
        return found

    # As Odoo asks

    def group_by_main(self):
        return self.Partner.formatted_read_group(CUSTOMERS, ["main_category_id"], ["__count"])

    def group_by_any(self):
        return self.Partner.formatted_read_group(CUSTOMERS, ["customer_category_ids"], ["__count"])

    def prefix(self):
        domain = [*CUSTOMERS, ("main_category_id", "child_of", "0102")]
        return self._page(domain)

    def unclassified(self):
        return self._page([*CUSTOMERS, ("main_category_id", "=", False)])

    def _page(self, domain):
        count = self.Partner.search_count(domain)
        return count, self.Partner.search(domain, limit=PAGE, order="complete_name, id").ids

    def panel(self):
        common = {
            "search_domain": CUSTOMERS,
            "category_domain": [],
            "filter_domain": [],
            "enable_counters": True,
            "expand": False,
            "limit": 200,
        }
        tree = self.Partner.search_panel_select_range("main_category_id", hierarchize=True, **common | {"limit": 1000})
        flat = self.Partner.search_panel_select_multi_range(
            "customer_category_ids",
            group_by="scheme_id",
            group_domain={},
            comodel_domain=[("scheme_id.is_main", "=", False), ("is_leaf", "=", True)],
            **common,
        )
        return [{value["id"]: value["__count"] for value in part["values"]} for part in (tree, flat)]

    # By hand

    def _query(self, text, **values):
        return self.env.execute_query(SQL(text, customers=self._customers(), main=self.main.id, **values))

    def _customers(self):
        """Who is a customer, and whom the user may see."""
        return SQL(
            """partner.active AND partner.commercial_partner_id = partner.id AND (
                   partner.customer_rank > 0
                   OR EXISTS (
                       SELECT FROM res_partner member JOIN sale_order ON sale_order.partner_id = member.id
                        WHERE member.commercial_partner_id = partner.id
                          AND (sale_order.company_id IS NULL OR sale_order.company_id = %(company)s))
                   OR EXISTS (
                       SELECT FROM res_partner member JOIN crm_lead ON crm_lead.partner_id = member.id
                        WHERE member.commercial_partner_id = partner.id AND crm_lead.type = 'opportunity'
                          AND (crm_lead.company_id IS NULL OR crm_lead.company_id = %(company)s))
                   OR EXISTS (
                       SELECT FROM customer_classification_assignment by_hand
                        WHERE by_hand.partner_id = partner.id AND by_hand.origin IN ('manual', 'import')))
               AND (partner.partner_share IS NOT TRUE OR partner.company_id IS NULL
                    OR partner.company_id = %(company)s)""",
            company=self.env.company.id,
        )

    def group_by_main_sql(self):
        return dict(
            self._query(
                """SELECT COALESCE(assignment.category_id, 0), COUNT(*)
                     FROM res_partner partner
                     LEFT JOIN customer_classification_assignment assignment
                       ON assignment.partner_id = partner.id AND assignment.scheme_id = %(main)s
                    WHERE %(customers)s
                    GROUP BY assignment.category_id"""
            )
        )

    def group_by_any_sql(self):
        return dict(
            self._query(
                """SELECT COALESCE(assignment.category_id, 0), COUNT(*)
                     FROM res_partner partner
                     LEFT JOIN customer_classification_assignment assignment ON assignment.partner_id = partner.id
                    WHERE %(customers)s
                    GROUP BY assignment.category_id"""
            )
        )

    PREFIX = """FROM res_partner partner
                JOIN customer_classification_assignment assignment
                  ON assignment.partner_id = partner.id AND assignment.scheme_id = %(main)s
                JOIN customer_classification_category category
                  ON category.id = assignment.category_id AND category.code LIKE '0102%%'
               WHERE %(customers)s"""
    UNCLASSIFIED = """FROM res_partner partner
               WHERE %(customers)s AND NOT EXISTS (
                     SELECT FROM customer_classification_assignment assignment
                      WHERE assignment.partner_id = partner.id AND assignment.scheme_id = %(main)s)"""

    def prefix_sql(self):
        return self._page_sql(self.PREFIX)

    def unclassified_sql(self):
        return self._page_sql(self.UNCLASSIFIED)

    def _page_sql(self, rest):
        [(count,)] = self._query("SELECT COUNT(*) " + rest)
        page = self._query("SELECT partner.id " + rest + " ORDER BY partner.complete_name, partner.id LIMIT 80")
        return count, [number for (number,) in page]

    def panel_sql(self):
        """The counts of the tree, those below added up; and those of the other scheme."""
        tree = self._query(
            """SELECT above.id, SUM(counted.customers)::int
                 FROM (SELECT assignment.category_id, COUNT(*) AS customers
                         FROM res_partner partner
                         JOIN customer_classification_assignment assignment
                           ON assignment.partner_id = partner.id AND assignment.scheme_id = %(main)s
                        WHERE %(customers)s
                        GROUP BY assignment.category_id) counted
                 JOIN customer_classification_category category ON category.id = counted.category_id
                 JOIN customer_classification_category above ON category.parent_path LIKE above.parent_path || '%%'
                GROUP BY above.id"""
        )
        flat = self._query(
            """SELECT category.id, COUNT(*)
                 FROM res_partner partner
                 JOIN customer_classification_assignment assignment ON assignment.partner_id = partner.id
                 JOIN customer_classification_category category ON category.id = assignment.category_id
                 JOIN customer_classification_scheme scheme ON scheme.id = category.scheme_id
                WHERE %(customers)s AND category.is_leaf AND scheme.is_main IS NOT TRUE
                GROUP BY category.id"""
        )
        return [dict(tree), dict(flat)]
