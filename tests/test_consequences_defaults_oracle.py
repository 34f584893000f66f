from dataclasses import dataclass, field

from hypothesis import given
from hypothesis import strategies as st

from odoo import fields
from odoo.addons.customer_classification.customer_classification.moves import moves
from odoo.tests import tagged

from .common import ClassificationCase

CATEGORIES = range(3)
COMPANIES = range(2)
SCHEMES = range(2)  # the first is the main one of the first company, the second is shared
VALUES = st.one_of(st.none(), st.integers(0, 2))
KEYS = [("pricelist_id", 0), ("pricelist_id", 1), ("user_id", None)]
TARGETS = {"pricelist_id": "specific_property_product_pricelist", "user_id": "user_id"}

# what each category of each scheme sets: {(scheme, category, field, company): value}
SETTINGS = st.fixed_dictionaries(
    {
        (scheme, category, name, company): VALUES
        for scheme in SCHEMES
        for category in CATEGORIES
        for name in TARGETS
        for company in COMPANIES
    }
)
MOVE = st.tuples(
    st.sampled_from(["by hand", "by engine"]),
    st.sampled_from(SCHEMES),
    st.one_of(st.none(), st.sampled_from(CATEGORIES)),
)
TYPED = st.tuples(st.just("typed"), st.sampled_from(KEYS), VALUES)
EVENTS = st.lists(st.one_of(MOVE, MOVE, TYPED), min_size=1, max_size=8)


@dataclass
class Oracle:
    """What a patient clerk would do by hand, value by value."""

    settings: dict
    category: dict = field(default_factory=dict)  # scheme → category
    present: dict = field(default_factory=lambda: dict.fromkeys(KEYS))
    filled: dict = field(default_factory=dict)  # key → (value, scheme)

    def move(self, scheme, category):
        if self.category.get(scheme) == category:
            return
        self.category[scheme] = category
        sets_something = any(value is not None for (of, *_), value in self.settings.items() if of == scheme)
        if sets_something or any(by == scheme for _value, by in self.filled.values()):
            for key in KEYS:
                self.follow(key)

    def follow(self, key):
        value, scheme = self.belongs(*key)
        was = self.filled.pop(key, (None, None))[0]
        if self.present[key] in (None, was):
            self.present[key] = value
            if value is not None:
                self.filled[key] = (value, scheme)

    def belongs(self, name, company):
        for scheme in SCHEMES:
            for at in COMPANIES if company is None else [company]:
                speaks = scheme == 1 or at == 0
                value = self.settings.get((scheme, self.category.get(scheme), name, at))
                if speaks and value is not None:
                    return value, scheme
        return None, None


@tagged("post_install", "-at_install")
class TestDefaultsOracle(ClassificationCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["customer.classification.scheme"].search([("is_main", "=", True)]).is_main = False
        cls.companies = cls.company + cls.make_company("Other", "CNY", "Asia/Shanghai")
        cls.env = cls.env(context={**cls.env.context, "allowed_company_ids": cls.companies.ids})
        names = [str(number) for number in CATEGORIES]
        cls.schemes = [cls.make_scheme(names, is_main=True), cls.make_scheme(names, company_id=False, sequence=1)]
        cls.customer = cls.make_customer("Customer").with_env(cls.env)
        cls.values = {
            "pricelist_id": cls.env["product.pricelist"].create([{"name": n, "company_id": False} for n in names]),
            "user_id": cls.env["res.users"].create([{"name": n, "login": f"t_oracle_{n}"} for n in names]),
        }

    @given(settings=SETTINGS, events=EVENTS)
    def test_every_history_ends_as_a_clerk_would_have_it(self, settings, events):
        with self.env.cr.savepoint(flush=False) as savepoint:
            self.furnish(settings)
            oracle = Oracle(settings)
            for how, *what in events:
                if how == "typed":
                    self.type_value(*what)
                    oracle.present[what[0]] = what[1]
                else:
                    self.move(how, *what)
                    oracle.move(*what)
                self.assertEqual(self.present(), oracle.present, (how, what))
            self.env.flush_all()
            savepoint.rollback()
            self.env.invalidate_all()

    def furnish(self, settings):
        for (scheme, category, name, company), value in settings.items():
            if value is not None:
                target = self.category(self.schemes[scheme], str(category)).with_company(self.companies[company])
                target[name] = self.values[name][value]

    def type_value(self, key, value):
        name, company = key
        customer = self.customer.with_company(self.companies[company or 0])
        customer[TARGETS[name]] = self.values[name][value] if value is not None else False

    def move(self, how, scheme, category):
        scheme = self.schemes[scheme]
        category = self.category(scheme, str(category)) if category is not None else scheme.category_ids.browse()
        if how == "by hand":
            self.customer._set_category(scheme, category)
            return
        move = moves.Move(scheme.id, "manual", scheme._today(), self.env.uid, fields.Datetime.now())
        self.env.flush_all()
        moves.apply(self.env, moves.choose(self.env, self.customer.ids, move, category.id or None), move)
        self.env["customer.classification.assignment"]._after_engine()

    def present(self):
        self.env.flush_all()
        self.env.invalidate_all()
        found = {}
        for name, company in KEYS:
            value = self.customer.with_company(self.companies[company or 0])[TARGETS[name]]
            found[name, company] = self.values[name].ids.index(value.id) if value else None
        return found
