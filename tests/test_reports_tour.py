from odoo.tests import HttpCase, new_test_user, tagged


@tagged("post_install", "-at_install")
class TestReportTour(HttpCase):
    """What people click to get a report, in a real browser."""

    def test_a_manager_downloads_a_report(self):
        company = self.env["res.company"].create({"name": "Tour Company"})
        self.env["customer.classification.scheme"].search([("is_main", "=", True)]).is_main = False
        self.env["customer.classification.scheme"].create(
            {"name": "Tour Importance", "code": "TOUR-REPORT", "is_main": True, "company_id": company.id}
        )
        new_test_user(
            self.env,
            "tour_report",
            groups="base.group_user,customer_classification.group_classification_manager",
            company_id=company.id,
            company_ids=[(6, 0, company.ids)],
        )
        self.start_tour(
            "/odoo/action-customer_classification.action_report_wizard", "classification_reports", login="tour_report"
        )
