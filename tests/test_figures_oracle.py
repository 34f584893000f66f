"""Every measure of the catalogue against a slow and obvious way to say the same, over documents of all kinds."""

from datetime import UTC, date, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from itertools import pairwise
from zoneinfo import ZoneInfo

from dateutil.relativedelta import relativedelta
from hypothesis import given, settings
from hypothesis import strategies as st

from odoo.tests import tagged

from ..customer_classification.figures.catalogue import MEASURES
from .common import ClassificationCase
from .documents import DAYS_AGO, Documents
from .test_rules_engine_oracle import EXAMPLES

D = date(2026, 3, 31)
CUSTOMERS = 6
DOLLARS = Decimal("0.2")  # for a yuan on D
BOUNDARIES = {"recency": (10, 30, 90, 365), "frequency": (1, 2, 3), "monetary": (50, 100, 200, 300)}
SHARES = ("revenue_share_before", "revenue_share_cumulative")  # have an oracle of their own in test_scores
FIRST = ("days_since_first_order", "days_since_first_invoice")  # not known where documents are not complete
FOLLOWING = {
    "sales_growth": "{}_growth",
    "sales_gap_days": "{}_gap_days",
    "days_since_last_sale": "days_since_last_{}",
    "days_since_first_sale": "days_since_first_{}",
}

documents = st.fixed_dictionaries(
    {
        "customer": st.integers(0, CUSTOMERS - 1),
        "by_contact": st.booleans(),
        "days_ago": st.sampled_from(DAYS_AGO),
        "hour": st.sampled_from([0, 4, 15, 16, 23]),
        "state": st.sampled_from(["draft", "sent", "sale", "sale", "sale", "cancel"]),
        "due": st.sampled_from([-5, 0, 30, 60]),
        "paid": st.sampled_from([-1, 0, 20, 90]),
        "open": st.sampled_from([0, 0, 10, 99.99]),
        "rating": st.sampled_from([0, 1, 2, 3.5, 5]),
        "on": st.sampled_from(["res.partner", "res.partner", "sale.order", "account.move", "crm.lead"]),
    }
)
SOURCES = {
    "orders": 8,
    "invoices": 11,
    "entries": 2,
    "payments": 5,
    "ratings": 6,
    "leads": 5,
    "messages": 6,
    "meetings": 4,
}
situations = st.fixed_dictionaries(
    {
        "documents": st.fixed_dictionaries(
            {source: st.lists(documents, max_size=most) for source, most in SOURCES.items()}
        ),
        "window": st.sampled_from(
            [
                ("lifetime", 0),
                ("days", 1),
                ("days", 31),
                ("days", 90),
                ("months", 1),
                ("months", 12),
                ("this_month", 0),
                ("this_quarter", 0),
                ("this_year", 0),
                ("last_year", 0),
            ]
        ),
        "employers": st.dictionaries(st.integers(0, CUSTOMERS - 1), st.integers(0, CUSTOMERS - 1), max_size=2),
        "level": st.sampled_from(["company", "company", "group"]),
        "basis": st.sampled_from(["untaxed", "taxed"]),
        "source": st.sampled_from(["order", "invoice"]),
        "shared": st.booleans(),
        "since": st.sampled_from([None, None, D - timedelta(days=200), D - timedelta(days=30)]),
    }
)


