"""Between companies: whoever asks sees what they may see, by whatever method they ask."""

from odoo.exceptions import AccessError
from odoo.fields import Command
from odoo.tests import new_test_user, tagged

from .common import ClassificationCase

EVERYTHING = (
    "sales_team.group_sale_salesman_all_leads,base.group_partner_manager,base.group_allow_export,"
    "customer_classification.group_classification_administrator"
)
AMOUNT = {"measure": "order_amount", "window": "months", "window_length": 12, "operator": ">="}


@tagged("post_install", "-at_install")
class TestBetweenCompanies(ClassificationCase):
    """Two companies and a scheme that they share; a customer of East alone, with an order of 7,000."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.east, cls.west = cls.company, cls.make_company("West", "CNY", "Asia/Shanghai")
        cls.env = cls.env(context={**cls.env.context, "allowed_company_ids": (cls.east | cls.west).ids})
        cls.scheme = cls.make_scheme(company_id=False)
        cls.vip, cls.ordinary = cls.category(cls.scheme, "VIP"), cls.category(cls.scheme, "Ordinary")
        cls.rule = cls.make_rule(cls.scheme, "VIP", {**AMOUNT, "value": 5000})
        cls.secret = cls.make_customer("Secret", company_id=cls.east.id)
        cls.shared = cls.make_customer("Shared")
        today = cls.scheme._today().isoformat()
        cls.make_order(cls.secret, today, amount=7000)
        cls.make_order(cls.shared, today, amount=6000)
        cls.make_order(cls.shared, today, amount=40, company=cls.west)
        cls.scheme.classify()
        cls.ours, cls.theirs = (cls.new_user(company) for company in (cls.east, cls.west))

    @classmethod
    def new_user(cls, company, groups=EVERYTHING):
        companies = {"company_id": company.id, "company_ids": [Command.set(company.ids)]}
        return new_test_user(cls.env, f"t_{company.name}_{groups[-8:]}", groups=groups, **companies)

    def of(self, user, record):
        """The record as it is in a request of this user, who has read nothing yet."""
        self.env.flush_all()
        self.env.invalidate_all()
        return record.with_env(self.env(user=user.id, context={"allowed_company_ids": user.company_id.ids}))

    def line(self, customer):
        return customer.classification_assignment_ids.filtered(lambda line: line.scheme_id == self.scheme)

    def test_why_a_hidden_customer_is_where_he_is(self):
        change = self.line(self.secret).change_id
        self.assertEqual(self.of(self.ours, change).explain()[0]["value"], 7000)
        for ask in (
            lambda: self.of(self.theirs, change).explain(),
            lambda: self.of(self.theirs, change).explanation,
            lambda: self.of(self.theirs, change).action_open_documents(self.rule.condition_ids.id),
            lambda: self.of(self.theirs, self.line(self.secret)).action_why(),
        ):
            with self.assertRaises(AccessError):
                ask()

    def test_a_wizard_names_no_record_that_its_user_may_not_read(self):
        hidden = self.line(self.secret)
        Why = self.of(self.theirs, self.env["customer.classification.why"])
        with self.assertRaises(AccessError):
            Why.create({"assignment_id": hidden.id})
        with self.assertRaises(AccessError):
            Why.onchange({"assignment_id": hidden.id}, ["assignment_id"], {"partner_id": {}, "content": {}})
        with self.assertRaises(AccessError):
            Why.with_context(default_assignment_id=hidden.id).create({})
        own = Why.create({"assignment_id": self.line(self.shared).id})
        with self.assertRaises(AccessError):
            self.of(self.theirs, own).write({"assignment_id": hidden.id})
        for model, values in {
            "customer.classification.as.of": {"partner_id": self.secret.id},
            "customer.classification.ask": {"partner_ids": [Command.set(self.secret.ids)]},
            "customer.classification.assign": {"partner_ids": [Command.set(self.secret.ids)]},
            "customer.classification.decision": {"change_ids": [Command.set(hidden.change_id.ids)]},
            "customer.classification.report.wizard": {"partner_ids": [Command.set(self.secret.ids)]},
            "customer.classification.survey": {"partner_id": self.secret.id, "score": "1"},
        }.items():
            with self.subTest(model), self.assertRaises(AccessError):
                self.of(self.theirs, self.env[model]).create(values)

    def test_a_kept_report_is_of_the_company_that_keeps_it(self):
        Report = self.of(self.ours, self.env["customer.classification.saved.report"])
        kept = Report.create({"name": "Plans of East", "report": "category_statistics", "scheme_id": self.scheme.id})
        self.assertEqual(self.of(self.ours, kept).search([("name", "=", "Plans of East")]).ids, kept.ids)
        theirs = self.of(self.theirs, kept)
        self.assertFalse(theirs.search([("name", "=", "Plans of East")]))
        self.assertNotIn("Plans of East", [name for _id, name in theirs.name_search("")])
        for act in (
            lambda: self.of(self.theirs, kept).name,
            lambda: self.of(self.theirs, kept).write({"name": "Mine"}),
            lambda: self.of(self.theirs, kept).action_send(),
            lambda: self.of(self.theirs, kept).unlink(),
        ):
            with self.assertRaises(AccessError):
                act()

    def test_a_preview_counts_and_sums_what_its_user_may_see(self):
        ours = self.of(self.ours, self.rule).preview({})
        self.assertEqual(ours["customers"], 2)
        theirs = self.of(self.theirs, self.rule).preview({})
        self.assertEqual(theirs["customers"], 1, "the customer of East is nobody in West")
        self.assertIn("40", theirs["html"])
        self.assertNotRegex(theirs["html"], r"6[,.\s]?0[0-4]0", "the orders of East")

    def test_a_rule_holds_for_customers_whom_its_user_may_see(self):
        self.assertEqual(self.of(self.ours, self.rule).matching, "2 customers today")
        self.assertEqual(self.of(self.theirs, self.rule).matching, "0 customers today")
        self.assertNotIn("2 customers", self.of(self.theirs, self.rule).thresholds_html)

    def test_a_filter_asks_as_its_user(self):
        """Which of the shared customers have an order of another company is no filter's to tell."""
        values = {
            "scheme_id": self.scheme.id,
            "category_id": self.vip.id,
            "condition_ids": [],
            "partner_domain": "[('sale_order_ids.amount_untaxed', '>', 5000)]",
        }
        self.scheme.default_category_id = self.ordinary
        for user, number in ((self.ours, 2), (self.theirs, 0)):
            rule = self.of(user, self.rule)
            answer = rule.preview({**values, "condition_ids": [Command.clear()]})
            self.assertEqual(answer["moves"], answer["customers"] - number)
            typed = rule.browse().new({**values, "condition_ids": []})
            self.assertEqual(typed.matching, f"{number} customers today")

    def test_who_edits_no_rule_tries_none(self):
        user = self.new_user(self.east, "sales_team.group_sale_salesman_all_leads")
        values = {"scheme_id": self.scheme.id, "category_id": self.vip.id, "partner_domain": "[('ref', '=like', 'a%')]"}
        for ask in (
            lambda: self.of(user, self.rule).browse().onchange(values, ["partner_domain"], {"matching": {}}),
            lambda: self.of(user, self.rule).onchange(values, ["partner_domain"], {"matching": {}}),
            lambda: self.of(user, self.rule).preview(values),
        ):
            with self.assertRaises(AccessError):
                ask()
        self.assertEqual(self.of(user, self.rule).matching, "2 customers today", "as it is saved")

    def test_figures_of_all_companies_are_told_to_who_has_chosen_all_of_them(self):
        """The documents of all companies decide; each reads the figures of the companies that they have chosen."""
        change = self.line(self.shared).change_id
        self.assertEqual((change.explain()[0]["value"], change.revenue), (6040, 6040))
        for user, own in ((self.ours, 6000), (self.theirs, 40)):
            seen = self.of(user, change)
            [line] = seen.explain()
            self.assertEqual((line["value"], line["holds"]), (own, True))
            self.assertIn("in your companies; those of all companies decided", line["value_text"])
            action = seen.action_open_documents(line["condition"])
            self.assertEqual(len(action["domain"][0][2]), 1)
            self.assertNotIn("that you may not see", action["name"], "how many others there are is told to nobody")
            exported = seen.export_data(["evidence", "revenue", "explanation", "run_id/matrix"])["datas"]
            page = seen.partner_id.action_why(self.vip.id)
            page = seen.env[page["res_model"]].browse(page["res_id"]).content
            for told in (seen.evidence, seen.read(["evidence", "revenue", "explanation"]), exported, page):
                self.assertNotRegex(str(told), r"6[,.\s]?040")

    def test_figures_of_all_companies_are_no_filter_s_to_tell(self):
        change = self.line(self.shared).change_id
        run = change.run_id
        seen = self.of(self.theirs, change)
        for domain in ([("revenue", ">", 5000)], [("evidence", "ilike", "60")], [("run_id.matrix", "ilike", "1304")]):
            self.assertTrue(change.search([("id", "=", change.id), *domain]), domain)
            self.assertFalse(seen.search([("id", "=", change.id), *domain]), domain)
            self.assertFalse(seen.filtered_domain([("revenue", ">", 5000)]))
        [(total,)] = seen._read_group([("id", "=", change.id)], [], ["revenue:sum"])
        self.assertFalse(total)
        self.assertEqual(seen.sudo().revenue, 6040, "what was read for one is not what another reads")
        self.assertEqual([cell["revenue"] for cell in self.of(self.theirs, run).matrix], [None])
        self.assertIn("boundaries", run.rules_snapshot)
        self.assertNotIn("boundaries", self.of(self.theirs, run).rules_snapshot)

    def test_defaults_of_another_company_are_not_told(self):
        self.vip.with_company(self.east).write({"credit_limit": 7777, "use_credit_limit": True})
        self.shared._set_category(self.scheme, self.ordinary)
        self.shared._set_category(self.scheme, self.vip)
        change = self.line(self.shared).change_id
        self.assertIn("7777", str(self.of(self.ours, change).evidence))
        self.assertNotIn("7777", str(self.of(self.theirs, change).evidence))
