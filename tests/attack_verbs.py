"""More of what people do to schemes and customers, and more of what always holds, for ``test_attack_sequences``."""

import base64

from hypothesis import strategies as st
from hypothesis.stateful import invariant, rule

from odoo.fields import Command

people, places, kinds = st.integers(0, 5), st.integers(0, 5), st.integers(0, 2)
CITIES = ("Suzhou", "Hangzhou", "Nowhere", False)
PATTERNS = ("", "1", "1-1", "2-2", "1-2-2", "A", "9-9-9-9")
CODES = ("1", "3", "7", "11", "12", "0101", "Z", "", "2")
ADJUSTMENT = "customer.classification.adjustment"


class MoreVerbs:
    """A third scheme that maps cities, trees that change shape, customers who change companies, files, many at once."""

    def prepare_more(self):
        """What these verbs need besides."""
        mapping = self.make.make_scheme(
            ("East", "South"),
            mode="mapping",
            is_ranked=False,
            customer_domain="[]",
            mapping_field_id=self.env.ref("base.field_res_partner__city").id,
        )
        mapping.mapping_ids = [
            Command.create({"value": city, "category_id": category.id})
            for city, category in zip(CITIES, mapping.category_ids, strict=False)
        ]
        self.schemes.append(mapping)
        for number, partner in enumerate(self.partners):
            partner.write({"ref": f"S{number}", "city": CITIES[number % 3]})
        definition = [{"name": "volt", "type": "integer", "string": "Voltage"}]
        self.schemes[1].category_ids[0].attribute_definition = definition

    def adjust(self, **values):
        self.attempt(lambda: self.env[ADJUSTMENT].create(values).action_apply())

    # Trees ------------------------------------------------------------------------------------------------------------

    @rule(kind=kinds, one=places, code=st.sampled_from(CODES))
    def recode(self, kind, one, code):
        self.adjust(operation="recode", category_id=self.place(kind, one).id, new_code=code)

    @rule(kind=kinds, one=places, other=places, top=st.booleans())
    def move_a_category(self, kind, one, other, top):
        parent = False if top else self.place(kind, other).id
        self.adjust(operation="move", category_id=self.place(kind, one).id, new_parent_id=parent)

    @rule(kind=kinds, one=places)
    def divide_a_category(self, kind, one):
        self.adjust(operation="divide", category_id=self.place(kind, one).id, child_name="Below")

    @rule(kind=kinds, pattern=st.sampled_from(PATTERNS), method=st.sampled_from(["pad", "renumber"]))
    def change_the_pattern(self, kind, pattern, method):
        values = {"new_pattern": pattern, "method": method, "category_id": self.place(kind, 0).id}
        self.adjust(operation="pattern", scheme_id=self.schemes[kind].id, **values)

    @rule(kind=kinds, pattern=st.sampled_from(PATTERNS), leaf_only=st.booleans())
    def write_the_pattern(self, kind, pattern, leaf_only):
        self.attempt(lambda: self.schemes[kind].write({"code_pattern": pattern, "leaf_only": leaf_only}))

    @rule(kind=kinds, one=places)
    def delete_a_category(self, kind, one):
        self.attempt(self.place(kind, one).unlink)

    # Customers --------------------------------------------------------------------------------------------------------

    @rule(who=people, to=st.sampled_from(["own", "other", "none"]))
    def change_company(self, who, to):
        company = {"own": self.make.company, "other": self.make.there}.get(to, self.env["res.company"])
        self.attempt(lambda: self.partner(who).write({"company_id": company.id}))

    @rule(who=people, city=st.sampled_from(CITIES))
    def move_house(self, who, city):
        self.attempt(lambda: self.partner(who).write({"city": city}))

    @rule(who=people)
    def delete_a_customer(self, who):
        if len(self.partners.exists()) > 3:
            self.attempt(self.partner(who).unlink)
            self.env.invalidate_all()

    @rule(who=people)
    def copy_a_customer(self, who):
        partner = self.partner(who)

        def verb():
            assert not partner.copy().classification_assignment_ids, "a copy starts unclassified"

        self.attempt(verb)

    @rule(who=people, kind=kinds, value=st.integers(-5, 5), by=st.integers(0, 2))
    def fill_an_attribute(self, who, kind, value, by):
        line = self.line(who, kind).with_user(self.users[by])
        self.attempt(lambda: line.write({"attributes": {"volt": value}}))

    # Many at once -----------------------------------------------------------------------------------------------------

    @rule(one=people, other=people, kind=kinds, to=places, by=st.integers(0, 2))
    def choose_for_many(self, one, other, kind, to, by):
        def verb():
            partners = (self.partner(one) | self.partner(other)).with_user(self.users[by])
            wizard = self.env["customer.classification.assign"].with_user(self.users[by])._start(partners)
            line = wizard.line_ids.filtered(lambda line: line.scheme_id == self.schemes[kind])
            line.write({"choice": "set", "category_id": self.place(kind, to).id})
            wizard.action_apply()

        self.attempt(verb)

    @rule(one=people, other=people, kind=kinds, to=places)
    def import_a_file(self, one, other, kind, to):
        def verb():
            code = self.place(kind, to).code
            rows = [f"{p.ref},{p.name},{code}" for p in self.partner(one) | self.partner(other)]
            text = "\n".join(("Customer Code,Customer Name,Category Code", *rows))
            values = {"file": base64.b64encode(text.encode()), "file_name": "x.csv"}
            job = self.env["customer.classification.import"].create({**values, "scheme_id": self.schemes[kind].id})
            job.action_read()
            job.action_check()
            job.action_import()

        self.attempt(verb)

    @rule()
    def map_cities(self):
        self.attempt(self.schemes[2].classify)

    # What was done, done back or done again ---------------------------------------------------------------------------

    def state(self):
        """Where customers are, what is pinned and noted there, and what their categories filled in."""
        self.env.flush_all()
        present = self.partners.exists()
        lines = self.env["customer.classification.assignment"].search([("partner_id", "in", present.ids)])
        stored = lines._stored_attributes()
        return (
            {(x.partner_id, x.scheme_id): (x.category_id, x.pinned, x.pin_reason, stored.get(x.id)) for x in lines},
            {p: p.with_company(self.make.company).specific_property_product_pricelist for p in present},
        )

    @rule(kind=st.sampled_from([0, 2]))
    def a_run_that_is_undone_was_none(self, kind):
        scheme = self.schemes[kind]

        def verb():
            before = self.state()
            run = scheme.classify()
            if run.can_undo and not run.proposed_count:
                run.action_undo()
                self.env.invalidate_all()
                after = self.state()
                assert after == before, f"undoing left a trace: {before} {after}"

        self.attempt(verb)

    @rule(kind=st.sampled_from([0, 2]))
    def a_second_run_moves_nobody(self, kind):
        def verb():
            self.schemes[kind].classify()
            second = self.schemes[kind].classify()
            assert not second.change_count, "a second run moved somebody"

        self.attempt(verb)

    # What always holds ------------------------------------------------------------------------------------------------

    @invariant()
    def codes_are_as_the_pattern_says(self):
        Category = self.env["customer.classification.category"].with_context(active_test=False)
        for scheme in self.schemes:
            categories = Category.search([("scheme_id", "=", scheme.id)])
            codes = [category.code for category in categories]
            assert len(codes) == len(set(codes)), f"a code twice: {codes}"
            for category in categories.filtered("parent_id") if scheme.code_pattern else ():
                assert category.code.startswith(category.parent_id.code), f"{category.code} below another"

    @invariant()
    def only_leaves_hold_customers(self):
        found = self.rows(
            """SELECT line.partner_id, line.category_id
                 FROM customer_classification_assignment line
                 JOIN customer_classification_scheme scheme ON scheme.id = line.scheme_id AND scheme.leaf_only
                 JOIN customer_classification_category below ON below.parent_id = line.category_id AND below.active
                WHERE line.partner_id = ANY(%(partners)s)"""
        )
        assert not found, f"customers above the leaves: {found}"

    @invariant()
    def nobody_of_another_company_sees_anything(self):
        stranger = self.env(user=self.make.stranger.id, context={"allowed_company_ids": self.make.there.ids})
        ids = [scheme.id for scheme in self.schemes]
        for model in ("assignment", "change", "run", "category", "rule"):
            found = stranger[f"customer.classification.{model}"].search([("scheme_id", "in", ids)])
            assert not found, f"a stranger sees {found}"

    @invariant()
    def nothing_is_left_running(self):
        running = [run.id for scheme in self.schemes for run in scheme.run_ids if run.state == "running"]
        assert not running, f"runs that nobody carries on with: {running}"
