"""What the attacks have in common: how long they last, and the drawn number that repeats them.

In the suite a small part runs; ``make attack`` runs all of it. ``ATTACK_SEED=7 make attack`` repeats one.
"""

import logging
import os
import random
import sys

_logger = logging.getLogger(__name__)
FULL = bool(os.environ.get("ATTACK"))
SEED = int(os.environ.get("ATTACK_SEED") or random.SystemRandom().randrange(10**6))
# A suite that nobody asked to draw calls the same with the same values each time; continuous integration draws.
DRAWN = FULL or bool(os.environ.get("ATTACK_SEED") or os.environ.get("DRAW"))
SUITE_SEED = SEED if DRAWN else 987016


def share(whole: int, part: int) -> int:
    """How often something is tried: ``whole`` times by ``make attack``, ``part`` in the suite; ``ATTACK`` scales."""
    return int(whole * float(os.environ["ATTACK"])) if FULL else part


def told(what: str, seed: int = SEED):
    """Print how it went, and how to repeat it."""
    text = f"{what}. Repeat: ATTACK_SEED={seed}"
    _logger.info(text)
    sys.stdout.write(f"{text}\n")
