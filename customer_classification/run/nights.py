"""What a night needs to look at: customers with new documents, and those whose figures or decision time alone changes.

A scheme is *local* when what it decides on a customer depends on them and their documents alone; then only those are
looked at. Where customers are compared with each other (quintiles, shares, groups of companies), or where it is not
known what could change a figure or a filter, everybody is looked at; relative schemes are left alone where nothing at
all is new on the same day. Everybody is looked at as well after any change of rules, categories, settings or rates, and
once a week, to be sure: what a night would have missed then is told.
"""

from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta

from odoo.fields import Datetime
from odoo.tools import SQL

from ..approval import proposals
from ..figures import crossings, figures, marks, seen
from ..figures.crossings import Crossing
from ..figures.kept_figures import KEPT
from ..figures.specs import Scope
from ..rules.specs import SchemeSpec
from . import reach
from .reach import LOCAL, UNKNOWN

NIGHT, DRY_RUN = "night", "dry run"  # who looks at all customers, and knows how far it saw
ALWAYS, MOST, SHARE = 1000, 20_000, 0.2  # customers; beyond, looking at everybody is faster


@dataclass(frozen=True)
class Night:
    """How a part of a run knows what it looks at.

    :param partner_ids: whom; None for everybody
    :param known: of each scheme, and of the kept figures, what will have been seen: by its key
    :param totals: where nobody is looked at, of each scheme where everybody is, by its key
    :param expected: where everybody is looked at to be sure, whom the night would have looked at, by key
    """

    partner_ids: tuple[int, ...] | None
    known: dict[str, seen.Seen] = field(default_factory=dict)
    totals: dict[str, list] = field(default_factory=dict)
    expected: dict[str, frozenset[int]] = field(default_factory=dict)

    @property
    def is_whole(self) -> bool:
        """Whether it is about all customers, be they looked at or not."""
        return self.partner_ids is None or self.is_idle or bool(self.known)

    @property
    def is_idle(self) -> bool:
        """Whether nobody needs to be looked at."""
        return self.partner_ids == () and bool(self.totals)

    def keep(self, env, key: str, matrix=()):
        """Remember that this was seen, and where everybody was left."""
        if key in self.known:
            seen.keep(env, replace(self.known[key], totals=_left_at(matrix)))


@dataclass(frozen=True)
class Part:
    """Schemes of one scope, with those whom they look at."""

    members: list
    refresh: bool
    night: Night


def key_of(spec: SchemeSpec) -> str:
    """Under which key it is remembered what a scheme has seen."""
    return f"scheme {spec.id}"


def key_of_figures(scope: Scope) -> str:
    """Under which key it is remembered up to where the kept figures of a scope are known."""
    return f"figures {scope.company_id or 0} {scope.currency_id} {scope.amount_basis}"


def parts(env, scope: Scope, members, refresh: bool) -> list[Part]:
    """Divide the schemes of a scope by whom they look at.

    :param members: [(scheme, spec)]
    :param refresh: whether the kept figures of the scope are brought up to date as well
    """
    place, at, common = marks.here(env), Datetime.now(), seen.print_of(env)
    companies = SQL(", ").join(figures.companies_of(env, scope))
    asked = [_Asked(env, scope, companies, spec, common) for _scheme, spec in members]
    asked += [_Asked(env, scope, companies, None, common)] if refresh else []
    before, limit = seen.load(env, [one.key for one in asked]), most(env)
    for one in asked:
        one.look(before.get(one.key), limit)
    if useless := [one.key for one in asked if one.key in before and not one.is_usable]:
        seen.forget(env, useless)
    few = frozenset().union(*(one.found for one in asked if one.way == "few"))
    ways = {"none": (), "few": tuple(sorted(few)), "all": None} if len(few) <= limit else {"none": (), "few": None}
    ways.setdefault("all", None)
    found = []
    for partner_ids in dict.fromkeys(ways.values()):
        own = [one for one in asked if ways[one.way] == partner_ids]
        keys = {one.key for one in own}
        night = Night(
            partner_ids,
            {one.key: one.seen(place, at, everybody=partner_ids is None) for one in own if one.is_news(partner_ids)},
            {one.key: one.base.totals for one in own if partner_ids == ()},
            {one.key: one.found for one in own if partner_ids is None and one.kind == LOCAL and one.found is not None},
        )
        chosen = [(scheme, replace(spec, partner_ids=partner_ids)) for scheme, spec in members if key_of(spec) in keys]
        refreshed = refresh and key_of_figures(scope) in keys
        if refreshed and partner_ids == ():
            night.keep(env, key_of_figures(scope))
        if chosen or refreshed:
            found.append(Part(chosen, refreshed and partner_ids != (), night))
    return found


def dry_run(env, scope: Scope, members) -> list[Part]:
    """The schemes of a scope, which look at everybody and know how far they saw: see :func:`news`."""
    place, at, common = marks.here(env), Datetime.now(), seen.print_of(env)
    companies = SQL(", ").join(figures.companies_of(env, scope))
    asked = [_Asked(env, scope, companies, spec, common) for _scheme, spec in members]
    known = {one.key: one.seen(place, at, everybody=True) for one in asked if one.kind != UNKNOWN}
    return [Part(members, False, Night(None, known))]


