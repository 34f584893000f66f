"""What the tables that runs write are indexed by and bound to, and why; and what happens where nothing is bound."""

from odoo.addons.customer_classification.customer_classification.common import soft_references
from odoo.exceptions import MissingError, UserError
from odoo.tests import new_test_user, tagged
from odoo.tools import SQL, mute_logger

from .common import ClassificationCase

# Each foreign key and each index is paid for by each row that a run writes. table: {what: why}
KEYS = {
    "customer_classification_assignment": {
        "partner_id → res_partner cascade": "who is deleted is in no category; a merge of customers goes by it",
    },
    "customer_classification_change": {},  # the largest of all; see TestSoftReferences
    "customer_classification_profile": {
        "partner_id → res_partner cascade": "who is deleted has no figures",
    },
}
INDEXES = {
    "customer_classification_assignment": {
        "(id)": "records are read by it",
        "(partner_id, scheme_id)": "one category per scheme, and the categories of a customer",
        "(category_id)": "the customers of a category",
    },
    "customer_classification_change": {
        "(id)": "records are read by it",
        "(partner_id, scheme_id, date DESC)": "the history of a customer",
        "(partner_id, scheme_id) WHERE …": "one proposal waits for a customer in a scheme",
        "(run_id) WHERE (run_id IS NOT NULL)": "what a run moved",
        "(state, scheme_id) WHERE …": "the few that wait for somebody: proposals, dry runs",
        "brin (effective_date)": "the moves of a period; it takes a page for a thousand others",
    },
    "customer_classification_profile": {
        "(id)": "records are read by it",
        "(partner_id, COALESCE(company_id, 0), currency_id, amount_basis)": "the figures of a customer",
    },
}


@tagged("post_install", "-at_install")
class TestLean(ClassificationCase):
    def test_foreign_keys_are_those_that_protect_something(self):
        for table, wanted in KEYS.items():
            rows = self.env.execute_query(
                SQL(
                    """SELECT field.attname || ' → ' || key.confrelid::regclass || ' '
                              || CASE key.confdeltype WHEN 'c' THEN 'cascade' WHEN 'r' THEN 'restrict'
                                                      WHEN 'n' THEN 'set null' ELSE key.confdeltype::text END
                         FROM pg_constraint key
                         JOIN pg_attribute field ON field.attrelid = key.conrelid AND field.attnum = key.conkey[1]
                        WHERE key.contype = 'f' AND key.conrelid = %s::regclass""",
                    table,
                )
            )
            self.assertEqual({key for (key,) in rows}, wanted.keys(), table)

    def test_indexes_are_those_that_queries_use(self):
        for table, wanted in INDEXES.items():
            rows = self.env.execute_query(SQL("SELECT indexdef FROM pg_indexes WHERE tablename = %s", table))
            found = {text.partition(" USING ")[2].removeprefix("btree ") for (text,) in rows}
            found = {
                text.partition(" WHERE ((state)")[0] + " WHERE …" if "((state)" in text else text for text in found
            }
            self.assertEqual(found, wanted.keys(), table)


