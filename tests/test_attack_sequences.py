"""Anything in any order: after each step the history leads to where customers are, and what always holds, holds."""

import psycopg2
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import new_test_user, tagged
from odoo.tools import SQL, mute_logger

from ..customer_classification.history import history
from .attack import FULL, share, told
from .attack import SUITE_SEED as SEED
from .attack_verbs import MoreVerbs, kinds, people, places
from .common import ClassificationCase

AMOUNT = {"measure": "order_amount", "window": "lifetime", "operator": ">="}
SALESPERSON = "base.group_partner_manager,sales_team.group_sale_salesman_all_leads"


class Sequences(MoreVerbs, RuleBasedStateMachine):
    """Three schemes, six customers, a salesperson and two managers; each verb is done or refused in words."""

    case = None
    steps = 0

    def __init__(self):
        super().__init__()
        case = type(self).case
        self.env, self.make = case.env, case
        self.savepoint = case.cr.savepoint()
        self.users = [case.seller, case.manager, case.second]
        self.lists = self.env["product.pricelist"].create(
            [{"name": name, "company_id": case.company.id} for name in "AB"]
        )
        self.schemes = [case.make_scheme(("A", "B", "C"), customer_domain="[]"), case.make_scheme(mode="manual")]
        case.make_rule(self.schemes[0], "A", {**AMOUNT, "value": 500})
        case.make_rule(self.schemes[0], "B", {**AMOUNT, "value": 100})
        for scheme in self.schemes:
            for category, pricelist in zip(scheme.category_ids, self.lists, strict=False):
                category.pricelist_id = pricelist
        self.partners = self.env["res.partner"].union(*(case.make_customer(f"S{n}") for n in range(6)))
        self.prepare_more()

    def teardown(self):
        self.env.cr.clear()
        self.savepoint.rollback()
        self.savepoint.close(rollback=True)
        self.env.invalidate_all()

    # Verbs ----------------------------------------------------------------------------------------------------------

    def attempt(self, verb):
        """Carry out a verb, or let it be refused in words; half of it never stays."""
        type(self).steps += 1
        try:
            with self.env.cr.savepoint():
                verb()
                self.env.flush_all()
        except (UserError, AccessError):
            self.env.invalidate_all()
        except (psycopg2.errors.ForeignKeyViolation, psycopg2.errors.RestrictViolation) as error:
            # a document of Odoo needs the customer: Odoo's own front tells that in words; ours are told before
            self.case.assertFalse(error.diag.table_name.startswith("customer_classification"), error)
            self.env.invalidate_all()

    def partner(self, number):
        present = self.partners.exists()
        return present[number % len(present)]

    def line(self, number, kind):
        return self.partner(number).classification_assignment_ids.filtered(
            lambda line: line.scheme_id == self.schemes[kind]
        )

    def place(self, kind, number):
        categories = self.schemes[kind].with_context(active_test=False).category_ids.sorted("id")
        return categories[number % len(categories)]

    def proposals(self):
        ids = [scheme.id for scheme in self.schemes]
        domain = [("scheme_id", "in", ids), ("state", "=", "proposed")]
        return self.env["customer.classification.change"].search(domain)

    @rule(who=people, kind=kinds, to=places, by=st.integers(0, 2))
    def choose(self, who, kind, to, by):
        partner, user, category = self.partner(who), self.users[by], self.place(kind, to)

        def verb():
            line = self.line(who, kind).with_user(user)
            if line:
                line.category_id = category.id
            else:
                line.create({"partner_id": partner.id, "category_id": category.id})

        self.attempt(verb)

    @rule(who=people, kind=kinds, by=st.integers(0, 2), pinned=st.booleans())
    def pin(self, who, kind, by, pinned):
        line = self.line(who, kind).with_user(self.users[by])
        self.attempt(lambda: line.write({"pinned": pinned, "pin_reason": "why"}))

    @rule(who=people, kind=kinds, by=st.integers(0, 2))
    def leave(self, who, kind, by):
        self.attempt(lambda: self.line(who, kind).with_user(self.users[by]).action_remove())

    @rule(who=people, amount=st.sampled_from([60, 200, 600]))
    def order(self, who, amount):
        self.attempt(lambda: self.make.make_order(self.partner(who), self.schemes[0]._today(), amount))

    @rule(only=st.booleans(), who=people)
    def classify(self, only, who):
        self.attempt(lambda: self.schemes[0].classify(partner_ids=self.partner(who).ids if only else None))

    @rule()
    def simulate_and_apply(self):
        self.attempt(lambda: self.schemes[0].classify(simulate=True).action_apply())

    @rule(kind=kinds, approval=st.sampled_from(["none", "upgrade", "downgrade", "all"]))
    def ask_for_approval(self, kind, approval):
        self.attempt(lambda: self.schemes[kind].write({"approval": approval}))

    @rule(kind=kinds, who=st.sampled_from(["free", "propose", "managers"]))
    def who_may_choose(self, kind, who):
        self.attempt(lambda: self.schemes[kind].write({"manual_change": who}))

    @rule(by=st.integers(1, 2), yes=st.booleans(), number=people)
    def decide(self, by, yes, number):
        waiting = self.proposals()[number : number + 2].with_user(self.users[by])
        self.attempt(lambda: waiting.action_approve() if yes else waiting.action_reject("no"))

    @rule(number=people)
    def undo_a_run(self, number):
        runs = self.schemes[0].run_ids
        self.attempt(runs[number : number + 1].action_undo)

    @rule(who=people)
    def undo_a_change(self, who):
        self.attempt(self.partner(who).classification_change_ids[:1].action_undo)

    @rule(one=people, other=people)
    def merge_customers(self, one, other):
        source, survivor = self.partner(one), self.partner(other)
        if source != survivor and len(self.partners.exists()) > 2:
            merge = self.env["base.partner.merge.automatic.wizard"]
            self.attempt(lambda: merge._merge((source | survivor).ids, survivor))
            self.env.invalidate_all()

    @rule(who=people)
    def archive_or_bring_back(self, who):
        partner = self.partner(who)
        self.attempt(lambda: partner.write({"active": not partner.active}))

    @rule(who=people, parent=people)
    def become_a_contact_or_a_company(self, who, parent):
        partner, company = self.partner(who), self.partner(parent)
        if partner.parent_id:
            self.attempt(lambda: partner.write({"parent_id": False, "is_company": True}))
        elif partner != company:
            self.attempt(lambda: partner.write({"parent_id": company.id, "is_company": False}))

    @rule(kind=kinds, one=places, other=places, how=st.sampled_from(["merge", "archive"]))
    def adjust_the_tree(self, kind, one, other, how):
        values = {"category_id": self.place(kind, one).id, "operation": how}
        target = {"target_category_id": self.place(kind, other).id} if how == "merge" or other else {}
        self.attempt(lambda: self.env["customer.classification.adjustment"].create({**values, **target}).action_apply())

    @rule()
    def activate(self):
        self.attempt(self.schemes[0].action_activate)

    @rule(who=people, kind=kinds, to=places)
    def load_a_file(self, who, kind, to):
        row = [str(self.partner(who).id), str(self.place(kind, to).id)]
        lines = self.env["customer.classification.assignment"].with_user(self.users[1])
        self.attempt(lambda: lines.load(["partner_id/.id", "category_id/.id"], [row]))

    # What always holds ------------------------------------------------------------------------------------------------

    def rows(self, text, **values):
        return self.env.execute_query(SQL(text, partners=self.partners.ids, **values))

    @invariant()
    def the_history_leads_to_where_customers_are(self):
        self.env.flush_all()
        found = self.rows(
            "SELECT * FROM (%(differences)s) d WHERE partner_id = ANY(%(partners)s)", differences=history.differences()
        )
        assert not found, f"the history leads elsewhere: {found}"

    @invariant()
    def one_proposal_waits(self):
        found = self.rows(
            """SELECT partner_id, scheme_id FROM customer_classification_change
                WHERE state = 'proposed' AND partner_id = ANY(%(partners)s) GROUP BY 1, 2 HAVING COUNT(*) > 1"""
        )
        assert not found, f"several proposals wait: {found}"

    @invariant()
    def customers_stand_where_customers_may(self):
        found = self.rows(
            """SELECT line.partner_id, line.category_id
                 FROM customer_classification_assignment line
                 JOIN customer_classification_category category ON category.id = line.category_id
                 JOIN res_partner partner ON partner.id = line.partner_id
                WHERE line.partner_id = ANY(%(partners)s)
                  AND (category.scheme_id != line.scheme_id OR partner.commercial_partner_id != partner.id
                       OR NOT category.active)"""
        )
        assert not found, f"customers in categories that hold none: {found}"

    @invariant()
    def what_a_category_filled_is_of_a_category_of_the_customer(self):
        found = self.rows(
            """SELECT filled.partner_id, filled.field, filled.category_id
                 FROM customer_classification_default filled
                 JOIN customer_classification_category source ON source.id = filled.category_id
                WHERE filled.partner_id = ANY(%(partners)s) AND NOT EXISTS (
                      SELECT FROM customer_classification_assignment line
                        JOIN customer_classification_category category ON category.id = line.category_id
                       WHERE line.partner_id = filled.partner_id
                         AND category.parent_path LIKE source.parent_path || '%%')"""
        )
        assert not found, f"remembered without a reason: {found}"


@tagged("post_install", "-at_install")
class TestSequences(ClassificationCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        managers = f"{SALESPERSON},customer_classification.group_classification_manager"
        cls.seller = cls.make_user("s_seller", SALESPERSON)
        cls.manager, cls.second = (cls.make_user(f"s_{name}", managers) for name in ("manager", "second"))
        cls.there = cls.make_company("There", "CNY", "Asia/Shanghai")
        cls.stranger = new_test_user(
            cls.env, "s_stranger", groups=managers, company_id=cls.there.id, company_ids=[Command.set(cls.there.ids)]
        )

    def test_anything_in_any_order(self):
        machine = type("Sequences", (Sequences,), {"case": self, "_hypothesis_internal_use_seed": SEED})
        examples = share(1000, 5)
        with mute_logger("odoo.sql_db", "odoo.models.unlink"):
            run_state_machine_as_test(
                machine,
                settings=settings(
                    max_examples=examples,
                    stateful_step_count=30 if FULL else 12,
                    deadline=None,
                    database=None,
                    suppress_health_check=list(HealthCheck),
                ),
            )
        told(f"{examples} sequences, {machine.steps} verbs", SEED)
