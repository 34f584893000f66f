from odoo.tests import tagged

from .common import ClassificationCase


@tagged("post_install", "-at_install")
class TestMainScheme(ClassificationCase):
    """Which scheme heads the customer form; asked for so often that it is remembered."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["customer.classification.scheme"].search([("is_main", "=", True)]).is_main = False
        cls.own = cls.make_scheme()
        cls.shared = cls.make_scheme(company_id=False)
        cls.Scheme = cls.env["customer.classification.scheme"].with_company(cls.company)

    def test_the_companys_own_comes_before_the_shared_one(self):
        self.assertFalse(self.Scheme._main_scheme())
        self.shared.is_main = True
        self.assertEqual(self.Scheme._main_scheme(), self.shared)
        self.own.is_main = True
        self.assertEqual(self.Scheme._main_scheme(), self.own)
        self.own.active = False
        self.assertEqual(self.Scheme._main_scheme(), self.shared)
        self.shared.unlink()
        self.assertFalse(self.Scheme._main_scheme())

    def test_it_is_found_once(self):
        self.own.is_main = True
        self.env.cr.postcommit.run()  # as a commit does
        self.Scheme._main_scheme()
        with self.assertQueryCount(0):
            self.assertEqual(self.Scheme._main_scheme(), self.own)

    def test_what_is_taken_back_is_not_remembered(self):
        self.own.is_main = True
        self.env.cr.postcommit.run()
        self.assertEqual(self.Scheme._main_scheme(), self.own)
        savepoint = self.env.cr.savepoint()
        self.own.is_main = False
        self.shared.is_main = True
        self.assertEqual(self.Scheme._main_scheme(), self.shared)
        savepoint.close(rollback=True)
        self.env.invalidate_all()
        self.assertEqual(self.Scheme._main_scheme(), self.own)