@tagged("post_install", "-at_install")
class TestSoftReferences(ClassificationCase):
    """Deleting what the history names without a foreign key does what the fields say."""

    def setUp(self):
        super().setUp()
        self.team = self.env["crm.team"].create({"name": "T-team", "company_id": self.company.id})
        self.user = new_test_user(
            self.env,
            "t_lean",
            company_id=self.company.id,
            company_ids=[(6, 0, self.company.ids)],
            groups="base.group_partner_manager,customer_classification.group_classification_manager",
        )
        self.scheme = self.make_scheme()
        self.rule = self.make_rule(self.scheme, "Ordinary")
        self.customer = self.make_customer("Ann", user_id=self.user.id)
        self.env["crm.team.member"].create({"user_id": self.user.id, "crm_team_id": self.team.id})
        self.run_of_user = self.scheme.with_user(self.user).classify().with_user(self.env.user)
        self.change = self.run_of_user.change_ids
        self.line = self.env["customer.classification.assignment"].search([("scheme_id", "=", self.scheme.id)])

    def test_what_a_run_wrote_names_its_people_team_and_rule(self):
        self.assertEqual(self.change.user_id, self.user)
        self.assertEqual((self.change.salesperson_id, self.change.team_id), (self.user, self.team))
        self.assertEqual((self.change.rule_id, self.line.rule_id), (self.rule, self.rule))
        self.assertEqual((self.line.create_uid, self.line.change_id), (self.user, self.change))

    def test_a_user_who_is_deleted_leaves_the_history_without_their_name(self):
        self.customer.user_id = False
        self.user.unlink()
        self.assertFalse(self.change.user_id or self.change.salesperson_id)
        self.assertFalse(self.line.create_uid or self.line.write_uid)
        self.assertEqual(self.line.category_id.name, "Ordinary")

    def test_a_team_or_rule_that_is_deleted_is_named_no_more(self):
        self.team.unlink()
        self.assertFalse(self.change.team_id)
        self.rule.unlink()
        self.assertFalse(self.change.rule_id or self.line.rule_id)
        self.assertEqual(self.change.to_category_id.name, "Ordinary")

    def test_a_run_that_moved_customers_stays(self):
        with self.assertRaisesRegex(UserError, "the history of customers names it"):
            self.run_of_user.unlink()
        nothing_new = self.scheme.classify()
        nothing_new.unlink()
        self.assertFalse(nothing_new.exists())

    def test_a_simulated_change_that_is_swept_is_named_no_more(self):
        self.env.cr.execute(
            SQL("UPDATE customer_classification_change SET state = 'simulated' WHERE id = %s", self.change.id)
        )
        self.env.invalidate_all()
        self.change.unlink()
        self.assertFalse(self.line.change_id)

    def test_a_currency_that_is_deleted_takes_the_figures_with_it(self):
        currency = self.env["res.currency"].create({"name": "TLN", "symbol": "T"})
        profile = self.env["customer.classification.profile"].sudo().search([("partner_id", "=", self.customer.id)])
        self.assertTrue(profile)
        self.env.cr.execute(
            SQL(
                "UPDATE customer_classification_profile SET currency_id = %s WHERE id IN %s",
                currency.id,
                tuple(profile.ids),
            )
        )
        self.env.invalidate_all()
        currency.unlink()
        self.assertFalse(profile.exists())

    def test_who_is_deleted_by_sql_alone_is_found_by_the_check_of_the_history(self):
        gone = 2**31 - 7
        self.env.cr.execute(
            SQL("UPDATE customer_classification_change SET team_id = %s WHERE id = %s", gone, self.change.id)
        )
        self.env.invalidate_all()
        told = self.env["res.config.settings"].create({}).action_check_classification_history()
        self.assertEqual(told["params"]["type"], "success")
        self.assertIn("1 names of users, teams, rules or runs that are gone were taken out", told["params"]["message"])
        self.assertFalse(self.change.team_id)
        self.assertEqual(soft_references.forget_dangling(self.env), 0)

    def test_a_category_and_a_scheme_that_the_history_names_stay(self):
        self.line.unlink()
        self.rule.unlink()
        with self.assertRaisesRegex(UserError, "Archive it instead"):
            self.change.to_category_id.unlink()
        with self.assertRaisesRegex(UserError, "Archive it instead"):
            self.scheme.unlink()

    def test_what_somebody_writes_at_the_same_moment_is_seen_when_a_category_is_deleted(self):
        """Whoever deletes does not see in their own transaction what others wrote since it began."""
        scheme, customer = self.make_scheme(mode="manual"), self.make_customer("Ben")
        vip = self.category(scheme, "VIP")
        references = [
            field
            for field in soft_references.fields_to(self.env, vip._name)
            if (field.model_name, field.ondelete) == ("customer.classification.assignment", "restrict")
        ]
        self.env["customer.classification.assignment"].create({"partner_id": customer.id, "category_id": vip.id})
        self.env.flush_all()
        with self.assertRaisesRegex(UserError, "the history of customers names it"):
            vip._refuse_while_named(references, {vip.id: vip.display_name})

    def test_nobody_is_put_where_somebody_has_just_deleted_the_category(self):
        vip = self.category(self.scheme, "VIP")
        vip.unlink()
        with self.assertRaisesRegex(MissingError, "has just deleted"):
            vip._hold()

    @mute_logger("odoo.sql_db")
    def test_a_customer_who_is_deleted_takes_their_history_along(self):
        self.customer.unlink()
        self.assertFalse(self.change.exists() or self.line.exists())
