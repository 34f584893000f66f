"""Labels and sentences as they are shown, and as they stand in the source: what a file of translations cannot show."""

import ast
import re
from collections import defaultdict
from pathlib import Path

import polib
from lxml import etree

from odoo.tests import TransactionCase, tagged
from odoo.tools import file_path

KINDS = {
    **dict.fromkeys(("integer", "float", "monetary"), "number"),
    **dict.fromkeys(("date", "datetime"), "day"),
    "boolean": "yes or no",
}
# One word in Chinese, too: a button and what it leads to, a mark in words and one in points
ALIKE = {"Categories", "Dry Run", "Import", "Keep Until", "Rules", "Schemes", "Score", "Thresholds"}
MARKS = {", ", ": ", "; "}
ROOMS = "customer_classification"
# What is no sentence: data in a format of its own, documents of the demo
CODE = ("attribute_search.py", "customer_classification_setup_line.py", "words.py", "ledger.py", "invoices.py")


def ours(env):
    return [env[name] for name in env if name.startswith("customer.classification.")]


@tagged("post_install", "-at_install")
class TestLabels(TransactionCase):
    """An English label that stands for two kinds of things has one Chinese word, which is wrong for one of them."""

    def labels(self):
        """{label: {kind: where}} of the fields and buttons of this addon."""
        found = defaultdict(lambda: defaultdict(set))
        for Model in ours(self.env):
            for name, field in Model._fields.items():
                if field._module == "customer_classification" and name not in ("id", "display_name"):
                    found[field.string][KINDS.get(field.type, "thing")].add(f"{Model._name}.{name}")
        views = self.env["ir.model.data"].search(
            [("module", "=", "customer_classification"), ("model", "=", "ir.ui.view")]
        )
        for view in self.env["ir.ui.view"].browse(views.mapped("res_id")).filtered("model"):
            self.collect(etree.fromstring(view.arch_db), self.env[view.model], found)
        return found

    def collect(self, node, model, found):
        for child in node.iterchildren(tag=etree.Element):
            inner = model
            field = model._fields.get(child.get("name")) if child.tag == "field" else None
            if field is not None:
                if child.get("string") and child.get("widget") != "statinfo":  # which names what it opens
                    found[child.get("string")][KINDS.get(field.type, "thing")].add(f"{model._name}.{field.name}")
                if field.relational:
                    inner = self.env[field.comodel_name]
            elif child.tag == "button" and child.get("string"):
                found[child.get("string")]["button"].add(f"{model._name}: {child.get('name')}")
            self.collect(child, inner, found)

    def test_a_label_means_one_kind_of_thing(self):
        mixed = {
            label: {kind: sorted(places) for kind, places in kinds.items()}
            for label, kinds in self.labels().items()
            if len(kinds) > 1 and label not in ALIKE
        }
        self.assertFalse(mixed, "\n".join(f"{label}: {kinds}" for label, kinds in sorted(mixed.items())))

    def test_what_is_shown_says_nothing_twice_and_no_python(self):
        odd = re.compile(r"(?<![\w.])([^\W\d]{2,}) \1(?![\w.])|\b(?:False|None|True|NaN|undefined)\b")
        found = {}
        for lang in ("en_US", "zh_CN"):
            for Model in ours(self.env(context={"lang": lang, "active_test": False})):
                if Model._transient or Model._abstract:
                    continue
                shown = [
                    name
                    for name, field in Model._fields.items()
                    if field.type in ("char", "text", "html") and field.compute and not field.related
                ]
                for record in Model.search([], limit=40):
                    for name in shown:
                        text = re.sub(r"<[^>]*>", " ", str(record[name] or ""))
                        if odd.search(text):
                            found[lang, Model._name, name] = text[:200]
        self.assertFalse(found)


@tagged("post_install", "-at_install")
class TestSentencesInTheSource(TransactionCase):
    """Whatever people read can be translated, and each language has its own marks."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.root = Path(file_path("customer_classification/__manifest__.py")).parent
        cls.known = {entry.msgid for entry in polib.pofile(cls.root / "i18n" / "zh_CN.po")}

    def trees(self):
        for path in sorted((self.root / ROOMS).rglob("*.py")):
            yield path, ast.parse(path.read_text())

    def test_each_literal_that_is_translated_has_a_translation(self):
        missing = set()
        for path, tree in self.trees():
            for node in ast.walk(tree):
                if isinstance(node, ast.Call) and node.args and called(node) in ("_", "_lt"):
                    text = node.args[0]
                    if isinstance(text, ast.JoinedStr | ast.BinOp):
                        missing.add((path.name, ast.unparse(text)))
                    elif isinstance(text, ast.Constant) and text.value not in self.known:
                        missing.add((path.name, text.value))
        for path in (self.root / "static" / "src").rglob("*.js"):
            for text in re.findall(r"\b_t\(\s*\"((?:[^\"\\]|\\.)*)\"", path.read_text()):
                if (plain := text.replace('\\"', '"')) not in self.known:
                    missing.add((path.name, plain))
        self.assertFalse(missing)

    def test_no_text_in_templates_that_are_not_exported(self):
        found = {}
        for path in (self.root / "static" / "src").rglob("*.js"):
            for template in re.findall(r"\bxml`([^`]*)`", path.read_text()):
                words = [
                    *etree.fromstring(f"<t>{template}</t>").itertext(),
                    *re.findall(r"(?:title|alt|placeholder|aria-label|string)=\"([^\"]*)\"", template),
                ]
                if any(re.search(r"\w", word) for word in words):
                    found[path.name] = template
        self.assertFalse(found)

    def test_marks_between_words_stand_in_one_place(self):
        found = []
        for path, tree in self.trees():
            if path.name in CODE or "engine" in path.parts:
                continue
            errors = {id(inner) for node in ast.walk(tree) if isinstance(node, ast.Raise) for inner in ast.walk(node)}
            found += [
                f"{path.name}:{node.lineno}: {ast.unparse(node)}"
                for node in ast.walk(tree)
                if id(node) not in errors and has_mark(node)
            ]
        self.assertFalse(found)


def called(node):
    """The name of what is called."""
    return getattr(node.func, "id", None) or getattr(node.func, "attr", None)


def has_mark(node):
    """Whether words are joined, or days written, without the helper that knows the marks of the language."""
    if isinstance(node, ast.JoinedStr):
        parts = node.values
        return any(
            isinstance(part, ast.Constant) and part.value in MARKS and 0 < place < len(parts) - 1
            for place, part in enumerate(parts)
        )
    if not isinstance(node, ast.Call):
        return False
    joins = isinstance(node.func, ast.Attribute) and node.func.attr == "join"
    if joins and isinstance(node.func.value, ast.Constant):
        return node.func.value.value in MARKS
    return called(node) in ("format_date", "format_datetime")
