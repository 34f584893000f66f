"""What the attacks on workers are about: customers who are classified, merged, imported and reported on."""

import base64
from contextlib import contextmanager

from odoo import SUPERUSER_ID, api
from odoo.tools import SQL

from ..customer_classification.exchange import import_working
from ..customer_classification.figures.kept_figures import of_scope
from ..customer_classification.history import history
from ..customer_classification.run import run_background
from .common import ZONE, ClassificationCase

CUSTOMERS = 200
REPORTS = ("category_statistics", "consumption")
FORMATS = ("xlsx",)


@contextmanager
def entered(registry):
    """The world in an environment of its own, committed at the end."""
    registry.check_signaling()
    with registry.cursor() as cr:
        World.enter(api.Environment(cr, SUPERUSER_ID, {}))
        yield
        World.env.flush_all()


class World(ClassificationCase):
    """A company whose scheme moves about half of its customers whenever it is stirred."""

    company = scheme = product = None

    @classmethod
    def enter(cls, env):
        """Work in this environment from now on."""
        context = {**env.context, "tracking_disable": True}
        if cls.company:
            context["allowed_company_ids"] = cls.company.ids
        cls.env = env(context=context)
        for name in ("company", "scheme", "product"):
            if getattr(cls, name):
                setattr(cls, name, getattr(cls, name).with_env(cls.env))

    @classmethod
    def make(cls, env):
        cls.company = cls.scheme = cls.product = cls._order_sample = None
        cls.enter(env(context={}))
        cls.env["customer.classification.scheme"].search([]).active = False
        cls.company = cls.make_company("Attacked", "CNY", ZONE)
        cls.enter(env)
        cls.product = cls.env["product.product"].create({"name": "Thing", "taxes_id": False})
        cls.scheme = cls.make_scheme(("A", "B", "C"), realtime=True)
        cls.scheme.default_category_id = cls.category(cls.scheme, "C")
        for name, value in (("A", 2), ("B", 1)):
            condition = {"measure": "order_amount", "window": "lifetime", "operator": ">=", "value": value}
            cls.make_rule(cls.scheme, name, condition)
        cls.env["res.partner"].create(
            [{"name": f"T-{n}", "ref": f"R{n}", "is_company": True, "customer_rank": 1} for n in range(CUSTOMERS)]
        )

    @classmethod
    def customers(cls):
        return cls.env["res.partner"].search([("name", "=like", "T-%")], order="id")

    @classmethod
    def lines(cls, partner_ids):
        """Where these customers are."""
        return cls.env["customer.classification.assignment"].search(
            [("partner_id", "in", partner_ids), ("scheme_id", "=", cls.scheme.id)]
        )

    @classmethod
    def stir(cls, draw):
        """Other thresholds, and some more orders."""
        rules = cls.scheme.rule_ids.sorted("sequence")
        for rule, value in zip(rules, sorted(draw.sample(range(50, 900), len(rules)), reverse=True), strict=True):
            rule.condition_ids.value = value
        cls.scheme.action_activate()
        buyers = draw.choices(cls.customers(), k=40)
        cls("run").make_orders((buyer, cls.scheme._today(), draw.randint(1, 300)) for buyer in buyers)

    # What workers do; made by the process that hurts, carried out by the one that is hurt ----------------------------

    @classmethod
    def jobs(cls, draw):
        """{name: what a worker does}, drawn anew."""
        scheme_id, company_ids, customers = cls.scheme.id, cls.company.ids, cls.customers()
        some = draw.sample(customers.ids, 20)
        rows = [(partner.ref, partner.name, draw.choice("123")) for partner in customers.browse(some)]
        rows += [(f"N{draw.randrange(10**9)}", f"T-new {number}", "3") for number in range(10)]
        options = draw.choice(REPORTS), draw.choice(FORMATS)

        def own(env):
            return env(context={"allowed_company_ids": company_ids})

        def at_once(env):
            env["customer.classification.scheme"].browse(scheme_id).classify()

        def in_background(env):
            run_background.BATCH_SIZE = 20
            Run = env["customer.classification.run"]
            Run._queue(env["customer.classification.scheme"].browse(scheme_id))
            env.cr.commit()
            Run._cron_execute()

        def undo(env):
            runs = env["customer.classification.run"].search([("scheme_id", "=", scheme_id)], order="id desc")
            runs.filtered("can_undo")[:1].action_undo()

        def merge(env):
            wizard, survivor = own(env)["base.partner.merge.automatic.wizard"], env["res.partner"].browse(some[0])
            wizard._merge(some[:3], survivor)

        def import_(env):
            import_working.BATCH = import_working.SMALL = 5
            text = "\n".join(map(",".join, [("Customer Code", "Customer Name", "Category Code"), *rows]))
            values = {"file": base64.b64encode(text.encode()), "file_name": "x.csv", "scheme_id": scheme_id}
            job = own(env)["customer.classification.import"].create({**values, "company_id": company_ids[0]})
            job.action_read()
            job.action_check()
            job.action_import()
            env.cr.commit()
            job._cron_import()

        def report(env):
            Job = own(env)["customer.classification.report.job"]
            action = Job._start(*options, {"scheme_ids": [scheme_id]})
            env.cr.commit()
            Job._cron_make()
            job = Job.browse(action["res_id"])
            if job.state == "failed":
                env.cr.commit()
                raise OSError(job.error)

        def react(env):
            env["customer.classification.queue"]._mark(env["res.partner"].browse(some))
            env.cr.commit()
            env["customer.classification.queue"]._cron_react()

        return {
            "run": at_once,
            "background run": in_background,
            "undo": undo,
            "merge": merge,
            "import": import_,
            "report": report,
            "reaction": react,
        }

    # What must be so afterwards ---------------------------------------------------------------------------------------

    @classmethod
    def complete(cls):
        """Let the scheduled actions do what was left, and classify once more, as tomorrow would."""
        env = cls.env
        env["customer.classification.run"]._cron_execute()
        Import = env["customer.classification.import"]
        Import.search([("state", "=", "stopped")]).write({"state": "importing"})
        Import._cron_import()
        env["customer.classification.report.job"]._cron_make()
        env["customer.classification.queue"]._cron_react()
        run = cls.scheme.classify()
        env.cr.commit()
        return run

    @classmethod
    def left_undone(cls):
        """What nobody carries on with."""
        waiting = {
            "run": [("state", "=", "running"), ("scheme_id", "=", cls.scheme.id)],
            "import": [("state", "in", ("checking", "importing", "stopped"))],
            "report.job": [("state", "=", "running")],
        }
        return [
            f"{name} {record.id} is {record.state}: {record.error}"
            for name, domain in waiting.items()
            for record in cls.env[f"customer.classification.{name}"].search(domain)
        ]

    @classmethod
    def differences(cls):
        return cls.env.execute_query(history.differences())

    @classmethod
    def figures(cls):
        """The figures that are kept, as a set of rows."""
        [scope] = cls.env["customer.classification.profile"]._scopes(cls.scheme)
        return {
            row
            for [row] in cls.env.execute_query(
                SQL(
                    """SELECT (to_jsonb(profile) - 'id' - 'updated_at')::text
                         FROM customer_classification_profile profile WHERE %s""",
                    of_scope("profile", scope),
                )
            )
        }

    @classmethod
    def files(cls):
        """What stands in files: {number of the attachment: (where, how long, checksum)}."""
        rows = cls.env.execute_query(
            SQL("SELECT id, store_fname, file_size, checksum FROM ir_attachment WHERE store_fname IS NOT NULL")
        )
        return {number: facts for number, *facts in rows}
