from dateutil.relativedelta import relativedelta

from odoo.addons.customer_classification.customer_classification.common.days import noon_of
from odoo.tests import tagged

from .test_common_tours import ToursCase


@tagged("post_install", "-at_install")
class TestCleaningTour(ToursCase):
    """Cleaning up and reviewing standards, in a real browser."""

    def test_three_lists_to_work_through(self):
        own = {"is_company": True, "customer_rank": 1, "company_id": self.company.id}
        silent, _untidy, one, other = self.env["res.partner"].create(
            [
                {"name": "Tour Silent", **own},
                {"name": "Tour  Untidy", **own},
                {"name": "Tour Twin", "vat": "91350100M000100Y43", **own},
                {"name": "Tour Twin Ltd", "vat": "91350100M000100Y43", **own},
            ]
        )
        self.env.flush_all()
        long_ago = noon_of(self.company._classification_today() - relativedelta(years=5), "UTC")
        self.env.cr.execute("UPDATE res_partner SET create_date = %s WHERE id = %s", (long_ago, silent.id))
        manager = self.user("tour_manager", "group_classification_manager")
        manager.group_ids += self.env.ref("base.group_partner_manager")
        self.start_tour("/odoo", "classification_cleaning", login="tour_manager")
        dead = self.env["customer.classification.dead"].search([("partner_id", "=", silent.id)])
        self.assertEqual((dead.state, dead.reason), ("kept", "A project for 2030"))
        pair = self.env["customer.classification.duplicate"].search([("partner_id", "=", one.id)])
        self.assertEqual((pair.other_id, pair.state), (other, "different"))

    def test_a_review_of_the_standards(self):
        scheme = self.env["customer.classification.scheme"].create(
            {
                "name": "Tour Importance",
                "code": "TOUR-REV",
                "is_main": True,
                "is_ranked": True,
                "mode": "rules",
                "customer_domain": f"[('id', '=', {self.customer.id})]",
            }
        )
        vip, _ordinary = self.env["customer.classification.category"].create(
            [
                {"name": name, "code": code, "scheme_id": scheme.id, "sequence": code}
                for code, name in (("1", "VIP"), ("2", "Ordinary"))
            ]
        )
        self.env["customer.classification.rule"].create(
            {
                "name": "Large buyers",
                "scheme_id": scheme.id,
                "category_id": vip.id,
                "condition_ids": [(0, 0, {"measure": "order_amount", "window": "months", "value": 1000})],
            }
        )
        scheme.action_activate()
        self.user("tour_administrator", "group_classification_administrator")
        self.start_tour("/odoo", "classification_review", login="tour_administrator")
        review = scheme.review_ids
        self.assertEqual((review.state, review.outcome), ("done", "unchanged"))
        self.assertEqual(scheme.rule_ids.condition_ids.value, 1000, "it was only compared")
