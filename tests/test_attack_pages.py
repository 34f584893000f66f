"""Markup in every text that a person can type, on every page, in a real browser."""

from odoo.tests import tagged

from .attack import FULL, share, told
from .attack_texts import PAYLOAD, type_everywhere
from .test_common_pages import CUSTOMERS, PagesCase

# Puts the markup where it is one, to see that it would run.
ARMED = """new Promise((done) => {
    window.markup = 0;
    document.body.insertAdjacentHTML("beforeend", %r);
    const image = [...document.querySelectorAll("body > img")].at(-1);
    image.addEventListener("error", () => done(window.markup));
})"""


@tagged("post_install", "-at_install")
class TestMarkupOnPages(PagesCase):
    def test_no_page_runs_what_was_typed(self):
        schemes = self.env["customer.classification.scheme"].search([("company_id", "=", self.company.id)])
        lines = self.env["customer.classification.assignment"].search([("scheme_id", "in", schemes.ids)])
        typed = type_everywhere(self.env, lines.partner_id)
        user = self.logged_in("administrator" if FULL else "manager")
        deep = share(2, 0) > 0  # each view, and the first record
        with self.browser() as browser:
            pages, _warnings = self.walk(browser, *user, deep=deep, others=[CUSTOMERS])
            shown = self.run_script(browser, "document.body.textContent.includes('onerror=')")
            self.assertIsNone(self.run_script(browser, "window.markup ?? null"), "a page ran what was typed")
            self.assertEqual(self.run_script(browser, ARMED % PAYLOAD.partition(">")[2]), 1)
        self.assertEqual({name: page["error"] for name, page in pages.items() if page["error"]}, {})
        self.assertTrue(shown, "the last page is the list of customers")
        told(f"{typed} texts that people type on {len(pages)} pages: none was run")
