from odoo.fields import Command
from odoo.tests import HttpCase, new_test_user, tagged

from .common import ClassificationCase


@tagged("post_install", "-at_install")
class TestOverviewTour(ClassificationCase, HttpCase):
    """The overview as people use it, in a real browser."""

    def test_numbers_open_what_they_count(self):
        new_test_user(
            self.env,
            "tour_manager",
            company_id=self.company.id,
            company_ids=[Command.set(self.company.ids)],
            groups="base.group_user,sales_team.group_sale_salesman_all_leads,"
            "customer_classification.group_classification_manager",
        )
        self.env["customer.classification.scheme"].search([("is_main", "=", True)]).is_main = False
        scheme = self.make_scheme(
            ("Large", "Small"), mode="manual", name="Tour Scheme", code_pattern="1-2", is_main=True
        )
        self.make_scheme(mode="manual", name="Tour Empty")
        large, small = scheme.category_ids.sorted("code")
        below = self.env["customer.classification.category"].create({"name": "Largest", "parent_id": large.id})
        today = self.company._classification_today()
        for name, category in (("Tour Best", below), ("Tour Other", small)):
            customer = self.env["res.partner"].create(
                {"name": name, "is_company": True, "customer_rank": 1, "company_id": self.company.id}
            )
            customer._set_category(scheme, category)
            self.make_order(customer, today, 500)
        self.env.flush_all()
        profile = self.env["customer.classification.profile"]
        profile._refresh_scope(next(iter(profile._scopes(scheme))))
        self.start_tour("/odoo", "classification_overview", login="tour_manager")
