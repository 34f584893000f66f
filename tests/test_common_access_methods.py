"""Who may call what, on whose records: every public method of every model, found by inspection.

The table says what comes of a call, for a record of the user, of a colleague, and of another company: ``y`` it is done,
``n`` the user has no right (AccessError), ``u`` it is refused in words for another reason (UserError). Anything else is
a fault. A method that stands in no row fails the test, as does a row whose method is gone.
"""

import inspect
from collections import defaultdict

import psycopg2

from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import new_test_user, tagged
from odoo.tools import SQL

from .access_fixture import KINDS, PREFIX, AccessFixture

GROUP = "customer_classification.group_classification_"
SALES = "sales_team.group_sale_salesman"
# In the order of the columns of the table: three letters for each.
ROLES = {
    "public": "base.group_public",
    "portal": "base.group_portal",
    "internal": "base.group_user",
    "own": SALES,
    "all": f"{SALES}_all_leads",
    "user": f"{GROUP}user",
    "manager": f"{GROUP}manager",
    "foreign": f"{GROUP}manager",
}
# What a method is called on, where it is not the record of its own model.
ON = {
    "change.action_approve": "proposal",
    "change.action_reject": "proposal",
    "change.action_extend": "proposal",
    "change.action_ask_rejection": "proposal",
    "change.action_ask_extension": "proposal",
    "run.action_apply": "dry_run",
    "run.action_cancel": "dry_run",
    "run.action_activate_and_apply": "dry_run",
    "setup.line": "setup",
    "res.config.settings.action_check_classification_history": "config",
}
# What a method that many models have is called with, where nothing else is said; nobody calls those of abstract models.
GENERAL = {
    "create": ([],),
    "write": ({},),
    "onchange": ({}, [], {}),
    "copy_data": (),
    "unlink": (),
    "action_open_partner": (),
}


@tagged("post_install", "-at_install")
class TestAccessMethods(AccessFixture):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.users = {role: cls.new_user(role, groups) for role, groups in ROLES.items()}

    @classmethod
    def new_user(cls, role, groups):
        company = cls.make_company("Third", "CNY", "Asia/Shanghai") if role == "foreign" else cls.company
        companies = {"company_id": company.id, "company_ids": [Command.set(company.ids)]}
        return new_test_user(cls.env, f"t_{role}", groups=groups, **companies)

    # What there is ----------------------------------------------------------------------------------------------------

    def methods(self):
        """“model.method” of everything public that the addon defines on a model, Odoo's models included."""
        found = set()
        for name, model in self.env.registry.items():
            for base in model.__mro__:
                if ours(base.__module__):
                    found |= {
                        f"{short(name)}.{method}"
                        for method, function in vars(base).items()
                        if not method.startswith("_")
                        and inspect.isfunction(inspect.unwrap(function))
                        and not (model._abstract and method in GENERAL)
                    }
        return found

    def arguments(self, method, here):
        """What the method is called with, on the records of one kind."""
        customer, category = here["res.partner"], here["category"]
        return {
            "change.action_extend": ("2099-12-31", "because"),
            "change.action_open_documents": (here["condition"].id,),
            "why.action_open_documents": (here["condition"].id,),
            "assignment.set_attributes": ({},),
            "category.attributes_lost": ({},),
            "category.name_create": ("New",),
            "category.tree_for_choosing": ([],),
            "assignment.create": ([{"partner_id": customer.id, "category_id": category.id}],),
            "assignment.load": (["partner_id/.id", "category_id/.id"], [[str(customer.id), str(category.id)]]),
            "res.partner.load": (["name"], [["T-New"]]),
            "base_import.import.execute_import": (["name"], ["name"], {"quoting": '"', "separator": ","}, True),
            "assignment.web_save": ({"pinned": False}, {}),
            "assignment.write": ({"pinned": True},),
            "run.action_open_cell": (False, category.id),
            "movement.matrix.action_open_cell": (False, category.id),
            "scheme.classify": (None, customer.ids, True),
            "rule.preview": ({},),
            "saved.report.dataset": ("category_statistics",),
            "overview.get_overview": (),
            "survey.create": ([{"partner_id": customer.id, "score": "1"}],),
            "survey.write": ({"score": "1"},),
            "report.wizard.default_get": (["report"],),
            "res.partner.search_panel_select_multi_range": ("category_id",),
        }.get(method, GENERAL.get(method.rpartition(".")[2], ()))

    # Who may ----------------------------------------------------------------------------------------------------------

    def outcomes(self, methods):
        """{method: the letters of the table}."""
        found = defaultdict(list)
        for role, user in self.users.items():
            for kind in KINDS:
                with self.cr.savepoint() as savepoint:
                    self.hand_over(kind, user if kind == "own" and role != "foreign" else self.colleague)
                    for method in methods:
                        found[method].append(self.outcome(method, user, self.records[kind]))
                    savepoint.rollback()
        return {method: " ".join(map("".join, batches(letters))) for method, letters in found.items()}

    def hand_over(self, kind, owner):
        """Make the customer, and the dialogs, those of a user."""
        here = self.records[kind]
        here["res.partner"].user_id = False if owner.share else owner
        here["report.job"].user_id = owner
        self.env.flush_all()
        for record in here.values():
            if record._transient:
                self.env.cr.execute(SQL("UPDATE %s SET create_uid = %s", SQL.identifier(record._table), owner.id))

    def outcome(self, method, user, here):
        """What comes of a call, in a letter; as a request does it: by an environment that has read nothing yet."""
        model, _dot, name = method.rpartition(".")
        record = here.get(ON.get(method) or ON.get(model) or model)
        if record is None:
            record = self.env[model if model in self.env else PREFIX + model]
        arguments = self.arguments(method, here)
        with self.cr.savepoint(flush=False) as savepoint:
            self.env.invalidate_all(flush=False)
            env = self.env(user=user.id, su=False, context={"allowed_company_ids": user.company_id.ids})
            try:
                getattr(record.with_env(env), name)(*arguments)
                env.flush_all()
                return "y"
            except AccessError:
                return "n"
            except (UserError, psycopg2.IntegrityError):  # which Odoo turns into the sentence of the constraint
                return "u"
            except Exception as fault:
                self.faults[method] = repr(fault)
                return "!"
            finally:
                savepoint.rollback()

    def test_every_public_method_as_everybody(self):
        self.faults = {}
        stated = {method: row for row, methods in TABLE.items() for method in methods.split()}
        found = self.methods()
        self.assertFalse(stated.keys() - found, "rows whose method is gone")
        for method, row in self.outcomes(sorted(found)).items():
            with self.subTest(method):
                self.assertEqual(row, stated.get(method, "stands in no row"), self.faults.get(method))


