"""Bad values for every public method, by several users: each call is carried out or refused in words."""

import inspect
import random
from collections import Counter

import psycopg2

from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tests import new_test_user, tagged
from odoo.tools import mute_logger

from .access_fixture import KINDS, AccessFixture
from .attack import SUITE_SEED as SEED
from .attack import share, told
from .test_common_access_methods import GENERAL, ON, ours, short

GROUP = "customer_classification.group_classification_"
SALES = "sales_team.group_sale_salesman"
ROLES = {
    "own": SALES,
    "all": f"{SALES}_all_leads",
    "user": f"{GROUP}user",
    "manager": f"{GROUP}manager",
    "administrator": f"{GROUP}administrator,{SALES}_all_leads",
    "portal": "base.group_portal",
}
BAD = [
    None,
    False,
    True,
    0,
    -1,
    2**31,
    2**63,
    1e308,
    float("inf"),
    float("nan"),
    "",
    "x",
    "0001-01-01",
    "9999-12-31",
    "2026-02-30",
    "'; DROP TABLE res_partner; --",
    "<script>alert(1)</script>",
    "=cmd|' /C calc'!A0",
    "\x00",
    "字" * 300,
    [],
    [None],
    [0],
    [-1],
    [2**40],
    ["x"],
    [[]],
    [{}],
    {},
    {"x": 1},
    {"name": None},
    {"id": "x"},
    (),
    {"domain": "[("},
]
# What Odoo itself does with these belongs to Odoo; ours are held against bad values by their own tests.
ODOOS = {
    *GENERAL,
    "execute_import",
    "fields_get",
    "load",
    "web_save",
    "unlink",
    "default_get",
    "name_create",
    "search_panel_select_multi_range",
}


@tagged("post_install", "-at_install")
class TestBadInputs(AccessFixture):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        companies = {"company_id": cls.company.id, "company_ids": [Command.set(cls.company.ids)]}
        cls.users = {
            role: new_test_user(cls.env, f"a_{role}", groups=groups, **companies) for role, groups in ROLES.items()
        }

    def methods(self):
        """[(model, method, how many arguments it takes)] of everything public that the addon defines."""
        found = set()
        for name, model in self.env.registry.items():
            for base in model.__mro__ if not model._abstract else ():
                for method, function in vars(base).items() if ours(base.__module__) else ():
                    plain = inspect.unwrap(function) if callable(function) else None
                    if method.startswith("_") or method in ODOOS or not inspect.isfunction(plain):
                        continue
                    found.add((name, method, len(inspect.signature(plain).parameters) - 1))
        return sorted(found)

    def test_bad_values(self):
        draw, methods = random.Random(SEED), self.methods()
        outcomes, faults = Counter(), Counter()
        for _number in range(share(10_000, 250)):
            model, method, arity = draw.choice(methods)
            user = draw.choice(list(self.users.values()))
            arguments = [draw.choice(BAD) for _place in range(draw.randint(0, max(arity, 0)))]
            record = self.record(model, method, draw.choice(KINDS))
            outcome = self.outcome(record, method, user, arguments)
            outcomes["fault" if outcome.startswith("!") else outcome] += 1
            if outcome.startswith("!"):
                faults[f"{short(model)}.{method}: {outcome}"] += 1
        told(f"{sum(outcomes.values())} calls with bad values over {len(methods)} methods: {dict(outcomes)}", SEED)
        self.assertFalse(faults, f"ATTACK_SEED={SEED}\n" + "\n".join(map(str, faults.most_common(60))))

    def record(self, model, method, kind):
        here, name = self.records[kind], short(model)
        return here.get(ON.get(f"{name}.{method}") or ON.get(name) or name, self.env[model])

    def outcome(self, record, method, user, arguments):
        with self.cr.savepoint(flush=False) as savepoint, mute_logger("odoo.sql_db", "odoo.addons"):
            self.env.invalidate_all(flush=False)
            env = self.env(user=user.id, su=False, context={"allowed_company_ids": user.company_id.ids})
            try:
                getattr(record.with_env(env), method)(*arguments)
                env.flush_all()
                return "done"
            except UserError:
                return "refused"
            except psycopg2.IntegrityError:  # which Odoo turns into the sentence of the constraint
                return "refused"
            except Exception as fault:
                if miscounted(fault):
                    return "refused"
                return f"! {type(fault).__name__} {str(fault).splitlines()[:1]} with {arguments!r}"[:300]
            finally:
                savepoint.rollback()


def miscounted(fault) -> bool:
    """Whether a call had too few arguments, or too many: no client gets so far."""
    return isinstance(fault, TypeError) and "positional argument" in str(fault)