def news(env, spec: SchemeSpec, base: seen.Seen | None) -> tuple[int, ...] | None:
    """On whom a scheme may decide otherwise than when it saw ``base``, for the same day; None for anybody."""
    if base is None or base.day != spec.scope.as_of:
        return None
    companies = SQL(", ").join(figures.companies_of(env, spec.scope))
    one = _Asked(env, spec.scope, companies, spec, seen.print_of(env))
    one.look(base, most(env))
    if not one.is_usable or (one.way == "all" and one.found is None):
        return None
    return None if one.found and one.way != "few" else tuple(sorted(one.found))


class _Asked:
    """A scheme, or the kept figures where there is no ``spec``, and whom it must look at."""

    def __init__(self, env, scope, companies, spec, common):
        self.env, self.scope, self.companies, self.spec = env, scope, companies, spec
        self.key = key_of(spec) if spec else key_of_figures(scope)
        self.figures = reach.thresholds(spec) if spec else {figure: set() for figure in KEPT.values()}
        self.kind = reach.kind_of(env, scope, spec, self.figures)
        self.print = f"{common} {reach.print_of(env, scope, spec, self.figures, companies)}"
        self.base = self.found = None
        self.is_usable, self.way = False, "all"

    def look(self, base, limit):
        """Find out whom to look at since ``base``; everybody if they are more than ``limit``."""
        self.is_usable = bool(
            base and self.kind != UNKNOWN and base.print == self.print and base.day <= self.scope.as_of
        )
        if not self.is_usable:
            return
        self.base = base
        self.found = touched(self.env, self.scope, self.companies, self.spec, self.figures, base)
        if base.is_due(self.scope.as_of) or len(self.found) > limit:
            self.way = "all"
        elif not self.found and (self.kind == LOCAL or base.day == self.scope.as_of):
            self.way = "none"
        elif self.kind == LOCAL:
            self.way = "few"
        if self.way == "all" and not base.is_due(self.scope.as_of):
            self.found = None  # nothing to be compared with

    def is_news(self, partner_ids):
        """Whether it is worth remembering: not where nothing happened since the same day."""
        return self.kind != UNKNOWN and (partner_ids != () or self.base.day != self.scope.as_of)

    def seen(self, place, at, everybody):
        """What will have been seen, at ``place``."""
        full_day = self.scope.as_of if everybody else self.base.full_day
        return seen.Seen(self.key, self.scope.as_of, full_day, at, self.print, place)


def most(env) -> int:
    """How many customers are still few."""
    [(rows,)] = env.execute_query(SQL("SELECT reltuples FROM pg_class WHERE oid = 'res_partner'::regclass"))
    return int(max(ALWAYS, min(SHARE * rows, MOST)))


def _left_at(matrix) -> list:
    """Where a matrix leaves everybody: the matrix of a run that moves nobody."""
    cells = {}
    for cell in matrix:
        left = cells.setdefault(cell["to"], {"from": cell["to"], "to": cell["to"], "customers": 0, "revenue": None})
        left["customers"] += cell["customers"]
        if cell["revenue"] is not None:
            left["revenue"] = round((left["revenue"] or 0) + cell["revenue"], 6)
    return sorted(cells.values(), key=lambda cell: (cell["to"] is None, cell["to"] or 0))


# Whom it must look at -------------------------------------------------------------------------------------------------


def touched(env, scope, companies, spec, wanted, base) -> frozenset[int]:
    """The customers whose figures or decision may be others than they were at ``base``."""
    statements = [
        marks.since(base.place),
        *crossings.crossing(wanted, Crossing(base.day, scope.as_of, base.at, companies, _companies_of(env, scope))),
        *(_of_scheme(spec, base.day, scope.as_of) if spec else ()),
    ]
    rows = env.execute_query(
        SQL(
            """SELECT DISTINCT unnest(ARRAY[found.partner_id, partner.commercial_partner_id])
                 FROM (%s) found(partner_id)
                 LEFT JOIN res_partner partner ON partner.id = found.partner_id""",
            SQL(" UNION ALL ").join(statements),
        )
    )
    return frozenset(partner_id for (partner_id,) in rows if partner_id)


def _companies_of(env, scope) -> tuple[int, ...]:
    return (scope.company_id,) if scope.company_id else tuple(env["res.company"].search([]).ids)


def _of_scheme(spec, since: date, day: date) -> list[SQL]:
    """Who waits for an approval or rests after a rejection; whose pin or stay in a category ended meanwhile."""
    rested: datetime = Datetime.now() - timedelta(days=proposals.REST + (day - since).days + 2)
    found = [
        SQL(
            """SELECT partner_id FROM customer_classification_change
                WHERE scheme_id = %s AND (state = 'proposed' OR (state = 'rejected' AND decision_date > %s))""",
            spec.id,
            rested,
        )
    ]
    if since == day:
        return found
    return [
        *found,
        SQL(
            """SELECT assignment.partner_id FROM customer_classification_category category
                 JOIN customer_classification_assignment assignment ON assignment.category_id = category.id
                WHERE category.scheme_id = %(scheme)s
                  AND (category.min_stay_days > 0
                       AND assignment.since + category.min_stay_days BETWEEN %(since)s AND %(day)s
                       OR assignment.pinned AND assignment.pinned_until BETWEEN %(since)s AND %(day)s)""",
            scheme=spec.id,
            since=since,
            day=day,
        ),
    ]