def batches(letters):
    """The letters of each role."""
    return zip(*[iter(letters)] * len(KINDS), strict=True)


def ours(module):
    return module.startswith("odoo.addons.customer_classification.") and ".tests" not in module


def short(model):
    return model.removeprefix(PREFIX)


TABLE = {
    "nnn nnn nnn nnn uun nnn nnn nnn": """
        sale.order.action_confirm
    """,
    "nnn nnn nnn nnn nnn nnn nnn nnn": """
        dead.decision.action_decide
        adjustment.action_apply adjustment.onchange adjustment.write category.action_apply_defaults
        category.attributes_lost category.copy_data category.name_create category.onchange category.unlink
        category.write change.unlink change.write condition.unlink condition.write difference.action_open_history
        duplicate.action_merge merge.action_undo res.partner.unlink run.unlink
        import.action_back import.action_check import.action_import import.action_read import.action_refused
        import.action_stop import.create mapping.unlink mapping.write
        res.config.settings.action_check_classification_history revision.action_restore rule.unlink rule.write
        sale.order.action_release_credit
        scheme.action_create_from_values scheme.action_export_json scheme.action_export_xlsx
        scheme.file.action_import scheme.unlink scheme.write setup.action_adjust setup.action_back
        setup.action_check setup.action_discard setup.action_start why.onchange why.write
    """,
    "nnn nnn nnn nnn nnn nnn uun nnn": """
        fault.action_mend fault.action_undo review.action_adopt review.action_approve review.action_keep
        review.action_refuse
        scheme.action_replay scheme.action_take_over
    """,
    "nnn nnn nnn nnn nnn nnn ynn nnn": """
        dead.decision.onchange dead.decision.write
        decision.action_decide dry.run.action_start dry.run.onchange dry.run.write report.wizard.action_make
        report.wizard.action_save
    """,
    "nnn nnn nnn nnn nnn nnn yyn nnn": """
        alternative.line.onchange alternative.line.write alternative.onchange alternative.rule.onchange
        alternative.rule.write alternative.write dead.action_archive
        dead.action_hand_over dead.action_keep fault.action_leave fault.action_reopen review.action_look
        review.action_make_alternative review.action_open_affected review.action_open_contradicted review.onchange
        review.write scheme.action_review
        action.action_try_again change.action_approve change.action_ask_extension change.action_ask_rejection
        change.action_extend change.action_reject change.action_undo duplicate.action_different
        duplicate.action_later duplicate.action_refresh duplicate.action_reopen import.action_open_imports
        import.action_open_rows import.column.write import.line.action_open_partner res.partner.action_classify
        rule.preview run.action_activate_and_apply run.action_apply run.action_cancel run.action_undo
        group.write
        saved.report.action_send saved.report.onchange saved.report.write scheme.action_activate
        scheme.action_classify scheme.action_simulate scheme.action_try_activation scheme.classify survey.unlink
    """,
    "nnn nnn nnn nnn nnn nnn yyy uuu": """
        saved.report.dataset
    """,
    "nnn nnn nnn nnn nnn nnn yyy yyy": """
        cleaning.action_look cleaning.action_stop
        facts.onchange
    """,
    "nnn nnn nnn nnn yyn nnn nnn nnn": """
        sale.order.action_follow_category sale.order.action_keep_terms sale.order.write
    """,
    "nnn nnn nnn unn unn unn unn nnn": """
        assign.action_apply
    """,
    "nnn nnn nnn uun uun nnn nnn nnn": """
        assignment.create
    """,
    "nnn nnn nnn uun uun uun uun nnn": """
        duplicate.action_merge_certain res.partner.action_why run.action_open_invoices_between
        run.action_open_orders_between
    """,
    "nnn nnn nnn ynn ynn nnn nnn nnn": """
        why.action_open_documents
    """,
    "nnn nnn nnn ynn ynn ynn ynn nnn": """
        as.of.action_open_customers as.of.onchange as.of.write ask.action_ask ask.onchange ask.write
        assign.line.onchange assign.line.write
        assign.onchange assign.write decision.onchange decision.write movement.matrix.action_open_cell
        movement.matrix.action_show movement.matrix.onchange movement.matrix.write report.job.action_download
        report.wizard.onchange report.wizard.write why.action_open_change why.action_open_run
    """,
    "nnn nnn nnn ynn yyn nnn nnn nnn": """
        outlook.action_schedule_call
    """,
    "nnn nnn nnn ynn yyn yyn yyn nnn": """
        dead.action_open_partner fault.action_open_partner
        movement.action_open_change outlook.action_open_partner profile.action_open_partner
        report.action_open_partner
    """,
    "nnn nnn nnn ynu yyu nnu nnu uuu": """
        contact.action_contacted contact.action_plan_call
    """,
    "nnn nnn nnn ynu yyu yyu yyu uuu": """
        contact.action_open_partner
    """,
    "nnn nnn nnn yun yyn yyn yyn nnn": """
        res.partner.action_open_classification_figures
    """,
    "nnn nnn nnn yyn yyn nnn nnn nnn": """
        assignment.action_remove assignment.set_attributes assignment.unlink assignment.web_save assignment.write
        change.action_open_documents res.partner.action_classify_by_hand res.partner.onchange res.partner.write
    """,
    "nnn nnn nnn yyn yyn yyn yyn nnn": """
        scheme.action_open_reviews
        assignment.action_open_attributes assignment.action_open_partner assignment.action_why
        category.action_ask_satisfaction group.action_ask_satisfaction request.action_remind
        res.partner.action_ask_satisfaction
        category.action_adjust category.action_open_customers category.action_open_quotations
        change.explain duplicate.action_open_other
        duplicate.action_open_partner duplicate.find group.action_open_customers group.copy_data
        res.partner.classification_at run.action_open_cell run.action_open_changes run.action_open_kept
        run.action_open_proposals scheme.action_change_pattern scheme.action_open_assignments
        scheme.action_open_board scheme.action_open_categories scheme.action_open_proposals
        scheme.action_open_revisions scheme.action_open_rules scheme.action_open_runs scheme.action_open_strays
        scheme.action_open_unclassified survey.create survey.onchange survey.write
    """,
    "nnn nnn nnn yyy yyy yyy yyy yyy": """
        cleaning.action_open cleaning.action_open_certain_faults cleaning.action_open_dead
        cleaning.action_open_duplicates cleaning.action_open_faults cleaning.action_open_merged
        category.tree_for_choosing overview.get_overview
    """,
    "nnn nnn uun uun uun uun uun nnn": """
        res.partner.action_add_to_category_mailing_list
    """,
    "nnn nnn yyn yyn yyn yyn yyn nnn": """
        res.partner.action_classification_at res.partner.action_open_classification_changes
        res.partner.action_record_satisfaction res.partner.copy_data
    """,
    "nnn nnn yyy yyy yyy yyy yyy yyy": """
        base_import.import.execute_import res.partner.search_panel_select_multi_range
    """,
    "nnn nnn nnn yyy yyy nnn nnn nnn": """
        crm.team.unlink
    """,
    "yyy yyy yyy yyy yyy yyy yyy yyy": """
        res.company.unlink res.currency.unlink res.users.unlink
        alternative.create alternative.line.create alternative.rule.create dead.decision.create review.create
        res.partner.fields_get res.partner.load
        account.move.write account.partial.reconcile.create account.partial.reconcile.unlink account.payment.write
        adjustment.create as.of.create ask.create assign.create assign.line.create assignment.get_import_templates
        assignment.load category.create category.get_import_templates change.create condition.create crm.lead.create
        crm.lead.write decision.create dry.run.create facts.create facts.write mapping.create movement.matrix.create
        opening.create opening.write rating.rating.create rating.rating.write report.wizard.create
        report.wizard.default_get res.partner.create rule.create sale.order.create
        delegation.create delegation.unlink delegation.write group.create permission.create permission.unlink
        permission.write saved.report.create scheme.create
        survey.action_close why.create
    """,
}