@tagged("post_install", "-at_install")
class TestFiguresOracle(ClassificationCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.elsewhere = cls.make_company("Elsewhere", "CNY", "America/New_York")
        cls.env = cls.env(
            context={**cls.env.context, "allowed_company_ids": (cls.company + cls.elsewhere).ids, "mail_notrack": True}
        )
        cls.load_accounts(cls.company + cls.elsewhere)
        dollar = cls.env.ref("base.USD")
        cls.env["res.currency.rate"].create(
            [
                {
                    "name": "2020-01-01",
                    "currency_id": dollar.id,
                    "company_id": company.id,
                    "company_rate": float(DOLLARS),
                }
                for company in cls.company + cls.elsewhere
            ]
        )
        cls.customers = cls.env["res.partner"].create(
            [{"name": f"T-{number}", "is_company": True, "customer_rank": 1} for number in range(CUSTOMERS)]
        )
        for member, parent in ((1, 0), (2, 1)):  # a group; the others are for themselves
            cls.customers[member].parent_id = cls.customers[parent]
        cls.contacts = cls.env["res.partner"].create(
            [{"name": f"Contact {customer.name}", "parent_id": customer.id} for customer in cls.customers]
        )
        cls.scheme = cls.make_scheme(
            **{f"{name}_boundaries": ", ".join(map(str, numbers)) for name, numbers in BOUNDARIES.items()}
        )
        asked = [{"measure": name, "operator": "set"} for name in MEASURES if name not in SHARES]
        cls.rule = cls.make_rule(cls.scheme, "VIP", *asked, match="any")
        cls.pool = Documents(cls)

    @classmethod
    def load_accounts(cls, companies):
        for company in companies:
            currency = company.currency_id
            cls.env["account.chart.template"].try_loading("generic_coa", company=company, install_demo=False)
            company.currency_id = currency  # the chart brings its own

    @settings(max_examples=EXAMPLES)
    @given(situation=situations)
    def test_figures_and_oracle_agree(self, situation):
        with self.cr.savepoint() as savepoint:
            self.arrange(situation)
            changes = self.scheme.classify(as_of=D, simulate=True).change_ids
            self.assertEqual(changes.partner_id, self.customers)
            oracle = Oracle(self, situation)
            for change in changes:
                for condition in self.rule.condition_ids:
                    found = change.evidence[str(condition.id)]
                    expected = oracle.figure(condition.measure, oracle.decisive(change.partner_id))
                    what = f"{condition.measure} of {change.partner_id.name}"
                    if expected is None or found is None:
                        self.assertEqual(found, expected, what)
                    else:
                        self.assertAlmostEqual(found, float(expected), 6, what)
            savepoint.rollback()
            self.env.invalidate_all()

    def arrange(self, situation):
        self.pool.place(
            situation["documents"],
            lambda values: (self.contacts if values["by_contact"] else self.customers)[values["customer"]],
            lambda days: D - timedelta(days=days),
        )
        self.env.invalidate_all()
        for contact, employer in situation["employers"].items():
            self.contacts[contact].parent_id = self.customers[employer]
        self.env.flush_all()
        for number, customer in enumerate(self.customers):
            self.pool.give(customer, create_date=datetime(2026, 3, 31 - number, 16))  # noqa: DTZ001
        self.env.invalidate_all()
        kind, length = situation["window"]
        self.rule.condition_ids.write({"window": kind, "window_length": length or 1})
        self.company.classification_history_since = situation["since"]
        self.scheme.write(
            {
                "customer_level": situation["level"],
                "amount_basis": situation["basis"],
                "score_source": situation["source"],
                **({"company_id": False, "currency_id": self.env.ref("base.USD").id} if situation["shared"] else {}),
            }
        )


class Oracle:
    """What the measures are by design, said customer by customer; no word of it is the engine's."""

    def __init__(self, case, situation):
        self.case, self.situation, self.pool = case, situation, case.pool
        self.counted = case.company if not situation["shared"] else case.company + case.elsewhere
        self.scope = case.env["res.company"].search([]).ids if situation["shared"] else case.company.ids
        self.rate = DOLLARS if situation["shared"] else Decimal(1)

    def decisive(self, customer):
        while self.situation["level"] == "group" and customer.parent_id:
            customer = customer.parent_id
        return customer

    def belongs(self, partner, customer):
        """Whether a partner, or the company that a document names, is of the customer."""
        return self.decisive(partner.commercial_partner_id) == customer

    def day(self, moment, company=None):
        """The day of a moment in its company; of what has none, in the first company that counts."""
        company = company or self.first_company()
        zone = ZoneInfo(company.partner_id.tz or company.resource_calendar_id.tz or "UTC")
        return moment.replace(tzinfo=UTC).astimezone(zone).date()

    def first_company(self):
        """The company to which those documents are counted that have none."""
        return self.case.env["res.company"].search([("id", "in", self.scope)], order="id", limit=1)

    def rate_of_none(self):
        company, currency = self.first_company(), self.case.scheme.currency_id
        return Decimal(str(company.currency_id._get_conversion_rate(company.currency_id, currency, company, D)))

    def money(self, amount):
        return Decimal(str(amount)) * self.rate

    # Windows

    def bounds(self):
        kind, length = self.situation["window"]
        quarter = D.replace(month=(D.month - 1) // 3 * 3 + 1, day=1)
        return {
            "lifetime": (date.min, D),
            "days": (D - timedelta(days=length - 1), D),
            "months": (D - relativedelta(months=length) + timedelta(days=1), D),
            "this_month": (D.replace(day=1), D),
            "this_quarter": (quarter, D),
            "this_year": (date(D.year, 1, 1), D),
            "last_year": (date(D.year - 1, 1, 1), date(D.year - 1, 12, 31)),
        }[kind]

    def bounds_before(self):
        """The equally long window before; None before everything."""
        first, last = self.bounds()
        end = first - timedelta(days=1) if first != date.min else None
        kind, length = self.situation["window"]
        if kind in ("months", "days"):  # both begin with a month here, whole months are compared with whole months
            return (first - relativedelta(months=length) if kind == "months" else end - (last - first)), end
        return {  # D is the end of a month, and so are the ends of what is compared with it
            "lifetime": None,
            "this_month": (date(2026, 2, 1), date(2026, 2, 28)),
            "this_quarter": (date(2025, 10, 1), date(2025, 12, 31)),
            "this_year": (date(2025, 1, 1), date(2025, 3, 31)),
            "last_year": (date(2024, 1, 1), date(2024, 12, 31)),
        }[kind]

    def inside(self, rows, bounds=None):
        first, last = bounds or self.bounds()
        return [row for row in rows if first <= row[0] <= min(last, D)]

    def reaches_too_far(self, measure):
        since = self.situation["since"]
        if not since or MEASURES[measure].lifetime:
            return bool(since) and measure in FIRST
        bounds = self.bounds_before() if MEASURES[measure].compares else self.bounds()
        return (bounds or self.bounds())[0] < since

    # Documents of a customer up to D: (day, what is needed)

    def orders(self, customer):
        for order in self.pool.orders:
            if order.company_id in self.counted and self.belongs(order.classification_partner_id, customer):
                total = order.amount_untaxed if self.situation["basis"] == "untaxed" else order.amount_total
                products = order.order_line.filtered(lambda line: not line.display_type).product_id
                yield self.day(order.date_order, order.company_id), self.money(total), order.state == "sale", products

    def invoices(self, customer):
        for move in self.pool.invoices:
            posted = move.state == "posted" and move.company_id in self.counted
            if posted and self.belongs(move.commercial_partner_id, customer):
                total = move.amount_untaxed_signed if self.situation["basis"] == "untaxed" else move.amount_total_signed
                yield move.invoice_date, self.money(total), move.move_type == "out_invoice"

    def items(self, customer):
        """(day, open amount, due date, day of the last payment, whether of an invoice)"""
        for line in (self.pool.invoices + self.pool.entries).line_ids:
            posted = line.account_type == "asset_receivable" and line.move_id.state == "posted"
            if posted and line.company_id in self.counted and self.belongs(line.partner_id, customer):
                later = line.matched_credit_ids.filtered(lambda partial: partial.max_date > D)
                paid = max((line.matched_credit_ids - later).mapped("max_date"), default=None)
                yield (
                    line.move_id.invoice_date or line.date,
                    self.money(line.amount_residual) + self.money(sum(later.mapped("amount"))),
                    line.date_maturity,
                    paid,
                    line.move_id.move_type == "out_invoice",
                )

    def payments(self, customer):
        for payment in self.pool.payments:
            received = payment.partner_type == "customer" and payment.state in ("in_process", "paid")
            if received and self.belongs(payment.classification_partner_id, customer):
                sign = 1 if payment.payment_type == "inbound" else -1
                yield payment.date, self.money(sign * payment.amount)

    def ratings(self, customer):
        for rating in self.pool.ratings:
            if rating.consumed and rating.rating >= 1 and self.belongs(rating.classification_partner_id, customer):
                yield self.day(rating.rated_on), Decimal(str(rating.rating))

    def opportunities(self, customer):
        for lead in self.pool.leads:
            is_open = lead.type == "opportunity" and lead.active and lead.won_status == "pending"
            counted = not lead.company_id or lead.company_id in self.counted
            if is_open and counted and self.belongs(lead.classification_partner_id, customer):
                rate = self.rate if lead.company_id else self.rate_of_none()
                yield self.day(lead.create_date, lead.company_id), Decimal(str(lead.expected_revenue)) * rate

    def contacts(self, customer):
        partners = self.case.customers + self.case.contacts
        for message in self.pool.messages:
            by_user = message.author_id.user_ids.filtered(lambda user: not user.share)
            spoken = message.message_type != "notification" and not message.subtype_id.internal
            document = self.case.env[message.model].browse(message.res_id)
            company = document.company_id if message.model != "res.partner" else None
            partner = {
                "res.partner": lambda d: d & partners,
                "account.move": lambda d: d.commercial_partner_id,
                "crm.lead": lambda d: d.classification_partner_id if d.type == "opportunity" else d.partner_id.browse(),
                "sale.order": lambda d: d.classification_partner_id,
            }[message.model](document)
            counted = not company or company in self.counted
            if by_user and (spoken or message.mail_activity_type_id) and counted and self.belongs(partner, customer):
                yield (self.day(message.date, company),)
        for event in self.pool.meetings.filtered("active"):
            there = event.partner_ids - event.attendee_ids.filtered(lambda a: a.state == "declined").partner_id
            colleagues = there.filtered(lambda partner: any(not user.share for user in partner.user_ids))
            for partner in there - colleagues if colleagues else ():
                if self.belongs(partner, customer):
                    yield (self.day(event.start),)

    # Measures

    def figure(self, measure, customer):
        if measure in FOLLOWING:
            return self.figure(FOLLOWING[measure].format(self.situation["source"]), customer)
        if measure.endswith("_score"):
            return self.score(measure, customer)
        if self.reaches_too_far(measure):
            return None
        value = getattr(self, f"measure_{measure}")(customer)
        if value is not None and MEASURES[measure].unit == "currency":
            return Decimal(value).quantize(Decimal("0.01"), ROUND_HALF_UP)
        return value

    def score(self, measure, customer):
        """The lowest without documents in the window; empty where there may be some that nobody knows."""
        kind, source = measure.removesuffix("_score"), self.situation["source"]
        if kind == "recency":
            days = self.order_days(customer) if source == "order" else self.invoice_days(customer)
            ranked = min(((D - day).days for (day,) in self.inside([(day,) for day in days])), default=None)
        else:
            ranked = self.figure(source + {"frequency": "_count", "monetary": "_amount"}[kind], customer) or None
        if ranked is None or (kind != "recency" and self.reaches_too_far(measure)):
            return None if self.reaches_too_far(measure) else 1
        passed = sum(boundary < ranked for boundary in BOUNDARIES[kind])
        return 5 - passed if kind == "recency" else 1 + passed

    def confirmed(self, customer):
        return [order for order in self.orders(customer) if order[2] and order[0] <= D]

    def order_days(self, customer):
        return sorted((order[0] for order in self.confirmed(customer)), reverse=True)

    def measure_order_amount(self, customer):
        return sum(order[1] for order in self.inside(self.confirmed(customer)))

    def measure_order_amount_before(self, customer):
        return self.sum_before(self.confirmed(customer))

    def measure_invoice_amount_before(self, customer):
        return self.sum_before(self.invoices(customer))

    def sum_before(self, rows):
        before = self.bounds_before()
        return sum(row[1] for row in self.inside(rows, before)) if before else 0

    def measure_order_count(self, customer):
        return len(self.inside(self.confirmed(customer)))

    def measure_order_average(self, customer):
        count = self.measure_order_count(customer)
        return self.measure_order_amount(customer) / count if count else None

    def measure_order_product_count(self, customer):
        return len({product for order in self.inside(self.confirmed(customer)) for product in order[3]})

    def measure_active_months(self, customer):
        return len({(order[0].year, order[0].month) for order in self.inside(self.confirmed(customer))})

    def measure_days_since_last_order(self, customer):
        days = self.order_days(customer)
        return (D - days[0]).days if days else None

    def measure_days_since_first_order(self, customer):
        days = self.order_days(customer)
        return (D - days[-1]).days if days else None

    def measure_order_gap_days(self, customer):
        return next(((last - former).days for last, former in pairwise(self.order_days(customer))), None)

    def measure_order_growth(self, customer):
        former = self.sum_before(self.confirmed(customer))
        return 100 * (self.measure_order_amount(customer) - former) / former if former else None

    def measure_invoice_gap_days(self, customer):
        days = sorted(self.invoice_days(customer), reverse=True)
        return (days[0] - days[1]).days if len(days) > 1 else None

    def measure_quotation_count(self, customer):
        return len(self.inside(self.orders(customer)))

    def measure_quotation_conversion(self, customer):
        offered = self.inside(self.orders(customer))
        return Decimal(100) * sum(order[2] for order in offered) / len(offered) if offered else None

    def measure_invoice_amount(self, customer):
        return sum(invoice[1] for invoice in self.inside(self.invoices(customer)))

    def measure_invoice_count(self, customer):
        return sum(invoice[2] for invoice in self.inside(self.invoices(customer)))

    def invoice_days(self, customer):
        return [invoice[0] for invoice in self.invoices(customer) if invoice[2] and invoice[0] <= D]

    def measure_days_since_last_invoice(self, customer):
        return min(((D - day).days for day in self.invoice_days(customer)), default=None)

    def measure_days_since_first_invoice(self, customer):
        return max(((D - day).days for day in self.invoice_days(customer)), default=None)

    def measure_invoice_growth(self, customer):
        former = self.sum_before(self.invoices(customer))
        return 100 * (self.measure_invoice_amount(customer) - former) / former if former else None

    def measure_credit_note_rate(self, customer):
        found = self.inside(self.invoices(customer))
        invoiced = sum(amount for _day, amount, is_invoice in found if is_invoice)
        credited = -sum(amount for _day, amount, is_invoice in found if not is_invoice)
        return 100 * credited / invoiced if invoiced else None

    def measure_payment_amount(self, customer):
        return sum(amount for _day, amount in self.inside(self.payments(customer)))

    def measure_receivable_amount(self, customer):
        return sum(item[1] for item in self.items(customer) if item[0] <= D)

    def overdue(self, customer):
        return [item for item in self.items(customer) if item[0] <= D and item[4] and item[1] > 0 and item[2] < D]

    def measure_overdue_amount(self, customer):
        return sum(item[1] for item in self.overdue(customer))

    def measure_overdue_days(self, customer):
        return max(((D - item[2]).days for item in self.overdue(customer)), default=0)

    def measure_payment_delay_days(self, customer):
        delays = []
        for _day, amount, due, paid, is_invoice in self.inside(self.items(customer)):
            if is_invoice and amount == 0 and paid:
                delays.append((paid - due).days)
            elif is_invoice and amount != 0 and due < D:
                delays.append((D - due).days)
        return Decimal(sum(delays)) / len(delays) if delays else None

    def measure_satisfaction(self, customer):
        found = [rating for _day, rating in self.inside(self.ratings(customer))]
        return sum(found) / len(found) if found else None

    def measure_rating_count(self, customer):
        return len(self.inside(self.ratings(customer)))

    def measure_opportunity_count(self, customer):
        return len(self.inside(self.opportunities(customer)))

    def measure_opportunity_revenue(self, customer):
        return sum(amount for _day, amount in self.inside(self.opportunities(customer)))

    def measure_days_since_contact(self, customer):
        return min(((D - day).days for (day,) in self.contacts(customer) if day <= D), default=None)

    def measure_days_since_created(self, customer):
        """Of a group, since its first company was created."""
        created = [self.day(c.create_date) for c in self.case.customers if self.decisive(c) == customer]
        return max(((D - day).days for day in created if day <= D), default=None)
