from datetime import date

from freezegun import freeze_time

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Command
from odoo.tests import Form, TransactionCase, new_test_user, tagged
from odoo.tools import file_open

USERS = "sales_team.group_sale_salesman_all_leads"


@tagged("post_install", "-at_install")
class ByHandCase(TransactionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company = cls.env["res.company"].create({"name": "Own Company"})
        cls.env = cls.env(context={**cls.env.context, "allowed_company_ids": cls.company.ids, "tracking_disable": True})
        Scheme = cls.env["customer.classification.scheme"]
        Scheme.search([("is_main", "=", True), ("company_id", "=", False)]).is_main = False
        cls.main = Scheme.create(
            {"name": "Importance", "code": "T-IMP", "code_pattern": "1", "is_main": True, "sequence": 1}
        )
        cls.vip, cls.ordinary = cls.env["customer.classification.category"].create(
            [{"name": name, "scheme_id": cls.main.id} for name in ("VIP", "Ordinary")]
        )
        cls.region = Scheme.create({"name": "Region", "code": "T-REG", "code_pattern": "2", "sequence": 2})
        cls.north, cls.south = cls.env["customer.classification.category"].create(
            [{"name": name, "scheme_id": cls.region.id} for name in ("North", "South")]
        )
        cls.customers = cls.env["res.partner"].create(
            [{"name": f"T-{number}", "is_company": True, "customer_rank": 1} for number in range(4)]
        )
        cls.customer = cls.customers[0]
        cls.user = cls.new_user("t_user", USERS)
        cls.manager = cls.new_user("t_manager", f"{USERS},customer_classification.group_classification_manager")

    @classmethod
    def new_user(cls, login, groups):
        return new_test_user(
            cls.env,
            login,
            groups=f"base.group_partner_manager,{groups}",
            company_id=cls.company.id,
            company_ids=[Command.set(cls.company.ids)],
        )

    def history(self, partner=None):
        changes = self.env["customer.classification.change"].search(
            [("partner_id", "=", (partner or self.customer).id)], order="id"
        )
        return [(c.from_category_id.name, c.to_category_id.name, c.origin, c.state) for c in changes]


class TestByHand(ByHandCase):
    """Who may choose by hand, proposals, pins, and what the form says about it."""

    def test_only_managers_where_the_scheme_says_so(self):
        self.main.manual_change = "managers"
        with self.assertRaisesRegex(AccessError, "Only classification managers"):
            self.customer.with_user(self.user).main_category_id = self.vip
        self.customer.with_user(self.manager).main_category_id = self.vip
        with self.assertRaisesRegex(AccessError, "Only classification managers"):
            self.customer.with_user(self.user).classification_assignment_ids.action_remove()
        self.assertEqual(self.customer.main_category_id, self.vip)

    def test_users_propose_and_managers_approve(self):
        self.main.manual_change = "propose"
        with Form(self.customer.with_user(self.user)) as form:
            form.main_category_id = self.vip
        self.assertFalse(self.customer.main_category_id, "nothing but a proposal")
        proposal = self.customer.classification_proposal_ids
        self.assertEqual((proposal.to_category_id, proposal.user_id), (self.vip, self.user))
        with self.assertRaisesRegex(AccessError, "Only classification managers"):
            proposal.with_user(self.user).action_approve()
        proposal.with_user(self.manager).action_approve()
        self.assertEqual((self.customer.main_category_id, proposal.state), (self.vip, "applied"))
        self.assertEqual(proposal.user_id, self.user, "who proposed it")
        with self.assertRaisesRegex(UserError, "is no proposal that waits"):
            proposal.with_user(self.manager).action_reject()

    def test_a_newer_proposal_replaces_an_older_one_and_a_rejected_one_changes_nothing(self):
        self.customer.main_category_id = self.ordinary
        self.main.manual_change = "propose"
        as_user = self.customer.with_user(self.user)
        as_user.main_category_id = self.vip
        as_user.classification_assignment_ids.action_remove()
        self.assertEqual([state for *_rest, state in self.history()], ["applied", "superseded", "proposed"])
        self.customer.classification_proposal_ids.with_user(self.manager).action_reject()
        self.assertEqual(self.customer.main_category_id, self.ordinary)
        self.assertEqual(self.history()[-1], ("Ordinary", False, "manual", "rejected"))

    def test_a_proposal_that_was_overtaken_is_superseded(self):
        self.main.manual_change = "propose"
        self.customer.with_user(self.user).main_category_id = self.vip
        proposal = self.customer.classification_proposal_ids
        self.customer.main_category_id = self.ordinary
        proposal.with_user(self.manager).action_approve()
        self.assertEqual((self.customer.main_category_id, proposal.state), (self.ordinary, "superseded"))

    def test_nobody_approves_what_he_proposed(self):
        self.main.manual_change = "propose"
        self.customer.with_user(self.user).main_category_id = self.vip
        self.user.group_ids |= self.env.ref("customer_classification.group_classification_manager")
        with self.assertRaisesRegex(AccessError, "You proposed"):
            self.customer.classification_proposal_ids.with_user(self.user).action_approve()

    def test_a_salesperson_classifies_only_whom_he_may_edit(self):
        reader = self.new_user("t_reader", "customer_classification.group_classification_user")
        reader.group_ids -= self.env.ref("base.group_partner_manager")
        with self.assertRaises(AccessError):
            self.customer.with_user(reader).main_category_id = self.vip

    @freeze_time("2026-11-24 08:00:00")
    def test_the_form_says_how_since_when_and_how_long(self):
        self.main.mode = "rules"
        self.customer.main_category_id = self.vip
        self.customer.classification_assignment_ids.pin_reason = "Old friend"
        self.assertEqual(
            self.customer.main_category_note, "By hand since 11/24/2026, pinned until 12/31/2026 (Old friend)"
        )
        contact = self.env["res.partner"].create({"name": "Ann", "parent_id": self.customer.id})
        self.assertEqual(contact.main_category_note, self.customer.main_category_note)
        self.assertFalse(self.customers[1].main_category_note)

    @freeze_time("2026-11-24 08:00:00")
    def test_a_pin_does_not_end_in_the_past_and_an_expired_one_lets_go(self):
        self.main.write({"mode": "rules", "default_category_id": self.ordinary.id})
        self.customer.main_category_id = self.vip
        assignment = self.customer.classification_assignment_ids
        with self.assertRaisesRegex(ValidationError, "which is past. Choose a later day"):
            assignment.pinned_until = date(2026, 11, 23)
        assignment.pinned_until = date(2026, 11, 24)
        self.main.classify(partner_ids=self.customer.ids)
        self.assertEqual(self.customer.main_category_id, self.vip)
        self.main.classify(as_of="2026-11-25", partner_ids=self.customer.ids)
        self.assertEqual(self.customer.main_category_id, self.ordinary)
        self.assertFalse(self.customer.classification_assignment_ids.pinned)

    def test_direct_writes_to_the_read_only_field_are_refused(self):
        self.customer.main_category_id = self.vip
        for values in ([Command.clear()], [Command.link(self.north.id)], [Command.set([])]):
            with self.subTest(values=values), self.assertRaisesRegex(UserError, "“Classification” page"):
                self.customer.customer_category_ids = values
        with self.assertRaisesRegex(UserError, "“Classification” page"):
            self.env["res.partner"].create({"name": "X", "customer_category_ids": [Command.link(self.north.id)]})
        self.assertEqual(self.customer.main_category_id, self.vip)

    # New customers

    def new_customer(self, **context):
        return Form(self.env["res.partner"].with_context(res_partner_search_mode="customer", **context))

    def test_the_form_of_a_new_customer_requires_categories(self):
        (self.main + self.region).ask_category = "required"
        form = self.new_customer()
        form.name = "New"
        with self.assertRaisesRegex(AssertionError, "main_category_id is a required field"):
            form.save()
        form.main_category_id = self.vip
        with self.assertRaisesRegex(AssertionError, "category_id is a required field"):
            form.save()
        with form.classification_assignment_ids.edit(0) as line:
            self.assertEqual(line.scheme_id, self.region)
            line.category_id = self.north
        customer = form.save()
        self.assertEqual(customer.customer_category_ids, self.vip | self.north)

    def test_programs_and_contacts_are_not_held_up(self):
        (self.main + self.region).ask_category = "required"
        Partner = self.env["res.partner"].with_context(res_partner_search_mode="customer")
        self.assertFalse(Partner.create({"name": "By program"}).classification_assignment_ids)
        self.assertFalse(Form(self.env["res.partner"]).classification_assignment_ids, "Contacts: perhaps no customer")
        form = self.new_customer()
        form.name = "Ann"
        form.parent_id = self.customer
        self.assertEqual(form.save().commercial_partner_id, self.customer)

    def test_reminding_only_reminds(self):
        self.region.ask_category = "warn"
        form = self.new_customer()
        form.name = "New"
        self.assertEqual(form.asking_schemes, "Region")
        customer = form.save()
        customer.classification_assignment_ids.create({"partner_id": customer.id, "category_id": self.north.id})
        self.assertFalse(customer.asking_schemes)

    # References

    def test_new_customers_get_references_from_the_code_of_their_category(self):
        self.region.gives_references = True
        self.customers[3].ref = "01-0007"
        Assignment = self.env["customer.classification.assignment"]
        Assignment.create([{"partner_id": c.id, "category_id": self.north.id} for c in self.customers[:3]])
        self.assertEqual(self.customers.mapped("ref"), ["01-0008", "01-0009", "01-0010", "01-0007"])
        self.customers[1].classification_assignment_ids.category_id = self.south
        self.north.code = "09"
        self.assertEqual(self.customers[1].ref, "01-0009", "never numbered anew")
        self.customers[2].unlink()
        self.north.code = "01"
        late = self.env["res.partner"].create({"name": "Late"})
        Assignment.create({"partner_id": late.id, "category_id": self.north.id})
        self.assertEqual(late.ref, "01-0011", "a number is given out once")


class TestAssignWizard(ByHandCase):
    """The categories of many customers at once."""

    def wizard(self, partners=None, user=None):
        partners = self.customers if partners is None else partners
        action = partners.with_user(user or self.env.user).action_classify_by_hand()
        wizard = self.env["customer.classification.assign"].with_user(user or self.env.user).browse(action["res_id"])
        return wizard, {line.scheme_id: line for line in wizard.line_ids}

    @freeze_time("2026-11-24 08:00:00")
    def test_set_clear_and_keep(self):
        self.main.mode = "rules"
        Assignment = self.env["customer.classification.assignment"]
        Assignment.create([{"partner_id": c.id, "category_id": self.north.id} for c in self.customers])
        self.customer.main_category_id = self.vip
        wizard, lines = self.wizard()
        lines[self.main].category_id = self.vip
        self.assertEqual(lines[self.main].choice, "set")
        self.assertEqual((lines[self.main].pinned, str(lines[self.main].pinned_until)), (True, "2026-12-31"))
        self.assertEqual(lines[self.main].change_count, 3, "one is there already")
        lines[self.region].choice = "clear"
        self.assertEqual(lines[self.region].change_count, 4)
        wizard.reason = "Meeting of May"
        message = wizard.action_apply()["params"]["message"]
        self.assertEqual(message, "Importance: 3 customers moved. Region: 4 customers moved.")
        self.assertEqual(self.customers.customer_category_ids, self.vip)
        self.assertEqual(set(self.customers.classification_assignment_ids.mapped("pin_reason")), {"Meeting of May"})
        self.assertEqual(
            self.history(self.customers[2]),
            [
                (False, "North", "manual", "applied"),
                (False, "VIP", "manual", "applied"),
                ("North", False, "manual", "applied"),
            ],
        )

    def test_a_batch_is_one_entry_of_the_list_of_runs(self):
        self.customer.main_category_id = self.vip
        self.customers[1].main_category_id = self.ordinary
        wizard, lines = self.wizard(user=self.manager)
        lines[self.main].category_id = self.vip
        self.assertEqual(lines[self.main].note, "There already: T-0")
        lines[self.region].choice = "clear"
        self.assertEqual(lines[self.region].note, "In no category anyway: T-0, T-1, T-2, T-3")
        wizard.reason = "Meeting of May"
        wizard.action_apply()
        run = self.main.run_ids
        self.assertEqual(
            (run.state, run.trigger, run.is_choice, run.reason, run.user_id, run.change_count, run.customer_count),
            ("applied", "manual", True, "Meeting of May", self.manager, 3, 4),
        )
        self.assertEqual(
            {(cell["from"], cell["to"], cell["customers"]) for cell in run.matrix},
            {(self.vip.id, self.vip.id, 1), (self.ordinary.id, self.vip.id, 1), (None, self.vip.id, 2)},
        )
        self.assertFalse(self.region.run_ids, "nobody moved there")
        self.assertFalse(self.main.last_run_id, "the rules have not run yet")

    def test_a_batch_is_undone_as_one(self):
        self.customer.main_category_id = self.ordinary
        wizard, lines = self.wizard(user=self.manager)
        lines[self.main].category_id = self.vip
        wizard.action_apply()
        run = self.main.run_ids
        self.customers[3].main_category_id = self.ordinary
        run.with_user(self.manager).action_undo()
        self.assertEqual(
            self.customers.mapped("main_category_id"), self.ordinary, "who was moved since, and who was there before"
        )
        self.assertEqual(
            [customer.main_category_id.name for customer in self.customers], ["Ordinary", False, False, "Ordinary"]
        )
        self.assertEqual((run.state, run.kept_count), ("undone", 1))
        self.assertEqual(self.main.state, "draft", "no rules are to blame")

    def test_a_constant_number_of_statements(self):
        counts = []
        for number in (5, 500):
            partners = self.env["res.partner"].create([{"name": f"T-{i}"} for i in range(number)])
            wizard, lines = self.wizard(partners)
            lines[self.main].category_id = self.vip
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            wizard.action_apply()
            counts.append(self.env.cr.sql_log_count - before)
            self.assertEqual(partners.mapped("main_category_id"), self.vip)
        self.assertLessEqual(counts[1], counts[0] + 2, "whatever the number of customers")

    def test_contacts_stand_for_their_companies(self):
        contact = self.env["res.partner"].create({"name": "Ann", "parent_id": self.customer.id})
        wizard, lines = self.wizard(self.customer | contact)
        self.assertEqual((wizard.customer_count, wizard.left_out), (1, 1))
        lines[self.main].category_id = self.vip
        wizard.action_apply()
        self.assertEqual(contact.main_category_id, self.vip)

    def test_what_is_refused(self):
        wizard, lines = self.wizard()
        with self.assertRaisesRegex(UserError, "at least one scheme"):
            wizard.action_apply()
        lines[self.main].choice = "set"
        with self.assertRaisesRegex(UserError, "Choose the category of “Importance”"):
            wizard.action_apply()
        lines[self.main].write({"category_id": self.vip.id, "pinned": True, "pinned_until": date(2020, 1, 1)})
        with self.assertRaisesRegex(ValidationError, "which is past"):
            wizard.action_apply()
        lines[self.main].write({"category_id": self.north.id, "pinned": False})
        with self.assertRaisesRegex(ValidationError, "category of another scheme"):
            wizard.action_apply()
        self.assertFalse(self.customers.customer_category_ids)

    def test_users_propose_for_many_too(self):
        self.main.manual_change = "propose"
        wizard, lines = self.wizard(user=self.user)
        self.assertEqual(lines[self.main].note, "You propose, a manager decides")
        lines[self.main].category_id = self.vip
        self.assertIn("4 moves were proposed", wizard.action_apply()["params"]["message"])
        self.assertFalse(self.customers.main_category_id)
        self.customers.classification_proposal_ids.with_user(self.manager).action_approve()
        self.assertEqual(self.customers.mapped("main_category_id"), self.vip)

    def test_references_for_many(self):
        self.region.gives_references = True
        wizard, lines = self.wizard()
        lines[self.region].category_id = self.south
        wizard.action_apply()
        self.assertEqual(self.customers.mapped("ref"), ["02-0001", "02-0002", "02-0003", "02-0004"])


class TestAssignmentImport(ByHandCase):
    """Lists of customers and categories through Odoo's importer."""

    FIELDS = ("customer_reference", "scheme_code", "category_code")

    def setUp(self):
        super().setUp()
        for number, customer in enumerate(self.customers, start=1):
            customer.ref = f"T-{number}"
        self.env.flush_all()  # a test run of the importer takes back all that was not written yet

    def load(self, *rows):
        return self.env["customer.classification.assignment"].load(list(self.FIELDS), [list(row) for row in rows])

    def test_rows_classify_and_move(self):
        self.customers[1].main_category_id = self.vip
        result = self.load(("T-1", "T-IMP", "1"), ("T-2", "T-IMP", "2"), ("T-1", "T-REG", "02"))
        self.assertFalse(result["messages"])
        self.assertEqual(len(result["ids"]), 3)
        self.assertEqual(self.customer.customer_category_ids, self.vip | self.south)
        self.assertEqual(self.customers[1].main_category_id, self.ordinary)
        self.assertEqual(self.history(self.customers[1])[-1], ("VIP", "Ordinary", "import", "applied"))
        again = self.load(("T-1", "T-IMP", "1"))
        self.assertFalse(again["messages"])
        self.assertEqual(len(self.history()), 2, "nothing new was written")

    def test_errors_row_by_row_and_nothing_half_imported(self):
        for row, expected in (
            (("T-9", "T-IMP", "1"), "no customer reference “T-9”"),
            (("T-2", "NONE", "1"), "no scheme code “NONE”"),
            (("T-2", "T-IMP", "13812345678"), "no category code “13812345678”"),
            (("T-2", "", "1"), "Without the scheme code"),
            (("", "T-IMP", "1"), "The customer is missing"),
            (("T-2", "T-IMP", ""), "The category is missing"),
            (("T-1", "T-IMP", "2"), "stands twice in the file"),
        ):
            with self.subTest(row=row):
                result = self.load(("T-1", "T-IMP", "1"), row)
                self.assertFalse(result["ids"])
                messages = " ".join(message["message"] for message in result["messages"])
                self.assertIn(expected, messages)
                self.assertFalse(self.customers.customer_category_ids)

    def test_the_same_reference_twice_is_told(self):
        self.customers[1].ref = "T-1"
        messages = [message["message"] for message in self.load(("T-1", "T-IMP", "1"))["messages"]]
        self.assertIn("2 records have the customer reference “T-1”.", messages)

    def import_file(self, *rows, dry=False):
        """Import a file of the columns of the template, as the import page of the list does."""
        [template] = self.env["customer.classification.assignment"].get_import_templates()
        path = template["template"].removeprefix("/")
        with file_open(path, "r") as file:
            header = file.readline().strip()
        content = "\n".join([header, *(",".join(row) for row in rows)])
        page = self.env["base_import.import"].create(
            {
                "res_model": "customer.classification.assignment",
                "file": content.encode(),
                "file_type": "text/csv",
                "file_name": "customers.csv",
            }
        )
        options = {"quoting": '"', "separator": ",", "has_headers": True}
        preview = page.parse_preview(options)
        fields = [match[0] for _column, match in sorted(preview["matches"].items(), key=lambda item: int(item[0]))]
        self.assertEqual(fields, list(self.FIELDS), "the columns are recognised by themselves")
        return page.execute_import(fields, header.split(","), options, dryrun=dry)

    def test_a_file_through_the_import_page(self):
        rows = (("T-1", "T-IMP", "1"), ("T-2", "T-REG", "02"))
        self.assertFalse(self.import_file(*rows, dry=True)["messages"])
        self.assertFalse(self.customers.customer_category_ids, "a test run writes nothing")
        self.assertFalse(self.import_file(*rows)["messages"])
        self.assertEqual(self.customer.main_category_id, self.vip)
        self.assertEqual(self.customers[1].classification_assignment_ids.origin, "import")
        messages = self.import_file(("T-3", "T-IMP", "1"), ("T-4", "T-IMP", "99"))["messages"]
        self.assertIn(
            (1, "There is no category code “99”. Correct it, or create the record first."),
            [(message["record"], message["message"]) for message in messages],
        )
        self.assertFalse(self.customers[2].customer_category_ids, "nothing is half imported")


class TestBoardAndMapping(ByHandCase):
    def test_a_column_for_each_category(self):
        Assignment = self.env["customer.classification.assignment"]
        Assignment.create({"partner_id": self.customer.id, "category_id": self.north.id})
        action = self.region.action_open_board()
        board = Assignment.with_context(**action["context"], read_group_expand=True)
        groups = board.web_read_group(action["domain"], ["category_id"], ["__count"])["groups"]
        self.assertEqual([group["category_id"][0] for group in groups], (self.north | self.south).ids)

    def test_categories_from_the_values_that_occur(self):
        states = self.env["res.country.state"].create(
            [{"name": name, "code": name, "country_id": self.env.ref("base.cn").id} for name in ("T-Hunan", "T-Hubei")]
        )
        for customer, state in zip(self.customers, (states[0], states[1], states[0], False), strict=True):
            customer.state_id = state
        field = self.env["ir.model.fields"]._get("res.partner", "state_id")
        scheme = self.region.create(
            {
                "name": "Province",
                "code": "T-PRO",
                "code_pattern": "3",
                "mode": "mapping",
                "mapping_field_id": field.id,
                "customer_domain": "[('name', '=like', 'T-%')]",
            }
        )
        scheme.action_create_from_values()
        self.assertEqual(sorted(scheme.category_ids.mapped("code")), ["001", "002"])
        scheme.classify()
        self.assertEqual(
            [c.customer_category_ids.name for c in self.customers],
            [states[0].display_name, states[1].display_name, states[0].display_name, False],
        )
        with self.assertRaisesRegex(UserError, "already leads to a category"):
            scheme.action_create_from_values()

    def test_a_field_with_too_many_values(self):
        field = self.env["ir.model.fields"]._get("res.partner", "name")
        self.env["res.partner"].create([{"name": f"T-{i}", "customer_rank": 1} for i in range(301)])
        scheme = self.region.create(
            {
                "name": "Name",
                "code": "T-NAM",
                "mode": "mapping",
                "mapping_field_id": field.id,
                "customer_domain": "[('name', '=like', 'T-%')]",
            }
        )
        with self.assertRaisesRegex(UserError, "too many for categories"):
            scheme.action_create_from_values()
        self.assertFalse(scheme.category_ids)

    def test_unclassified_customers_of_a_scheme(self):
        Assignment = self.env["customer.classification.assignment"]
        Assignment.create({"partner_id": self.customer.id, "category_id": self.north.id})
        self.region.customer_domain = "[('name', '=like', 'T-%')]"
        found = self.env["res.partner"].search(self.region.action_open_unclassified()["domain"])
        self.assertEqual(found, self.customers[1:])
        mine = [("id", "in", self.customers.ids)]
        by_name = self.env["res.partner"].search([*mine, ("unclassified_in_ids", "ilike", "T-REG")])
        self.assertEqual(by_name, self.customers[1:])
        self.assertIn(self.region, self.customers[1].unclassified_in_ids)
        self.assertNotIn(self.region, self.customer.unclassified_in_ids)

    def test_the_panel_counts_by_scheme_and_by_what_is_ticked(self):
        Assignment = self.env["customer.classification.assignment"]
        size = self.region.create({"name": "Size", "code": "T-SIZ", "code_pattern": "1", "sequence": 3})
        large, small = self.env["customer.classification.category"].create(
            [{"name": name, "scheme_id": size.id} for name in ("Large", "Small")]
        )
        for customer, region, category in zip(
            self.customers, (self.north, self.north, self.south, self.south), (large, small, large, large), strict=True
        ):
            Assignment.create([{"partner_id": customer.id, "category_id": c.id} for c in (region, category)])
        self.customers[0].main_category_id = self.vip
        Partner = self.env["res.partner"]
        mine = {"search_domain": [("id", "in", self.customers.ids)], "enable_counters": True}

        def counts(**more):
            result = Partner.search_panel_select_multi_range(
                "customer_category_ids",
                group_by="scheme_id",
                comodel_domain=[("scheme_id.is_main", "=", False)],
                **mine,
                **more,
            )
            return {(value["group_name"], value["display_name"]): value["__count"] for value in result["values"]}

        self.assertEqual(
            counts(),
            {
                ("Region", "01 North"): 2,
                ("Region", "02 South"): 2,
                ("Size", "1 Large"): 3,
                ("Size", "2 Small"): 1,
            },
        )
        ticked = {str(size.id): [("customer_category_ids", "in", self.north.ids)]}
        self.assertEqual(
            counts(group_domain=ticked),
            {
                ("Region", "01 North"): 2,
                ("Region", "02 South"): 2,
                ("Size", "1 Large"): 1,
                ("Size", "2 Small"): 1,
            },
        )
        tree = Partner.search_panel_select_range("main_category_id", **mine)["values"]
        self.assertEqual({value["display_name"]: value["__count"] for value in tree}, {"1 VIP": 1, "2 Ordinary": 0})
        with self.assertQueryCount(12):
            counts()

    def test_a_code_finds_all_that_begin_with_it(self):
        self.customer.main_category_id = self.vip
        scheme = self.region.create({"name": "Deep", "code": "T-DEE", "code_pattern": "2-2"})
        Category = self.env["customer.classification.category"]
        top, other = Category.create([{"name": name, "scheme_id": scheme.id} for name in ("A", "B")])
        low = Category.create({"name": "C", "parent_id": top.id})
        here = [("scheme_id", "=", scheme.id)]
        self.assertEqual(Category.search([*here, ("display_name", "ilike", "01")]), top | low)
        self.assertEqual(Category.search([*here, ("display_name", "ilike", "02")]), other, "not 0102 or the like")
        self.env["customer.classification.assignment"].create({"partner_id": self.customer.id, "category_id": low.id})
        self.assertEqual(
            self.env["res.partner"].search(
                [("customer_category_ids", "child_of", "01"), ("id", "in", self.customers.ids)]
            ),
            self.customer,
        )
