"""An answer owns the rating that it made, and no other."""

from odoo.exceptions import AccessError
from odoo.tests import tagged

from .common import ClassificationCase


@tagged("post_install", "-at_install")
class TestCareLocks(ClassificationCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.customer = cls.make_customer("Customer")
        other = cls.make_company("Other", "CNY", "Asia/Shanghai")
        cls.foreign = cls.env["rating.rating"].create(
            {
                "res_model_id": cls.env["ir.model"]._get_id("res.partner"),
                "res_id": other.partner_id.id,
                "partner_id": other.partner_id.id,
                "rating": 5,
                "consumed": True,
                "feedback": "theirs",
            }
        )
        cls.users = [
            cls.make_user(
                f"t_{role}",
                f"sales_team.group_sale_salesman_all_leads,customer_classification.group_classification_{role}",
            )
            for role in ("user", "manager", "administrator")
        ]

    def test_nobody_chooses_the_rating_of_an_answer(self):
        values = {"partner_id": self.customer.id, "score": "1", "comment": "mine"}
        for user in self.users:
            Survey = self.env["customer.classification.survey"].with_user(user)
            answer = Survey.create(values)
            for act in (
                lambda answer=answer: answer.write({"rating_id": self.foreign.id, "score": "2"}),
                lambda answer=answer: answer.write({"rating_id": False}),
                lambda Survey=Survey: Survey.create({**values, "rating_id": self.foreign.id}),
            ):
                with self.subTest(user=user.login), self.assertRaisesRegex(AccessError, "each answer makes its own"):
                    act()
            answer.write({"score": "3"})
            made = Survey.with_context(default_rating_id=self.foreign.id).create(values)
            self.assertNotIn(self.foreign, (answer | made).sudo().rating_id)
            (answer | made).sudo().unlink()
        self.assertEqual((self.foreign.exists().rating, self.foreign.feedback), (5, "theirs"))
