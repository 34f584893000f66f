"""One question, every place: a figure of a category is what the oracle says wherever a user looks it up.

``PLACES`` are the places, in ``places``, ``places_files`` and ``places_moves``. The oracle goes from customer to
customer and from document to document, as the definitions say it, and knows nothing of the engine. What the product has
that shows figures must be named in :data:`SHOWN` or :data:`NOT_SHOWN`, so that a new report, tile or list cannot come
without a row here.
"""

import os
import sys
from collections import Counter

from hypothesis import Phase, given, settings

from odoo.tests import HttpCase, tagged

from ..customer_classification.reports import registry
from . import places, places_files, places_moves
from .places import PLACES, Seen
from .places_drawn import worlds
from .places_oracle import Oracle
from .places_world import WorldCase

EXAMPLES = int(os.environ.get("EXAMPLES") or 8)  # EXAMPLES=1000 make test K=test_common_places tries more

SHOWN = {
    "report category_statistics": (
        places_files.statistics,
        places_files.statistics_workbook,
        places_files.statistics_on_paper,
        places_files.statistics_by_mail,
    ),
    "report consumption": (places_files.consumption, places_files.as_data, places_files.over_http),
    "report satisfaction": (places_files.satisfaction,),
    "report development": (places_files.development,),
    "report movement": (places_moves.movement, places_moves.movement_lines),
    "overview tiles": (places.overview_tiles,),
    "overview categories": (places.overview_rows,),
    "overview value": (places.overview_classes,),
    "overview care": (places.overview_care,),
    "overview moves": (places_moves.overview_moves,),
    "customer.classification.assignment": (places_moves.pinned_filter,),
    "customer.classification.report": (places.analysis,),
    "customer.classification.product": (places.products,),
    "customer.classification.profile": (places.kept_figures,),
    "customer.classification.movement": (places_moves.movement_list,),
    "customer.classification.movement.matrix": (places_moves.movement_wizard,),
    "customer.classification.run": (places_moves.dry_run,),
    "customer.classification.category": (places.category_form, places.category_button),
    "customer.classification.scheme": (places.unclassified_list,),
    "res.partner": (places.search_panel, places.kept_figures, places.partner_form),
    "sale.report": (places.odoo_sales_analysis,),
    "account.invoice.report": (places.odoo_invoice_analysis,),
}
NOT_SHOWN = {
    "report data_quality": "counts customers, see test_cleaning_quality",
    "report review_minutes": "tells what reviews kept, see test_review",
    "overview quality": "counts customers, see test_cleaning_quality",
    "customer.classification.review": "what was looked at then, see test_review",
    "report threshold": "tells the outlook's own rows, see test_outlook",
    "report sheet": "tells one customer's kept figures, see test_figures_unknown",
    "overview todo": "counts what it opens, see test_overview",
    "customer.classification.change": "the sales at the time of the move, see test_movement",
    "customer.classification.opening": "what was entered for the time before the documents, see test_figures_opening",
    "customer.classification.outlook": "the sales at the time of the look, see test_outlook",
    "customer.classification.as.of": "counts what it opens, see test_history",
    "customer.classification.group": "counts what it opens, see test_groups",
    "customer.classification.assign": "counts what was chosen, see test_by_hand",
    "customer.classification.sight": "counts whom somebody else sees, see test_permissions",
    "sale.order": "the sum of the order itself that was released beyond a credit limit",
    "customer.classification.ask": "counts what was chosen, see test_care_requests",
}
FIELDS = {
    "order_amount",
    "amount",
    "revenue",
    "matrix",
    "customer_count",
    "satisfaction",
    "classification_order_amount",
}
ENDINGS = ("_revenue", "_amount", "_satisfaction")


@tagged("post_install", "-at_install")
class TestPlaces(WorldCase, HttpCase):
    tried, asked = Counter(), Counter()  # how many worlds there were, and how many figures each place was asked for

    @classmethod
    def tearDownClass(cls):
        told = f"{cls.tried['worlds']} worlds, {sum(cls.asked.values())} figures at {len(cls.asked)} places"
        sys.stdout.write(f"\n{told}\n")  # shown with ARGS=-s
        super().tearDownClass()

    @settings(max_examples=EXAMPLES, phases=[Phase.generate])
    @given(world=worlds)
    def test_every_place_says_what_the_oracle_says(self, world):
        with self.cr.savepoint() as savepoint:
            self.build(world)
            self.tried["worlds"] += 1
            user = self.people[world["who"]]
            env = self.as_seen_by(user)
            for scheme in self.local | self.shared:
                if scheme.company_id and scheme.company_id not in user.company_ids:
                    continue
                seen = Seen(self, env, world["period"])
                told = Oracle(self, env, scheme, world["period"]).told()
                for where, (look, figures, of_period, takes_long) in PLACES.items():
                    if (of_period or world["period"] == "months_12") and (not takes_long or world["files"]):
                        self.compare(look(seen, scheme), told, figures, f"{where}, {scheme.name}, {world['who']}")
            savepoint.rollback()
            self.env.invalidate_all()
            self.env.registry.clear_all_caches()

    def compare(self, shown, told, figures, where):
        for category_id, values in (shown or {}).items():
            for figure in figures:
                if figure in values:
                    self.asked[where.partition(",")[0]] += 1
                    expected, value = told[category_id][figure], values[figure]
                    name = f"{where}: {figure} of {category_id}: {values} instead of {told[category_id]}"
                    if expected is None or value is None:
                        self.assertEqual(value, expected, name)
                    else:
                        self.assertAlmostEqual(value, expected, places=2, msg=name)

    # What must be in the table

    def test_a_place_that_shows_figures_has_a_row(self):
        found = {f"report {name}" for name in registry.REPORTS}
        found |= {f"overview {part}" for part in self.env["customer.classification.overview"]._parts()}
        for name, model in self.env.registry.items():
            ours = {
                field.name
                for field in model._fields.values()
                if "customer_classification" in (field._modules or ()) and not field.related
            }
            if name.startswith("customer.classification") or ours:
                shown = {n for n in ours if n in FIELDS or n.endswith(ENDINGS)}
                if shown and not model._abstract:
                    found.add(name)
        self.assertEqual(
            found - set(SHOWN) - set(NOT_SHOWN), set(), "say where it stands in SHOWN, or why in NOT_SHOWN"
        )
        used = {look for looks in SHOWN.values() for look in looks}
        self.assertEqual({look for look, *_rest in PLACES.values()}, used)
