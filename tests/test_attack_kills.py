"""Workers, sessions and connections that end at any moment, and disks that are full: nothing is left half done."""

import hashlib
import os
import random
from collections import Counter
from pathlib import Path

from odoo.tests import BaseCase, tagged
from odoo.tools import config, mute_logger

from .attack import SUITE_SEED as SEED
from .attack import share, told
from .attack_workers import HURTS, copied, wait_for_silence, work
from .attack_world import World, entered

WRITE_FILES = ("report", "import")


@tagged("post_install", "-at_install")
class TestKills(BaseCase):
    def test_whatever_ends_at_any_moment(self):
        self.draw = random.Random(SEED)
        hits, outcomes = Counter(), Counter()
        with copied() as registry, mute_logger("odoo.sql_db", "odoo.addons.customer_classification"):
            self.registry = registry
            with entered(self.registry):
                World.make(World.env)
                World.env.cr.commit()
            usual = self.usual()
            with entered(self.registry):
                self.unharmed = World.files()
            for number in range(share(1000, len(HURTS))):
                hurt = HURTS[number % len(HURTS)]
                name = self.draw.choice(WRITE_FILES if hurt == "files full" else [*usual])
                outcome = self.hurt(name, hurt, usual[name])
                hits[hurt] += outcome != "done"
                outcomes[f"{name} {outcome.partition(':')[0]}"] += 1
        told(f"{sum(outcomes.values())} workers hurt, {sum(hits.values())} before they were done: {dict(hits)}", SEED)
        told(f"what they were at: {dict(sorted(outcomes.items()))}", SEED)

    def usual(self):
        """How many seconds each job takes when nobody hurts it."""
        usual = {}
        with entered(self.registry):
            World.stir(self.draw)
            jobs = World.jobs(self.draw)
        for name, job in jobs.items():
            began = os.times().elapsed
            self.assertEqual(work(self.registry, job), "done", name)
            usual[name] = os.times().elapsed - began
        return usual

    def hurt(self, name, hurt, usual):
        """Let one worker be hurt while it does a job, and look at what it left."""
        with entered(self.registry):
            World.stir(self.draw)
            job = World.jobs(self.draw)[name]
            before = World.figures()
        sharing, number = self.draw.random(), self.draw.randrange(3)
        outcome = work(self.registry, job, hurt, 1.1 * sharing, usual, number)
        case = f"{name}, {hurt} at {sharing:.3f} of {usual:.2f} s: {outcome}; ATTACK_SEED={SEED}"
        self.assertNotEqual(outcome, "hangs", case)
        self.assertFalse(wait_for_silence(self.registry.db_name), f"a session was left; {case}")
        with entered(self.registry):
            self.assertFalse(World.differences(), f"the history leads elsewhere; {case}")
            self.assertFalse(self.half_files(), f"half of a file; {case}")
            found = World.figures()
            run = World.complete()
            self.assertEqual(run.state, "applied", case)
            self.assertFalse(World.left_undone(), case)
            self.assertFalse(World.differences(), f"the history leads elsewhere in the end; {case}")
            after = World.figures()
            self.assertFalse(found - before - after, f"half of the figures; {case}")
        self.assertEqual(work(self.registry, job).partition(":")[0] in ("done", "refused"), True, f"again; {case}")
        return outcome

    def half_files(self):
        """The attachments whose file is not what they say."""
        folder, half = config.filestore(self.registry.db_name), []
        for number, (name, size, checksum) in World.files().items():
            if self.unharmed.get(number) != [name, size, checksum]:
                path = Path(folder, name)
                content = path.read_bytes() if path.exists() else b""
                if (len(content), hashlib.sha1(content).hexdigest()) != (size, checksum):
                    half.append((number, name))
        return half
