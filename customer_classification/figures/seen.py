"""What was seen: up to which documents, on which day and by which rules something was computed for all customers.

One row for each scheme and for each scope of the kept figures. Where anything on which all customers depend is other
than then, the row is of no use, and everybody is looked at: see :func:`print_of`.
"""

import json
from dataclasses import asdict, dataclass, field
from datetime import date, datetime, timedelta

from odoo.tools import SQL

from . import marks
from .marks import Place

DAYS = 7  # after which everybody is looked at, to be sure that nights miss nobody
CREATE = SQL(
    """CREATE TABLE IF NOT EXISTS customer_classification_seen (
           key text PRIMARY KEY, day date NOT NULL, full_day date NOT NULL, at timestamp NOT NULL, print text NOT NULL,
           snapshot pg_snapshot NOT NULL, transaction xid8 NOT NULL, number bigint NOT NULL, cluster text NOT NULL,
           totals jsonb NOT NULL)"""
)
# numbers of transactions begin anew where a dump is restored elsewhere
CLUSTER = SQL("(SELECT system_identifier::text FROM pg_control_system())")


@dataclass(frozen=True)
class Seen:
    """What was seen.

    :param day: the as-of date
    :param full_day: that of the last time when everybody was looked at
    :param print: what else the result depended on
    :param totals: of a scheme, where everybody was left: ``[{"to": category, "customers": n, "revenue": amount}]``
    """

    key: str
    day: date
    full_day: date
    at: datetime
    print: str
    place: Place
    totals: list = field(default_factory=list)

    def is_due(self, day: date) -> bool:
        """Whether everybody must be looked at again by ``day``."""
        return day >= self.full_day + timedelta(days=DAYS)


def as_json(env, seen: Seen) -> dict:
    """What a dry run keeps, to be read by :func:`of_json`."""
    [(cluster,)] = env.execute_query(SQL("SELECT %s", CLUSTER))
    return {**json.loads(json.dumps(asdict(seen), default=str)), "cluster": cluster}


def of_json(env, kept: dict | None) -> Seen | None:
    """What :func:`as_json` made; None where it is of no use here."""
    [(cluster,)] = env.execute_query(SQL("SELECT %s", CLUSTER))
    if not kept or kept["cluster"] != cluster:
        return None
    days = {name: date.fromisoformat(kept[name]) for name in ("day", "full_day")}
    at, place = datetime.fromisoformat(kept["at"]), Place(**kept["place"])
    return Seen(key=kept["key"], at=at, print=kept["print"], place=place, totals=kept["totals"], **days)


def load(env, keys) -> dict[str, Seen]:
    """What was seen under these keys, in this cluster of databases."""
    rows = env.execute_query(
        SQL(
            """SELECT key, day, full_day, at, print, snapshot::text, transaction::text, number, totals
                 FROM customer_classification_seen WHERE key = ANY(%s) AND cluster = %s""",
            list(keys),
            CLUSTER,
        )
    )
    return {
        key: Seen(key, day, full_day, at, found, Place(*place), totals)
        for key, day, full_day, at, found, *place, totals in rows
    }


def keep(env, seen: Seen):
    """Remember it, in place of what was seen before."""
    env.cr.execute(
        SQL(
            """INSERT INTO customer_classification_seen
                      (key, day, full_day, at, print, snapshot, transaction, number, cluster, totals)
               VALUES (%(key)s, %(day)s, %(full)s, %(at)s, %(print)s, %(snapshot)s::pg_snapshot, %(own)s::xid8,
                       %(number)s, %(cluster)s, %(totals)s)
               ON CONFLICT (key) DO UPDATE
                  SET (day, full_day, at, print, snapshot, transaction, number, cluster, totals)
                    = (EXCLUDED.day, EXCLUDED.full_day, EXCLUDED.at, EXCLUDED.print, EXCLUDED.snapshot,
                       EXCLUDED.transaction, EXCLUDED.number, EXCLUDED.cluster, EXCLUDED.totals)""",
            key=seen.key,
            day=seen.day,
            full=seen.full_day,
            at=seen.at,
            print=seen.print,
            snapshot=seen.place.snapshot,
            own=seen.place.transaction,
            number=seen.place.number,
            cluster=CLUSTER,
            totals=json.dumps(seen.totals),
        )
    )


def forget(env, keys):
    """Everybody will be looked at next time."""
    env.cr.execute(SQL("DELETE FROM customer_classification_seen WHERE key = ANY(%s)", list(keys)))


def forget_others(env, kind: str, keys):
    """The same for all keys that begin with ``kind`` but these."""
    env.cr.execute(
        SQL(
            "DELETE FROM customer_classification_seen WHERE starts_with(key, %s) AND key != ALL(%s)",
            f"{kind} ",
            list(keys),
        )
    )


def sweep(env, today: date):
    """Drop what is too old to be of use, and the marks that nobody needs any more."""
    env.cr.execute(
        SQL("DELETE FROM customer_classification_seen WHERE full_day < %s", today - timedelta(days=2 * DAYS))
    )
    env.cr.execute(
        SQL(
            """DELETE FROM customer_classification_mark WHERE number IN (
                   SELECT mark.number FROM customer_classification_mark mark
                    WHERE NOT EXISTS (SELECT FROM customer_classification_seen seen WHERE NOT %s)
                      FOR UPDATE OF mark SKIP LOCKED)""",
            marks.known("mark", SQL("seen.snapshot"), SQL("seen.transaction"), SQL("seen.number")),
        )
    )


def install(env):
    """Make the table, what is there already stays, and watch the documents."""
    env.cr.execute(CREATE)
    marks.install(env)


def uninstall(env):
    """Watch nothing any more, and forget what was seen."""
    marks.uninstall(env)
    env.cr.execute(SQL("DROP TABLE IF EXISTS customer_classification_seen"))


def print_of(env) -> str:
    """On what all figures depend besides documents and rules: companies, accounts, colleagues, opening figures, and
    which addons are there in which version."""
    [(found,)] = env.execute_query(
        SQL(
            """SELECT md5(concat_ws('|',
                   (SELECT string_agg(company::text, ',' ORDER BY id) FROM res_company company),
                   (SELECT string_agg(id::text, ',' ORDER BY id) FROM account_account
                     WHERE account_type = 'asset_receivable'),
                   (SELECT string_agg(partner_id::text, ',' ORDER BY id) FROM res_users WHERE share IS NOT TRUE),
                   (SELECT string_agg(id || ' ' || (internal IS TRUE), ',' ORDER BY id) FROM mail_message_subtype),
                   (SELECT string_agg(name || latest_version, ',' ORDER BY id) FROM ir_module_module
                     WHERE state = 'installed'),
                   (SELECT COUNT(*) || ' ' || MAX(id) || ' ' || MAX(write_date) FROM customer_classification_opening),
                   (SELECT string_agg(DISTINCT opening.company_id::text, ',')
                      FROM (SELECT DISTINCT company_id FROM customer_classification_opening) opening
                     WHERE EXISTS (
                           SELECT FROM account_move_line line
                             JOIN account_account account ON account.id = line.account_id
                              AND account.account_type = 'asset_receivable'
                            WHERE line.company_id = opening.company_id AND line.parent_state = 'posted'))))"""
        )
    )
    return found
