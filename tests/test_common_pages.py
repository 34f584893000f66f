"""Every page, by every role, in a real browser: it opens, the console is silent, and axe finds no new barrier."""

import json
import os
import re
from collections import Counter, defaultdict
from contextlib import contextmanager
from pathlib import Path

from odoo.fields import Command
from odoo.http import root
from odoo.tests import HttpCase, new_test_user, tagged
from odoo.tests.common import HOST, ChromeBrowser

CLASSIFICATION = "customer_classification.group_classification_"
SALES = "sales_team.group_sale_"
ROLES = {
    "user_without_sales": ("base.group_user", f"{CLASSIFICATION}user"),
    "manager_without_sales": ("base.group_user", f"{CLASSIFICATION}manager"),
    "salesperson": (f"{SALES}salesman",),
    "manager": (f"{SALES}manager", f"{CLASSIFICATION}manager"),
    "accountant": ("account.group_account_invoice", "account.group_account_user"),
    "administrator": (
        *("base.group_system", f"{SALES}manager", "account.group_account_manager"),
        f"{CLASSIFICATION}administrator",
    ),
}
# {role: pages that its menu has at least}; the administrator's are those that axe looks at
PAGES = {"user_without_sales": 20, "manager_without_sales": 25, "salesperson": 20, "manager": 25, "accountant": 1}
CUSTOMERS = ("customers", "account.res_partner_action_customer")
# Pages of Odoo's, whose barriers are not ours.
OF_ODOO = (
    ("contacts", "contacts.action_contacts"),
    ("quotations", "sale.action_quotations_with_onboarding"),
    ("sales analysis", "sale.action_order_report_all"),
    ("pipeline", "crm.crm_lead_action_pipeline"),
    ("activities", "crm.crm_activity_report_action"),
    ("settings", "base_setup.action_general_configuration"),
    ("price lists", "product.product_pricelist_action2"),
    ("scheduled actions", "base.ir_cron_act"),
)
WALK = "odoo.loader.modules.get('@customer_classification/../tests/pages/walk')"
USER = "odoo.loader.modules.get('@web/core/user').user.userId"
READY = f"{USER} === %s && Boolean({WALK}) && Boolean(odoo.__WOWL_DEBUG__.root)"
LONGEST = 600  # seconds that all pages of a role may take; a server that answers late needs them


class PagesCase(HttpCase):
    """Users of all roles in the company of the demo, who open pages in one browser, one after the other."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company = cls.env.ref("customer_classification.demo_company")
        cls.env = cls.env(context={**cls.env.context, "allowed_company_ids": cls.company.ids})

    @contextmanager
    def browser(self):
        self.cr.flush()
        self.cr.clear()
        browser = ChromeBrowser(self)
        with self.allow_requests(browser=browser):
            try:
                yield browser
            finally:
                browser.stop()
                self._wait_remaining_requests()

    def user(self, role):
        return new_test_user(
            self.env,
            f"t_pages_{role}",
            groups=",".join(ROLES[role]),
            company_id=self.company.id,
            company_ids=[Command.set(self.company.ids)],
        )

    def logged_in(self, role):
        """The number of a user of this role, and that of their session."""
        user = self.user(role)
        self.authenticate(user.login, user.login)
        session, self.session = self.session, None  # the next one would end it
        self.addCleanup(root.session_store.delete, session)
        return user.id, session.sid

    def walk(self, browser, user_id, session, script="", **options):
        """Open everything as this user; return {page: what was found}, and what stands in the console."""
        browser.set_cookie("session_id", session, "/", HOST)
        browser.navigate_to(f"{self.base_url()}/odoo/contacts")
        self.assertTrue(browser._wait_ready(READY % user_id, timeout=LONGEST))
        self.run_script(browser, script)
        app = "customer_classification.menu_root"
        result = self.run_script(browser, f"{WALK}.everyMenu({app!r}, {json.dumps(options)})")
        return result["pages"], result["warnings"]

    def run_script(self, browser, script):
        """The value of the script's last expression, or of what it promises."""
        what = {"expression": script, "awaitPromise": True, "returnByValue": True}
        answer = browser._websocket_request("Runtime.evaluate", params=what, timeout=LONGEST)
        self.assertNotIn("exceptionDetails", answer)
        return answer["result"].get("value")

    def check(self, pages, warnings):
        self.assertEqual({name: page["error"] for name, page in pages.items() if page["error"]}, {})
        self.assertEqual([name for name, page in pages.items() if page["empty"]], [])
        ours = {name: page for name, page in pages.items() if not name.startswith("odoo: ")}
        self.assertEqual({name: page["odd"] for name, page in ours.items() if page["odd"]}, {})
        self.assertEqual([text for text in warnings if not text.startswith("odoo: ")], [])


