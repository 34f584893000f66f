from datetime import timedelta

from odoo import fields
from odoo.fields import Command
from odoo.tests import HttpCase, new_test_user, tagged

from .common import ClassificationCase


@tagged("post_install", "-at_install")
class TestOutside(ClassificationCase, HttpCase):
    """Other programs over HTTP, with the rights of the key's user: the examples of the README."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["customer.classification.scheme"].search([("is_main", "=", True)]).is_main = False
        cls.scheme = cls.make_scheme(is_main=True, code="T-IMPORTANCE")
        cls.vip, cls.ordinary = cls.category(cls.scheme, "VIP"), cls.category(cls.scheme, "Ordinary")
        cls.make_rule(cls.scheme, "VIP", {"measure": "order_amount", "operator": ">=", "value": 1000})
        cls.customer = cls.make_customer("Customer", ref="T-001", company_id=cls.company.id)
        cls.make_order(cls.customer, cls.scheme._today(), amount=2000)
        cls.keys = {role: cls.key(role) for role in ("manager", "user")}

    @classmethod
    def key(cls, role):
        user = new_test_user(
            cls.env,
            f"t_{role}",
            company_id=cls.company.id,
            company_ids=[Command.set(cls.company.ids)],
            groups="base.group_partner_manager,sales_team.group_sale_salesman_all_leads,"
            f"customer_classification.group_classification_{role}",
        )
        keys = cls.env["res.users.apikeys"].with_user(user)
        return keys._generate("rpc", "test", fields.Datetime.now() + timedelta(days=1))

    def call(self, model, method, role="manager", status=200, **parameters):
        self.env.flush_all()
        answer = self.url_open(
            f"/json/2/{model}/{method}", json=parameters, headers={"Authorization": f"bearer {self.keys[role]}"}
        )
        self.assertEqual(answer.status_code, status, answer.text)
        self.env.invalidate_all()
        return answer.json()

    def test_a_report_as_data(self):
        self.scheme.classify()
        options = {"report": "category_statistics", "scheme_ids": self.scheme.ids, "period": "months_12"}
        [dataset] = self.call("customer.classification.saved.report", "dataset", **options)
        self.assertIn("VIP", str(dataset))
        self.call("customer.classification.saved.report", "dataset", role="user", status=403, **options)

    def test_read_assign_classify_explain(self):
        [run] = self.call("customer.classification.scheme", "classify", ids=self.scheme.ids)
        [line] = self.call(
            "customer.classification.assignment",
            "search_read",
            domain=[["partner_id.ref", "=", "T-001"], ["scheme_id.code", "=", "T-IMPORTANCE"]],
            fields=["category_id", "origin", "since"],
        )
        self.assertEqual((line["category_id"][0], line["origin"]), (self.vip.id, "rule"))
        [change] = self.call(
            "customer.classification.change",
            "search",
            domain=[["run_id", "=", run], ["partner_id.ref", "=", "T-001"]],
        )
        [condition] = self.call("customer.classification.change", "explain", ids=[change])
        self.assertEqual((condition["value"], condition["threshold"], condition["holds"]), (2000, 1000, True))
        self.call(
            "customer.classification.assignment", "write", ids=[line["id"]], vals={"category_id": self.ordinary.id}
        )
        [partner] = self.call(
            "res.partner",
            "search_read",
            domain=[["ref", "=", "T-001"]],
            fields=["main_category_id", "customer_category_ids"],
        )
        self.assertEqual(partner["main_category_id"][0], self.ordinary.id)
        self.assertEqual(partner["customer_category_ids"], self.ordinary.ids)

    def test_assign_by_codes(self):
        values = {"customer_reference": "T-001", "scheme_code": "T-IMPORTANCE", "category_code": "2"}
        self.call("customer.classification.assignment", "create", role="user", vals_list=[values])
        self.assertEqual(self.customer.main_category_id, self.ordinary)

    def test_the_rights_of_the_user(self):
        refused = self.call("customer.classification.scheme", "classify", role="user", status=403, ids=self.scheme.ids)
        self.assertIn("Only classification managers", refused["message"])
        self.assertFalse(self.customer.main_category_id)
