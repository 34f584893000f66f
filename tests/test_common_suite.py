import ast
from pathlib import Path

from odoo.tests import BaseCase, tagged


@tagged("post_install", "-at_install")
class TestSuite(BaseCase):
    """No test is left out."""

    def test_odoo_imports_every_test_file(self):
        """Odoo runs what ``tests/__init__.py`` imports; pytest would run a forgotten file all the same."""
        folder = Path(__file__).parent
        tree = ast.parse((folder / "__init__.py").read_text())
        imported = [alias.name for node in tree.body if isinstance(node, ast.ImportFrom) for alias in node.names]
        self.assertEqual(sorted(imported), sorted(path.stem for path in folder.glob("test_*.py")))