@tagged("post_install", "-at_install")
class TestPagesOfRoles(PagesCase):
    """Whoever has a menu can open it."""

    def test_every_role_opens_every_page_of_its_menu(self):
        users = {role: self.logged_in(role) for role in PAGES}
        with self.browser() as browser:
            for role, least in PAGES.items():
                with self.subTest(role=role):
                    pages, warnings = self.walk(browser, *users[role], others=[CUSTOMERS])
                    self.check(pages, warnings)
                    self.assertGreaterEqual(len(pages), least)


@tagged("post_install", "-at_install")
class TestPagesForAll(PagesCase):
    """What axe finds on our pages, it finds on Odoo's, too."""

    def dialogs(self, user_id):
        customers = self.env["res.partner"].search([("is_classifiable", "=", True), ("is_company", "=", True)], limit=3)
        chosen = {"active_model": "res.partner", "active_ids": customers.ids, "active_id": customers[0].id}
        assignment = self.env["customer.classification.assignment"].search([("partner_id", "=", customers[0].id)])[:1]
        return [
            *(
                (name, f"customer_classification.{action}", {"additionalContext": chosen})
                for name, action in (
                    ("classify by hand", "action_classify_by_hand"),
                    ("ask for satisfaction", "action_ask_for_satisfaction"),
                    ("record satisfaction", "action_record_satisfaction"),
                )
            ),
            ("why", assignment.with_user(user_id).action_why(), {}),
        ]

    def test_no_barrier_but_those_of_odoo(self):
        axe = os.environ.get("AXE")
        script = Path(axe).read_text() if axe else ""
        user_id, session = self.logged_in("administrator")
        options = {"withAxe": bool(axe), "deep": True, "more": self.dialogs(user_id), "others": OF_ODOO}
        with self.browser() as browser:
            pages, warnings = self.walk(browser, user_id, session, script, **options)
        self.check(pages, warnings)
        theirs = {
            signature(found) for name, page in pages.items() if name.startswith("odoo: ") for found in page["found"]
        }
        new = defaultdict(Counter)
        for name, page in pages.items():
            for found in () if name.startswith("odoo: ") else page["found"]:
                if signature(found) not in theirs:
                    new[found["rule"], shape(found)][name] += 1
        self.assertFalse(
            new, "\n".join(f"{rule}: {what}: {dict(where)}" for (rule, what), where in sorted(new.items()))
        )
        if not axe:
            self.skipTest("Without npm there is no axe: the pages were opened only.")


def shape(found):
    """The element without what differs from record to record: its tag, its classes and its name."""
    tag = re.match(r"<[^>]*>?", found["html"])[0]
    kept = re.findall(r'<[\w-]+|(?:class|name|type|title)="[^"]*"', tag)
    return re.sub(r"\d+", "0", " ".join(kept))


def signature(found):
    """The rule, and what it was found at: the tag and its classes."""
    return found["rule"], re.sub(r' (?:name|title)="[^"]*"', "", shape(found))
