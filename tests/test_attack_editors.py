"""Ten people who edit and a run at once: no edit is lost, and what the database refuses is tried again."""

import json
import os
import random
from collections import Counter

from odoo import api
from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.service.model import retrying
from odoo.tests import new_test_user, tagged
from odoo.tests.common import BaseCase
from odoo.tools import mute_logger

from ..customer_classification.run import run_background
from .attack import FULL, share, told
from .attack import SUITE_SEED as SEED
from .attack_workers import PATIENCE, Worker, copied
from .attack_world import World, entered

EDITORS = 10 if FULL else 4
SELLER = "base.group_partner_manager,sales_team.group_sale_salesman_all_leads"
MANAGER = f"{SELLER},customer_classification.group_classification_manager"


@tagged("post_install", "-at_install")
class TestEditors(BaseCase):
    def test_ten_editors_and_a_run_at_once(self):
        seconds = share(600, 3)
        with copied() as registry, mute_logger("odoo.addons.customer_classification"):
            with entered(registry):
                World.make(World.env)
                World.stir(random.Random(SEED))
                World.scheme.classify()
                users, own, shared = self.people()
                editors = [
                    editor(number, seconds, user.id, World.scheme.id, World.company.ids, own[number], shared)
                    for number, user in enumerate(users)
                ]
                runs = runner(seconds, World.scheme.id)
            workers = [Worker(registry, job) for job in (*editors, runs)]
            told_by = [worker.outcome(seconds + PATIENCE) for worker in workers]
            for outcome in told_by:
                self.assertTrue(outcome.startswith("{"), outcome)
            *edits, ran = map(json.loads, told_by)
            with entered(registry):
                self.look(users, edits, shared)
        outcomes = sum((Counter(each["outcomes"]) for each in edits), Counter())
        tries = sum(each["tries"] for each in edits)
        raw = {name: number for name, number in outcomes.items() if name not in ("done", "refused")}
        told(f"{EDITORS} editors and {ran['runs']} runs in {seconds:.0f} s: {tries} tries, {dict(outcomes)}", SEED)
        self.assertFalse(raw, f"what reached a user; ATTACK_SEED={SEED}")

    def people(self):
        """The editors, the customers of each alone, and those whom all of them edit."""
        companies = {"company_id": World.company.id, "company_ids": [Command.set(World.company.ids)]}
        users = World.env["res.users"].union(
            *(
                new_test_user(World.env, f"e_{number}", groups=(SELLER, MANAGER)[number % 2], **companies)
                for number in range(EDITORS)
            )
        )
        customers = World.customers().ids
        shared = customers[-EDITORS:]
        World.lines(shared).with_user(users[0]).write({"pinned": True, "pin_reason": "0"})
        return users, [customers[number : 10 * EDITORS : EDITORS] for number in range(EDITORS)], shared

    def look(self, users, edits, shared):
        """What they edited is there, each move once in the history."""
        World.env.invalidate_all()
        self.assertFalse(World.differences(), f"the history leads elsewhere; ATTACK_SEED={SEED}")
        self.assertFalse(World.left_undone())
        for user, each in zip(users.with_env(World.env), edits, strict=True):
            last = {int(partner_id): category_id for partner_id, category_id in each["last"].items()}
            present = {line.partner_id.id: line.category_id.id for line in World.lines(list(last))}
            self.assertEqual(present, last, f"an edit of {user.login} was lost; ATTACK_SEED={SEED}")
            changes = World.env["customer.classification.change"].search([("user_id", "=", user.id)])
            moves = len(changes.filtered(lambda change: change.from_category_id != change.to_category_id))
            self.assertEqual(moves, each["moves"], f"moves of {user.login}; ATTACK_SEED={SEED}")
        counted = sum(int(line.pin_reason or 0) for line in World.lines(shared))
        self.assertEqual(counted, sum(each["counted"] for each in edits), f"a count was lost; ATTACK_SEED={SEED}")


def editor(number, seconds, user_id, scheme_id, company_ids, own, shared):
    """What one of them does: choose categories for their own customers, and count up what stands at shared ones."""

    def job(env):
        draw, began, registry = random.Random(f"{SEED} {number}"), os.times().elapsed, env.registry
        env.cr.commit()
        random.seed(number)  # how long Odoo waits before it tries again
        outcomes, last, tries, moves, counted = Counter(), {}, 0, 0, 0
        while os.times().elapsed - began < seconds:
            alone = draw.random() < 0.6
            partner_id, place = draw.choice(own if alone else shared), draw.randrange(3)
            with registry.cursor() as cr:
                mine = api.Environment(cr, user_id, {"allowed_company_ids": company_ids})

                def edit(mine=mine, partner_id=partner_id, place=place, alone=alone):
                    nonlocal tries
                    tries += 1
                    line = mine["customer.classification.assignment"].search(
                        [("partner_id", "=", partner_id), ("scheme_id", "=", scheme_id)]
                    )
                    if not alone:
                        line.pin_reason = str(int(line.pin_reason or 0) + 1)
                        return line.category_id.id, line.category_id.id
                    former, latter = line.category_id.id, line.scheme_id.category_ids[place].id
                    line.category_id = latter
                    return former, latter

                try:
                    former, latter = retrying(edit, mine)
                except UserError:
                    outcomes["refused"] += 1
                except Exception as error:
                    outcomes[f"{type(error).__name__}: {error}"[:200]] += 1
                else:
                    outcomes["done"] += 1
                    moves += former != latter
                    counted += not alone
                    if alone:
                        last[partner_id] = latter
        return json.dumps(
            {"outcomes": outcomes, "last": last, "tries": tries, "moves": moves, "counted": counted}, ensure_ascii=True
        )

    return job


def runner(seconds, scheme_id):
    """Runs in small batches, one after the other, each by other thresholds."""

    def job(env):
        run_background.BATCH_SIZE = 20
        draw, began, runs = random.Random(SEED), os.times().elapsed, 0
        scheme = env["customer.classification.scheme"].browse(scheme_id)
        while os.times().elapsed - began < seconds:

            def change():
                for rule, value in zip(scheme.rule_ids, sorted(draw.sample(range(50, 900), 2)), strict=True):
                    rule.condition_ids.value = value

            retrying(change, env)
            env["customer.classification.run"]._queue(scheme)
            env.cr.commit()
            env["customer.classification.run"]._cron_execute()
            env.cr.commit()
            runs += 1
        return json.dumps({"runs": runs})

    return job
