"""The columns of a change that whoever moves a customer fills: the ORM in ``_prepare_change``, the engine in
``moves.change_rows``. What only a later decision about the change fills is none of them."""

COLUMNS = (
    "run_id",
    "partner_id",
    "scheme_id",
    "from_category_id",
    "to_category_id",
    "date",
    "effective_date",
    "origin",
    "rule_id",
    "user_id",
    "salesperson_id",
    "team_id",
    "revenue",
    "evidence",
    "reason",
    "state",
)


def complete(**values) -> dict:
    """The values of all columns, empty where none is given.

    :raises ValueError: a column is none that a move fills
    """
    if unknown := values.keys() - set(COLUMNS):
        raise ValueError(f"No column of a change: {', '.join(sorted(unknown))}.")
    return {name: values.get(name) for name in COLUMNS}
