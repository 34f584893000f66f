"""Importing customers warns of those who are likely here already, as while one types; it never blocks."""

from odoo.fields import Command
from odoo.tests import new_test_user, tagged

from .common import ClassificationCase
from .test_exchange_import import ImportCase

U8 = "客户编码,客户名称,税号,电话,手机\n"
GROUP = "customer_classification.group_classification_"


@tagged("post_install", "-at_install")
class TestImportFromFormerSystem(ImportCase):
    def setUp(self):
        super().setUp()
        self.here = self.env["res.partner"].create(
            {
                "name": "苏州恒瑞电子有限公司",
                "ref": "K039",
                "phone": "0512-66001234",
                "is_company": True,
                "city": "苏州",
            }
        )

    def checked(self, *rows):
        """The first three lines are of customers who are like nobody."""
        job = self.start((U8 + "\n".join(rows)).encode(), "customers.csv")
        job.action_check()
        return job

    def test_the_check_names_who_is_here_and_why(self):
        job = self.checked("90001,恒瑞电子,,0512-66001234,", "90002,无锡林丰电热有限公司,,0510-82001234,")
        like, other = job.line_ids.sorted("number")
        self.assertEqual((like.level, like.outcome), ("warning", "created"))
        self.assertIn("K039 苏州恒瑞电子有限公司", like.reason)
        self.assertIn("same phone", like.reason)
        self.assertEqual(other.level, "ok")

    def test_all_the_same_it_is_imported(self):
        job = self.checked("90001,恒瑞电子,,0512-66001234,")
        job.action_import()
        self.assertEqual(job.state, "done")
        self.assertTrue(self.env["res.partner"].search([("ref", "=", "90001")]))

    def test_of_two_rows_the_latter_says_it(self):
        job = self.checked("90001,林丰电热有限公司,,0510-82001234,", "90002,林丰电热,,0510-82001234,")
        first, second = job.line_ids.sorted("number")
        self.assertEqual((first.level, second.level), ("ok", "warning"))
        self.assertIn("90001 林丰电热有限公司", second.reason)

    def test_customers_of_another_company_are_not_told(self):
        self.here.company_id = self.make_company("Other", "CNY", "Asia/Shanghai")
        [line] = self.checked("90001,恒瑞电子,,0512-66001234,").line_ids
        self.assertEqual(line.level, "ok")


@tagged("post_install", "-at_install")
class TestOdoosImport(ClassificationCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.here = cls.env["res.partner"].create(
            {
                "name": "苏州恒瑞电子有限公司",
                "ref": "K039",
                "phone": "0512-66001234",
                "is_company": True,
                "company_id": cls.company.id,
            }
        )

    def load(self, dry, user=None):
        content = "name,phone,ref\n恒瑞电子,0512-66001234,N1\n无锡林丰电热有限公司,0510-82001234,N2\n"
        env = self.env(user=user or self.env.user)
        page = env["base_import.import"].create(
            {"res_model": "res.partner", "file": content.encode(), "file_type": "text/csv", "file_name": "new.csv"}
        )
        options = {"quoting": '"', "separator": ",", "has_headers": True}
        page.parse_preview(options)
        names = ["name", "phone", "ref"]
        return page.execute_import(names, names, options, dryrun=dry)

    def test_the_test_of_a_file_names_who_is_here(self):
        [message] = self.load(dry=True)["messages"]
        self.assertEqual(message["type"], "warning")
        self.assertIn("N1 恒瑞电子 is maybe here already: K039 苏州恒瑞电子有限公司", message["message"])
        self.assertNotIn("N2", message["message"])

    def test_importing_says_nothing_more(self):
        result = self.load(dry=False)
        self.assertEqual((result["messages"], len(result["ids"])), ([], 2))

    def test_who_does_not_use_classification_is_told_nothing(self):
        companies = {"company_id": self.company.id, "company_ids": [Command.set(self.company.ids)]}
        user = new_test_user(
            self.env, "plain_importer", groups="base.group_user,base.group_partner_manager", **companies
        )
        self.assertEqual(self.load(dry=True, user=user.id)["messages"], [])
