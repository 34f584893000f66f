"""The minutes of the reviews of a scheme's standards: when, who, what was looked at, what was decided and why."""

from contextlib import contextmanager

from ..dataset import Column, Row, Table
from ..parts import finish

REVIEW = "customer.classification.review"


@contextmanager
def review_minutes(inquiry):
    """Give the dataset for as long as the context lasts."""
    env, parameters = inquiry.reader, inquiry.parameters
    reviews = env[REVIEW].search(
        [
            ("scheme_id", "=", inquiry.scheme.id),
            ("day", ">=", parameters.first_day),
            ("day", "<=", parameters.last_day),
        ],
        order="day, id",
    )
    env[REVIEW]._check_sees(inquiry.scheme)
    yield finish(
        inquiry,
        "review_minutes",
        tables=(_reviews(env, reviews), _categories(env, reviews), _thresholds(env, reviews)),
        facts=(),
    )


def _reviews(env, reviews) -> Table:
    columns = (
        Column("day", env._("Day"), "date", 11),
        Column("responsible", env._("Responsible"), width=12),
        Column("customers", env._("Customers"), "integer", 10),
        Column("moved", env._("Moved since"), "integer", 10),
        Column("near", env._("Near a threshold"), "integer", 10),
        Column("contradicted", env._("Chosen by people against the rules"), "integer", 12),
        Column("outcome", env._("Outcome"), width=24),
        Column("reason", env._("Reason"), width=36),
        Column("decided", env._("Reviewed by"), width=12),
        Column("approved", env._("Approved by"), width=12),
    )
    states = dict(env[REVIEW]._fields["state"]._description_selection(env))
    rows = [
        Row(
            (
                review.day,
                review.user_id.name,
                review.customer_count,
                review.moved_count,
                review.near_count,
                len((review.findings or {}).get("contradicted", [])),
                review._outcome_text() if review.state == "done" else states[review.state],
                review.reason or None,
                review.decided_by_id.name or None,
                review.approved_by_id.name or None,
            )
        )
        for review in reviews
    ]
    empty = env._("No review in this period.")
    return Table("reviews", env._("Reviews"), columns, rows, len(rows), empty=empty)


def _categories(env, reviews) -> Table:
    columns = (
        Column("day", env._("Day"), "date", 11),
        Column("category", env._("Category"), width=30),
        Column("customers", env._("Customers"), "integer", 10),
        Column("sales", env._("Sales, 12 months"), "money", 15),
        Column("remark", env._("Remark"), width=40),
    )
    rows = [
        Row((review.day, review._category_name(row["category"]), row["customers"], row["sales"], review._remark(row)))
        for review in reviews
        for row in (review.findings or {}).get("categories", [])
    ]
    return Table("categories", env._("Customers by category"), columns, rows, len(rows), empty=env._("Nothing."))


def _thresholds(env, reviews) -> Table:
    columns = (
        Column("day", env._("Day"), "date", 11),
        Column("threshold", env._("Threshold"), width=50),
        Column("reached", env._("Reached by"), "integer", 10),
        Column("near", env._("At most 10 % away"), "integer", 12),
        Column("share", env._("Share of sales"), "percent", 10),
    )
    rows = [
        Row(
            (
                review.day,
                review._condition_name(row["condition"]),
                row["reached"],
                row["near"],
                None if row["share"] is None else row["share"] / 100,
            )
        )
        for review in reviews
        for row in (review.findings or {}).get("thresholds", [])
    ]
    return Table("thresholds", env._("Thresholds"), columns, rows, len(rows), empty=env._("Nothing."))
