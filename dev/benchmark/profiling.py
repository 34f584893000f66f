"""Where the time goes: each statement with how often and how long, and how often each index was of use."""

import re
import time
from collections import defaultdict
from contextlib import contextmanager

from odoo.sql_db import Cursor
from odoo.tools import SQL

MOST = 25  # statements
WIDTH = 150


@contextmanager
def statements(title: str):
    """Print the statements that are executed inside, those first that take longest."""
    spent = defaultdict(lambda: [0, 0.0])
    plain = Cursor.execute

    def execute(self, query, *args, **kwargs):
        start = time.perf_counter()
        try:
            return plain(self, query, *args, **kwargs)
        finally:
            entry = spent[_shape(query.code if isinstance(query, SQL) else query)]
            entry[0] += 1
            entry[1] += time.perf_counter() - start

    Cursor.execute = execute
    start = time.perf_counter()
    try:
        yield
    finally:
        Cursor.execute = plain
    whole, in_database = time.perf_counter() - start, sum(seconds for _count, seconds in spent.values())
    print(f"\n{title}: {whole:.3f} s, of them {in_database:.3f} s in {sum(n for n, _s in spent.values())} statements")
    for text, (number, seconds) in sorted(spent.items(), key=lambda item: -item[1][1])[:MOST]:
        print(f"  {1000 * seconds:9.1f} ms  {number:5} ×  {text}")


def _shape(text: str) -> str:
    """The statement without comments, numbers of temporary tables, and what does not fit into a line."""
    text = re.sub(r"--.*", "", text)
    return re.sub(r"_\d+\b", "_N", re.sub(r"\s+", " ", text)).strip()[:WIDTH]


def indexes(env):
    """Print how large each index of the tables that runs write is, and how often it was of use in this transaction."""
    rows = env.execute_query(
        SQL(
            """SELECT usage.relname, usage.indexrelname, pg_stat_get_xact_numscans(usage.indexrelid) + usage.idx_scan,
                      pg_size_pretty(pg_relation_size(usage.indexrelid))
                 FROM pg_stat_user_indexes usage
                WHERE usage.relname IN ('customer_classification_assignment', 'customer_classification_change',
                                        'customer_classification_profile', 'customer_classification_run')
                ORDER BY 1, 2"""
        )
    )
    print("\nindexes: scans, size")
    for _table, name, scans, size in rows:
        print(f"  {scans:9}  {size:>9}  {name}")
