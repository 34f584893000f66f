import importlib
import sys

from odoo.tests import TransactionCase, tagged

from ..customer_classification.figures import catalogue

FORMER = "odoo.addons.customer_classification.customer_classification.engine.catalogue"


@tagged("post_install", "-at_install")
class TestFormerPath(TransactionCase):
    def test_the_former_address_of_the_catalogue_warns_and_leads_to_the_same_entries(self):
        sys.modules.pop(FORMER, None)
        with self.assertWarnsRegex(DeprecationWarning, "figures.catalogue"):
            former = importlib.import_module(FORMER)
        self.assertIs(former.MEASURES, catalogue.MEASURES)
        self.assertIs(former.register, catalogue.register)
