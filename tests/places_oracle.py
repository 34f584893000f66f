"""What the definitions say: from customer to customer and from document to document, without looking at the engine."""

from collections import defaultdict
from datetime import UTC, timedelta
from zoneinfo import ZoneInfo

from dateutil.relativedelta import relativedelta

from .test_common_visibility import ALL, MANAGER, OWN

COUNTED = (
    "customers",
    "sales",
    "orders",
    "quotations",
    "invoiced",
    "invoices",
    "members",
    "staying",
    "moves",
    "pinned",
)


class Oracle:
    """What a user must find about a scheme.

    :param case: the world, as ``WorldCase.build`` made it
    :param env: the environment of the user
    """

    def __init__(self, case, env, scheme, period):
        self.case, self.env, self.scheme = case, env, scheme
        self.today = scheme._today()
        self.first, self.last = self.days(period)
        self.companies = scheme.company_id or env.companies

    def days(self, period):
        month = self.today.replace(day=1)
        return {
            "months_12": (self.today - relativedelta(months=12) + timedelta(days=1), self.today),
            "last_month": ((month - timedelta(days=1)).replace(day=1), month - timedelta(days=1)),
            "this_year": (self.today.replace(month=1, day=1), self.today),
        }[period]

    @property
    def known(self):
        """Whether documents are complete in the period."""
        since = max(filter(None, self.companies.sudo().mapped("classification_history_since")), default=None)
        return not since or since <= self.first

    def told(self):
        """{category id, False for all who have one, None for who has none: {figure: value}}; those below are counted,
        too.
        """
        every = defaultdict(lambda: {**dict.fromkeys(COUNTED, 0), "marks": []})
        for customer in self.case.customers.sudo():
            category = self.category_of(customer)
            found = self.about(customer, category)
            for place in self.places(category) if found else ():
                for name, value in found.items():
                    every[place][name] += value
        told = {place: self.shown(every[place]) for place in (None, False, *self.scheme.category_ids.ids)}
        told[False]["worth"] = self.worth_of_all()
        return told

    def shown(self, found):
        marks = found.pop("marks")
        unknown = () if self.known else ("sales", "orders", "quotations", "invoiced", "invoices", "staying_sales")
        mean = sum(marks) / len(marks) if marks and self.known else None
        return {**found, "satisfaction": mean, **dict.fromkeys(unknown)}

    def places(self, category):
        """Where a customer is counted: in their category and those above it, and with all who have one."""
        if not category:
            return [None]
        found = [False]
        while category:
            found.append(category.id)
            category = category.parent_id
        return found

    def category_of(self, customer):
        return customer.classification_assignment_ids.filtered(lambda a: a.scheme_id == self.scheme).category_id

    # About one customer

    def about(self, customer, category):
        """What this user sees of a customer in a scheme."""
        if not customer.active or (customer.company_id and customer.company_id not in self.env.companies):
            return {}
        others = customer.company_id and self.scheme.company_id and customer.company_id != self.scheme.company_id
        if others and not category:
            return {}  # no customer of this scheme
        pinned = self.is_pinned(customer)
        found = {"members": 1, "pinned": int(pinned)}
        own = self.env.user.has_group(OWN) and not self.env.user.has_group(ALL) and not self.env.user.has_group(MANAGER)
        if own and customer.user_id not in (self.env.user, self.env.user.browse()):
            return found
        within = [o for o, buyer in self.case.bought.items() if buyer == customer and self.is_within(o)]
        sold = [order for order in within if order.state == "sale"]
        billed = [move for move, (buyer, day) in self.case.billed.items() if buyer == customer and self.counts(day)]
        sales = round(sum(self.worth(order) for order in sold) + 1e-9, 2)
        return {
            **found,
            "customers": 1,
            "sales": sales,
            "orders": len(sold),
            "quotations": len(within),
            "invoiced": round(sum(self.billed(move) for move in billed) + 1e-9, 2),
            "invoices": len([move for move in billed if move.move_type == "out_invoice"]),
            "marks": self.case.marks[customer] if self.last == self.today else [],  # they were given just now
            "staying": int(not others),
            "moves": int((customer, self.scheme) in self.case.moved and self.was_moved_within()),
        }

    def was_moved_within(self):
        """People put customers where they are just now, on the day that it is in the company of these people."""
        return self.first <= self.case.company._classification_today() <= self.last

    def worth_of_all(self):
        """What all whom a run looks at bought, those who leave too; groups count as a whole, with who is archived."""
        company, customers = self.scheme.company_id, self.case.customers.sudo()
        ours = customers.filtered(lambda c: c.active and (not c.company_id or c.company_id == company))
        strays = (customers - ours).filtered(lambda c: c.active and self.category_of(c) and not self.is_pinned(c))
        if self.scheme.customer_level == "group":
            heads = (ours | strays).mapped(lambda c: c.parent_id or c)
            counted = customers.filtered(lambda c: (c.parent_id or c) in heads)
        else:
            counted = ours | strays
        sold = [o for o, buyer in self.case.bought.items() if buyer in counted and o.state == "sale"]
        return sum(self.worth(order) for order in sold if self.is_within(order)) if self.known else None

    def is_pinned(self, customer):
        [assignment] = customer.classification_assignment_ids.filtered(lambda a: a.scheme_id == self.scheme) or [None]
        return bool(
            assignment and assignment.pinned and (not assignment.pinned_until or assignment.pinned_until >= self.today)
        )

    # About one document

    def is_within(self, order):
        zone = ZoneInfo(order.company_id.partner_id.tz)
        day = order.date_order.replace(tzinfo=UTC).astimezone(zone).date()
        return order.company_id in self.companies and self.first <= day <= self.last

    def counts(self, day):
        return self.case.company in self.companies and self.first <= day <= self.last

    def worth(self, order):
        amount = order.amount_total if self.scheme.amount_basis == "taxed" else order.amount_untaxed
        return self.converted(amount / (order.currency_rate or 1), order.company_id)

    def billed(self, move):
        """What an invoice adds; a credit note takes away."""
        amount = move.amount_total if self.scheme.amount_basis == "taxed" else move.amount_untaxed
        return self.converted(amount if move.move_type == "out_invoice" else -amount, move.company_id)

    def converted(self, amount, company):
        own = company.currency_id
        return amount * own._get_conversion_rate(own, self.scheme.currency_id, company, self.last)
