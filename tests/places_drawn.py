"""What hypothesis draws for the world in which each place is asked."""

from hypothesis import strategies as st

CUSTOMERS = 4
SELLERS = ("seller", "colleague")
INVOICED = (("out_invoice", 100), ("out_invoice", 33.33), ("out_refund", 30))

orders = st.fixed_dictionaries(
    {
        "customer": st.integers(0, CUSTOMERS - 1),
        "by_contact": st.booleans(),
        "days_ago": st.sampled_from([0, 1, 20, 40, 364, 365, 366, 400]),
        "hour": st.sampled_from([1, 15, 16, 23]),
        "amount": st.sampled_from([100, 33.33, 0.05, 2500]),
        "taxed": st.booleans(),
        "state": st.sampled_from(["sale", "sale", "sale", "draft", "cancel", "cart"]),
        "company": st.integers(0, 1),
        "by": st.integers(0, 1),
    }
)
people = st.fixed_dictionaries(
    {
        "salesperson": st.sampled_from([*SELLERS, None]),
        "company": st.sampled_from([None, None, 0, 1]),
        "archived": st.sampled_from([False, False, False, True]),
        "category": st.sampled_from([0, 1, 2, None]),
        "pin": st.sampled_from([None, -1, 0, 1]),  # days from today to the last day on which it holds
        "ratings": st.lists(st.sampled_from([1, 2, 4, 5]), max_size=3),
    }
)
invoices = st.fixed_dictionaries(
    {
        "customer": st.integers(0, CUSTOMERS - 1),
        "by_contact": st.booleans(),
        "days_ago": st.sampled_from([0, 20, 40, 364, 366]),
    }
)
worlds = st.fixed_dictionaries(
    {
        "customers": st.lists(people, min_size=CUSTOMERS, max_size=CUSTOMERS),
        "orders": st.lists(orders, max_size=6),
        "invoices": st.lists(invoices, max_size=len(INVOICED)),
        "employers": st.dictionaries(st.integers(0, CUSTOMERS - 1), st.integers(0, CUSTOMERS - 1), max_size=2),
        "group": st.sampled_from([False, False, True]),  # of the first two customers
        "undone": st.booleans(),
        "taxed": st.booleans(),
        "since": st.sampled_from([None, None, None, 60]),
        "period": st.sampled_from(["months_12", "months_12", "last_month", "this_year"]),
        "who": st.sampled_from(["seller", "colleague", "manager", "elsewhere", "two", "everywhere"]),
        "files": st.sampled_from([False, False, False, True]),  # ask the places that take long, too
    }
)
