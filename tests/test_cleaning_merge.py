"""Merging two customers keeps money, history and the sum of all figures; undoing it gives each back what was theirs."""

from datetime import timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import new_test_user, tagged
from odoo.tools import SQL

from . import test_figures_oracle as figures
from .common import ClassificationCase
from .documents import Documents

ADDED_UP = (
    *("order_amount", "order_count", "quotation_count", "invoice_amount", "invoice_count", "credit_note_count"),
    *("payment_amount", "rating_count"),
)
NAMING = {
    "sale_order": ("partner_id", "partner_invoice_id", "partner_shipping_id", "classification_partner_id"),
    "account_move": ("partner_id", "commercial_partner_id"),
    "account_move_line": ("partner_id",),
    "account_payment": ("partner_id",),
    "crm_lead": ("partner_id",),
}
GROUP = "customer_classification.group_classification_"
documents = st.fixed_dictionaries(
    {source: st.lists(figures.documents, max_size=most) for source, most in figures.SOURCES.items()}
)
places = st.sampled_from([None, "VIP", "Ordinary"])
months = st.dictionaries(st.sampled_from(["2024-01-31", "2024-02-29"]), st.integers(1, 900), max_size=2)


class MergeCase(ClassificationCase):
    def merge(self, kept, gone, user=None):
        """Merge by the list of duplicates; what was kept of the one who goes."""
        pair = self.env["customer.classification.duplicate"].create({"partner_id": kept.id, "other_id": gone.id})
        pair.with_user(user or self.env.user).action_merge()
        return self.env["customer.classification.merge"].search([("partner_id", "=", kept.id)], limit=1)


