"""What the test of all methods calls them on: a record of the user, one of a colleague, one of another company."""

import base64

from odoo import fields
from odoo.fields import Command
from odoo.tests import new_test_user

from .common import ClassificationCase

PREFIX = "customer.classification."
KINDS = ("own", "colleague", "elsewhere")
AMOUNT = {"measure": "order_amount", "window": "lifetime", "operator": ">=", "value": 100}


class AccessFixture(ClassificationCase):
    """Two companies, each with a scheme in force; in the first, a customer of the user and one of a colleague."""

    mapping = {}

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.there = cls.make_company("Elsewhere", "CNY", "Asia/Shanghai")
        cls.env = cls.env(context={**cls.env.context, "allowed_company_ids": (cls.company | cls.there).ids})
        cls.colleague = new_test_user(
            cls.env,
            "t_colleague",
            groups="customer_classification.group_classification_manager,sales_team.group_sale_salesman_all_leads",
            company_id=cls.company.id,
            company_ids=[Command.set((cls.company | cls.there).ids)],
        )
        cls.server_action = cls.env["ir.actions.server"].create(
            {"name": "Nothing", "model_id": cls.env.ref("base.model_res_partner").id, "state": "code", "code": "pass"}
        )
        cls.records = {kind: {} for kind in KINDS}
        here, there = cls.furnish(cls.company), cls.furnish(cls.there)
        for kind, scheme in zip(KINDS, (here, here, there), strict=True):
            cls.fill(kind, scheme)

    @classmethod
    def furnish(cls, company):
        """A scheme in force, with a run that put its customers where they are, and a proposal about each."""
        scheme = cls.make_scheme(company_id=company.id, code=f"T-{company.name[:4]}")
        cls.make_rule(scheme, "VIP", AMOUNT)
        scheme.default_category_id = cls.category(scheme, "Ordinary")
        values = {"scheme_id": scheme.id, "value": "x", "category_id": cls.category(scheme, "VIP").id}
        cls.mapping[scheme] = cls.env["customer.classification.mapping"].create(values)
        scheme.category_ids.contact_interval = 30
        scheme.action_activate()
        return scheme

    @classmethod
    def fill(cls, kind, scheme):
        """Everything that hangs on one customer."""
        company, here = scheme.company_id, cls.records[kind]
        customer = cls.make_customer(kind, ref=f"T-{kind}", company_id=company.id, email=f"{kind}@x.test")
        day = scheme._today().isoformat()
        here["sale.order"] = cls.make_order(customer, day, amount=500, company=company)
        here["res.partner"], here["scheme"] = customer, scheme
        here["run"] = scheme.classify(partner_ids=customer.ids)
        here["dry_run"] = scheme.classify(partner_ids=customer.ids, simulate=True)
        here["assignment"] = customer.classification_assignment_ids
        here["change"] = here["assignment"].change_id
        here["category"], here["rule"] = here["assignment"].category_id, scheme.rule_ids
        here["condition"] = scheme.rule_ids.condition_ids
        here["mapping"] = cls.mapping[scheme]
        here["revision"] = scheme.revision_ids[:1]
        here["proposal"] = here["change"].create(
            {
                "partner_id": customer.id,
                "scheme_id": scheme.id,
                "from_category_id": here["category"].id,
                "to_category_id": cls.category(scheme, "Ordinary").id,
                "effective_date": day,
                "origin": "manual",
                "user_id": cls.env.uid,
                "state": "proposed",
            }
        )
        cls.fill_more(kind, scheme, customer)

    @classmethod
    def fill_more(cls, kind, scheme, customer):
        here, company = cls.records[kind], scheme.company_id
        ids = {"partner_id": customer.id, "scheme_id": scheme.id}

        def make(name, values, model=None):
            here[name] = cls.env[model or PREFIX + name].with_company(company).create(values)

        make("outlook", {**ids, "company_id": company.id, "kind": "drop", "category_id": here["category"].id})
        make("survey", {"partner_id": customer.id, "score": "4", "company_id": company.id})
        make("request", {"partner_id": customer.id, "company_id": company.id, "asked_on": "2020-01-01"})
        make("ask", {"partner_ids": [Command.set(customer.ids)]})
        make("group", {"name": kind, "company_id": company.id, "user_id": False})
        make("action", cls.due_action(here, ids))
        report = {"report": "category_statistics", "scheme_id": scheme.id}
        make(
            "saved.report", {"name": kind, "schedule": "manual", "user_ids": [Command.set(cls.colleague.ids)], **report}
        )
        make("report.wizard", report)
        make("report.job", {"name": kind, "report": "category_statistics", "file_format": "pdf"})
        make("why", {"assignment_id": here["assignment"].id})
        make("as.of", {"scheme_id": scheme.id, "category_id": here["category"].id})
        make("movement.matrix", {"scheme_id": scheme.id, "date_from": "2020-01-01"})
        make("dry.run", {"scheme_id": scheme.id})
        make("decision", {"change_ids": [Command.set(here["proposal"].ids)]})
        make("assign", {"partner_ids": [Command.set(customer.ids)]})
        line = {"wizard_id": here["assign"].id, "scheme_id": scheme.id, "category_id": here["category"].id}
        make("assign.line", line)
        make("adjustment", {"category_id": here["category"].id, "operation": "recode", "new_code": "7"})
        make("setup", {"company_id": company.id})
        make("scheme.file", {"file": base64.b64encode(b"nothing")})
        make("import", {"company_id": company.id, "kind": "customers"})
        make("import.column", {"import_id": here["import"].id, "position": 1})
        make("import.line", {"import_id": here["import"].id, "number": 1, "partner_id": customer.id})
        twin = cls.make_customer(f"{kind} twin", company_id=company.id, user_id=False)
        make("duplicate", {"partner_id": customer.id, "other_id": twin.id, "score": 70, "evidence": [["name", 70]]})
        make("fault", {"partner_id": customer.id, "check_name": "remark", "value": customer.name})
        make("cleaning", {})
        make("dead", {"partner_id": customer.id, "company_id": company.id, "last_sign": "2020-01-01", "months": 24})
        make("dead.decision", {"dead_ids": [Command.set(here["dead"].ids)], "reason": "because"})
        make("merge", {"name": "Gone", "partner_id": customer.id})
        make("quality", {"month": "2020-01-01", "scheme_id": scheme.id, "customers": 1})
        make("review", {"scheme_id": scheme.id, "day": "2020-01-01"})
        make("alternative", {"scheme_id": scheme.id})
        here["alternative.line"] = here["alternative"].line_ids[:1]
        here["alternative.rule"] = here["alternative"].rule_ids[:1]
        make(
            "base_import.import",
            model="base_import.import",
            values={"res_model": "res.partner", "file": b"name\nT-New\n", "file_type": "text/csv"},
        )
        make("config", {}, model="res.config.settings")
        here["difference"] = cls.env[PREFIX + "difference"].browse(here["assignment"].id)  # there is none
        for name in ("profile", "report", "contact", "movement"):
            cls.env.flush_all()
            here[name] = cls.env[PREFIX + name].search([("partner_id", "=", customer.id)], limit=1)

    @classmethod
    def due_action(cls, here, ids):
        return {
            **ids,
            "change_id": here["change"].id,
            "category_id": here["category"].id,
            "action_id": cls.server_action.id,
            "occasion": "enter",
            "due": fields.Datetime.now(),
            "state": "failed",
        }
