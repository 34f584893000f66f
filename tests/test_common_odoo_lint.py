import importlib
import unittest
from contextlib import ExitStack
from unittest.mock import patch

from odoo.modules import Manifest
from odoo.tests import BaseCase, tagged

ADDON = "customer_classification"
# Odoo's own checks in `test_lint`. Those by pylint and ESLint are among `make lint`; the others are about Odoo itself.
CHECKS = (
    *("docstring", "dunderinit", "i18n", "index", "jstranslate", "l10n", "manifests", "naming", "onchange_domains"),
    *("orm_import", "override_signatures", "pofile", "routes", "test_holes"),
)
# Inverse fields whose index is the first part of another one; `test_assignments_lean` holds which ones there are.
COVERED = {
    "customer.classification.assignment.partner_id",
    "customer.classification.change.partner_id",
    "customer.classification.profile.partner_id",
}


@tagged("post_install", "-at_install")
class TestOdooLint(BaseCase):
    """This addon passes the checks that Odoo makes of its own modules."""

    def test_odoos_checks_find_nothing(self):
        manifest = Manifest.for_addon(ADDON)
        for name in CHECKS:
            module = importlib.import_module(f"odoo.addons.test_lint.tests.test_{name}")
            with self.subTest(check=name), ExitStack() as stack:
                stack.enter_context(patch.object(Manifest, "all_addon_manifests", lambda: [manifest]))
                if hasattr(module, "get_modules"):
                    stack.enter_context(patch.object(module, "get_modules", lambda: [ADDON]))
                if name == "index":
                    ignored = module.BTREE_INDEX_IGNORE_FIELDS | COVERED
                    stack.enter_context(patch.object(module, "BTREE_INDEX_IGNORE_FIELDS", ignored))
                result = unittest.TestResult()
                unittest.defaultTestLoader.loadTestsFromModule(module).run(result)
                self.assertGreater(result.testsRun, 0)
                self.assertEqual([text for _test, text in result.failures + result.errors], [])
                self.assertFalse(result.skipped)
