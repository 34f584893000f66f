import json
from functools import partial

from odoo import api, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from ..common import access, visibility
from . import distance
from .comparing import Comparing

BATCH = 10_000  # customers that are looked at before what was found is kept


class CustomerClassificationDuplicate(models.Model):
    """How likely duplicates are found, and kept until somebody decides."""

    _inherit = "customer.classification.duplicate"

    @api.model
    def find(self, partners=None):
        """Find likely duplicates among the customers whom the user may see.

        :param partners: only pairs with one of these; all if None
        :return: ``[{"partner_id", "other_id", "score", "evidence", "is_certain"}]``, best first; ``evidence`` is a list
            of (kind, points), ``score`` their sum (from 60 on two are likely one)
        :raises UserError: the package that compares texts is not installed
        :raises AccessError: the user may not see duplicates
        """
        self.check_access("read")
        if not distance.is_there():
            raise UserError(
                self.env._("Comparing customers needs a Python package: let it be installed by pip install rapidfuzz.")
            )
        if partners is not None and not isinstance(partners, models.BaseModel):
            partners = access.records_of(self.env, "res.partner", partners)
        comparing = self.sudo()._up_to_date()
        readable = set(self._comparable().ids)
        pairs = comparing.pairs(
            about=None if partners is None else partners.ids,
            may_stand=lambda one, other: one in readable and other in readable and self._meet(comparing, one, other),
        )
        seen = None if visibility.sees_all(self.env) else set(visibility.customers(self.env))
        found = self._values(pairs)
        return [pair for pair in found if seen is None or pair["partner_id"] in seen or pair["other_id"] in seen]

    @api.model
    def _like(self, rows, company):
        """Who is likely the same as somebody in a file, of those whom the user may read.

        :param rows: the texts of each, as the judge takes them, with a number below zero as ``id``
        :param company: whose customers they will be; empty: everybody's
        :return: {number: [(number or id, customer, why in words)]}, the likeliest first; a number is another row
        """
        comparing = self.sudo()._up_to_date()
        readable = set(self._comparable().ids)
        pairs = comparing.like(
            rows,
            company.id if company else None,
            may_stand=lambda one, other: (
                all(number < 0 or number in readable for number in (one, other)) and self._meet(comparing, one, other)
            ),
        )
        found = {}
        for one, other, verdict in sorted(pairs, key=lambda pair: -pair[2].score):
            for row, same in ((one.id, other.id), (other.id, one.id)):
                if row < 0:
                    customer = self.env["res.partner"].browse(same if same > 0 else ())
                    found.setdefault(row, []).append((same, customer, self._said(verdict.evidence)))
        return found

    @api.model
    def _up_to_date(self):
        """A search that knows all customers as they are now, though nobody is judged."""
        comparing = self._comparing()
        comparing.refresh()
        for step in self._steps_of_reading(comparing):
            step()
        return comparing

    @api.model
    def _comparable(self):
        """Those whom the user may read: names of other companies must not be told."""
        return self.env["res.partner"].search([("parent_id", "=", False), ("active", "=", True)])

    @api.model
    def _comparing(self):
        self.env.flush_all()
        return Comparing(self.env)

    @api.model
    def _meet(self, comparing, one, other):
        """Whether somebody may see both: those of two companies are two customers."""
        companies = {comparing.companies[one], comparing.companies[other]} - {None}
        return len(companies) < 2

    @api.model
    def _values(self, pairs):
        """What is kept of pairs, best first."""
        return [
            {
                "partner_id": one.id,
                "other_id": other.id,
                "score": verdict.score,
                "evidence": verdict.evidence,
                "is_certain": verdict.evidence[0][0] == "tax_id",
            }
            for one, other, verdict in sorted(pairs, key=lambda pair: -pair[2].score)
        ]

    @api.model
    def action_refresh(self):
        """Look for duplicates again; what was decided stays decided.

        :raises AccessError: the user is no classification manager
        """
        access.check_manager(self.env)
        access.readable(self)._look()
        return {"type": "ir.actions.client", "tag": "soft_reload"}

    @api.model
    def _look(self):
        """Compare whoever is new or changed with all others, where the package for it is installed."""
        for step in self._steps():
            step()

    @api.model
    def _steps(self):
        """The steps of looking, each a function that keeps what it did: whoever stops between two has lost nothing."""
        if not distance.is_there():
            return []
        comparing = self.sudo()._comparing()
        new = comparing.refresh()
        self._drop_gone()
        steps = self._steps_of_reading(comparing, keep=True)
        return [*steps, *self.sudo()._steps_of_judging(comparing, new)] if new else steps

    @api.model
    def _steps_of_judging(self, comparing, new):
        """Each keeps the pairs that it found; the last one settles which of them may stand beside each other."""
        everybody = self.env["customer.classification.comparable"].search_count([]) == len(new)
        about, number = None if everybody else new, len(_batches(new))
        may_stand = partial(self._meet, comparing)
        candidates, found = [], []

        def judge(place):
            if not place:
                candidates.extend(comparing.candidates(about))
            same = comparing.judged_same(candidates[place::number], may_stand)
            found.extend(same)
            self._keep(self._values(same), [])

        def settle():
            self._keep(self._values(comparing.settled(found, about, may_stand)), new)
            comparing.remember(new)

        return [*(partial(judge, place) for place in range(number)), settle]

    @api.model
    def _steps_of_reading(self, comparing, keep=False):
        unread = _batches(comparing.without_keys())
        return [
            *(partial(comparing.learn, part) for part in unread),
            *(partial(comparing.give_keys, part, keep=keep) for part in unread),
        ]

    @api.model
    def _drop_gone(self):
        """Pairs with somebody who is archived or somebody's contact by now are none any more."""
        self.flush_model()
        self.env.cr.execute(
            SQL(
                """DELETE FROM customer_classification_duplicate kept
                    WHERE kept.state = 'open' AND EXISTS (
                          SELECT FROM UNNEST(ARRAY[kept.partner_id, kept.other_id]) one(id)
                           WHERE NOT EXISTS (SELECT FROM customer_classification_comparable comparable
                                              WHERE comparable.partner_id = one.id))"""
            )
        )
        self.invalidate_model()

    @api.model
    def _cron_refresh(self):
        """What the scheduled action calls; it looks at all else, too."""
        self.env["customer.classification.cleaning"]._cron_look()

    @api.model
    def _keep(self, found, ids):
        """Keep the pairs that were found; those with one of ``ids`` that were not are none any more and go, unless
        somebody decided.
        """
        self.flush_model()
        self.env.cr.execute(
            SQL(
                """
                -- One row a pair that was found. Whatever somebody decided must stay as it is.
                WITH found AS MATERIALIZED (
                    SELECT * FROM jsonb_to_recordset(%(found)s)
                        AS pair (partner_id int, other_id int, score int, evidence jsonb, is_certain bool)
                ), gone AS (
                    DELETE FROM customer_classification_duplicate AS kept
                     WHERE kept.state = 'open' AND (kept.partner_id = ANY(%(ids)s) OR kept.other_id = ANY(%(ids)s))
                       AND NOT EXISTS (
                           SELECT FROM found
                            WHERE found.partner_id = kept.partner_id AND found.other_id = kept.other_id)
                )
                INSERT INTO customer_classification_duplicate
                    (partner_id, other_id, score, evidence, is_certain, state, create_uid, create_date)
                SELECT partner_id, other_id, score, evidence, is_certain, 'open', %(uid)s, now() AT TIME ZONE 'UTC'
                  FROM found
                    ON CONFLICT (partner_id, other_id) DO UPDATE
                   SET score = excluded.score, evidence = excluded.evidence, is_certain = excluded.is_certain
                """,
                found=json.dumps(found),
                ids=ids,
                uid=self.env.uid,
            )
        )
        self.invalidate_model()


def _batches(ids):
    return [ids[start : start + BATCH] for start in range(0, len(ids), BATCH)]