@tagged("post_install", "-at_install")
class TestMergeKeeps(MergeCase):
    """Any documents, categories and opening figures of two customers, and of one who looks on."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.elsewhere = cls.make_company("Elsewhere", "CNY", "America/New_York")
        cls.env = cls.env(
            context={**cls.env.context, "allowed_company_ids": (cls.company + cls.elsewhere).ids, "mail_notrack": True}
        )
        figures.TestFiguresOracle.load_accounts.__func__(cls, cls.company + cls.elsewhere)
        cls.customers = cls.env["res.partner"].create(
            [{"name": f"T-{n}", "is_company": True, "customer_rank": 1, "phone": f"{n}12345"} for n in range(3)]
        )
        cls.contacts = cls.env["res.partner"].create(
            [{"name": f"Contact {customer.name}", "parent_id": customer.id} for customer in cls.customers]
        )
        known = {name: figures.MEASURES[name] for name in ADDED_UP if name in figures.MEASURES}
        cls.counting = cls.make_scheme()
        asked = [{"measure": name, "operator": "set", "window": "lifetime"} for name in known]
        cls.rule = cls.make_rule(cls.counting, "VIP", *asked, match="any")
        cls.by_hand = cls.make_scheme(mode="manual")
        cls.pool = Documents(cls)

    @settings(max_examples=12)
    @given(situation=documents, standing=st.tuples(places, places), openings=st.tuples(months, months))
    def test_any_two_customers(self, situation, standing, openings):
        with self.cr.savepoint() as savepoint:
            self.arrange(situation, standing, openings)
            kept, gone, _other = self.customers
            before, naming, past = self.figures(), self.naming(), self.history()
            merge = self.merge(kept, gone)
            self.assert_added_up(before, self.figures())
            self.assertLessEqual(past, self.history(), "no line of the history is lost")
            self.assertEqual(self.standing(kept), standing[0] or standing[1])
            self.assert_replayed(kept)
            merge.action_undo()
            self.assertEqual(self.figures(), before)
            self.assertEqual(self.naming(), naming)
            self.assertEqual((self.standing(kept), self.standing(gone)), standing)
            self.assertEqual((gone.name, gone.phone, gone.child_ids), ("T-1", "112345", self.contacts[1]))
            self.assert_replayed(kept | gone)
            savepoint.rollback()
            self.env.invalidate_all()

    def arrange(self, situation, standing, openings):
        self.pool.place(
            situation,
            lambda values: (self.contacts if values["by_contact"] else self.customers)[values["customer"] % 3],
            lambda days: figures.D - timedelta(days=days),
        )
        self.env.invalidate_all()
        for customer, category in zip(self.customers[:2], standing, strict=True):
            if category:
                customer._set_category(self.by_hand, self.category(self.by_hand, category))
        self.env["customer.classification.opening"].create(
            [
                {
                    "partner_id": customer.id,
                    "company_id": self.company.id,
                    "day": day,
                    "amount": amount,
                    "order_count": 1,
                }
                for customer, amounts in zip(self.customers[:2], openings, strict=True)
                for day, amount in amounts.items()
            ]
        )
        self.env.flush_all()

    def figures(self):
        """{customer: {measure: figure}}, and what opening figures say."""
        with self.cr.savepoint() as savepoint:
            changes = self.counting.classify(as_of=figures.D, simulate=True).change_ids
            found = {
                change.partner_id.id: [change.evidence[str(condition.id)] or 0 for condition in self.rule.condition_ids]
                for change in changes
                if change.partner_id in self.customers.exists()
            }
            for customer in self.customers.exists():
                openings = self.env["customer.classification.opening"].search([("partner_id", "=", customer.id)])
                found[customer.id] += [sum(openings.mapped("amount")), sum(openings.mapped("order_count"))]
            savepoint.rollback()
        self.env.invalidate_all()
        return found

    def assert_added_up(self, before, after):
        kept, gone, other = self.customers.ids
        self.assertEqual(after.keys(), {kept, other})
        self.assertEqual(after[other], before[other])
        for mine, theirs, both in zip(before[kept], before[gone], after[kept], strict=True):
            self.assertAlmostEqual(mine + theirs, both, 2)

    def naming(self):
        """Whom each document names."""
        self.env.flush_all()
        return {
            table: self.env.execute_query(
                SQL(
                    "SELECT id, %s FROM %s ORDER BY id",
                    SQL(", ").join(map(SQL.identifier, columns)),
                    SQL.identifier(table),
                )
            )
            for table, columns in NAMING.items()
        }

    def history(self):
        changes = self.env["customer.classification.change"].search([("scheme_id", "=", self.by_hand.id)])
        return set(changes.ids)

    def standing(self, customer):
        lines = customer.classification_assignment_ids.filtered(lambda line: line.scheme_id == self.by_hand)
        return lines.category_id.name or None

    def assert_replayed(self, customers):
        """The last line of the history says where each is."""
        for customer in customers:
            changes = self.env["customer.classification.change"].search(
                [("partner_id", "=", customer.id), ("scheme_id", "=", self.by_hand.id), ("state", "=", "applied")],
                order="id",
            )
            self.assertEqual(changes[-1:].to_category_id.name or None, self.standing(customer))


@tagged("post_install", "-at_install")
class TestUndoMerge(MergeCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        companies = {"company_id": cls.company.id, "company_ids": [Command.set(cls.company.ids)]}
        groups = f"{GROUP}manager,base.group_partner_manager,sales_team.group_sale_salesman_all_leads"
        cls.manager = new_test_user(cls.env, "undo_manager", groups=groups, **companies)
        cls.plain_manager = new_test_user(cls.env, "undo_plain", groups=f"{GROUP}manager", **companies)
        tag = cls.env["res.partner.category"].create({"name": "Fair"})
        cls.kept = cls.make_customer("Kept", company_id=cls.company.id)
        cls.gone = cls.make_customer(
            "Gone",
            company_id=cls.company.id,
            street="Long Road 1",
            credit_limit=500,
            category_id=[Command.set(tag.ids)],
        )
        cls.order = cls.make_order(cls.gone, "2026-01-10", 500)

    def test_all_values_come_back_and_what_was_filled_goes(self):
        self.gone.message_post(body="Spoke to them")
        merge = self.merge(self.kept, self.gone, self.manager)
        self.assertEqual((self.kept.street, self.order.partner_id), ("Long Road 1", self.kept))
        later = self.make_order(self.kept, "2026-02-10", 70)
        action = merge.with_user(self.manager).action_undo()
        self.assertEqual(action["res_id"], self.gone.id)
        self.assertEqual((self.gone.street, self.gone.category_id.name), ("Long Road 1", "Fair"))
        self.assertEqual(self.gone.with_company(self.company).credit_limit, 500)
        self.assertFalse(self.kept.street)
        self.assertEqual((self.order.partner_id, later.partner_id), (self.gone, self.kept))
        self.assertIn("Spoke to them", " ".join(self.gone.message_ids.mapped("body")))
        self.assertIn("T-Gone stands here again", self.kept.message_ids[0].body)

    def test_what_is_gone_or_somebody_elses_is_told(self):
        merge = self.merge(self.kept, self.gone)
        third = self.make_customer("Third")
        self.order.write({"partner_id": third.id})
        merge.action_undo()
        self.assertEqual(self.order.partner_id, third)
        self.assertIn("1 × Sales Order stay as they are", merge.undone_text)

    def test_a_merge_is_undone_once(self):
        merge = self.merge(self.kept, self.gone)
        merge.action_undo()
        with self.assertRaisesRegex(UserError, "stands here again already"):
            merge.action_undo()

    def test_a_merge_of_which_too_little_was_kept(self):
        merge = self.merge(self.kept, self.gone)
        merge.former_row = False
        with self.assertRaisesRegex(UserError, "make the customer anew by hand"):
            merge.action_undo()

    def test_who_may_not_create_contacts_undoes_nothing(self):
        merge = self.merge(self.kept, self.gone)
        with self.assertRaises(AccessError):
            merge.with_user(self.plain_manager).action_undo()
        self.assertFalse(merge.restored_id)

    def test_managers_of_another_company_see_no_merge(self):
        merge = self.merge(self.kept, self.gone)
        other = self.make_company("Other", "CNY", "Asia/Shanghai")
        stranger = new_test_user(
            self.env,
            "undo_stranger",
            groups=f"{GROUP}manager",
            company_id=other.id,
            company_ids=[Command.set(other.ids)],
        )
        theirs = merge.with_user(stranger).with_context(allowed_company_ids=other.ids)
        self.assertNotIn(merge.id, theirs.search([]).ids)
        with self.assertRaises(AccessError):
            theirs.action_undo()
