"""Likely duplicates among all customers of a database: SQL and the judge, without models.

What is compared of each customer stands in a table: who is new or changed since is split anew, the others are not
looked at again. Keys that two customers share bring them together, in PostgreSQL; the judge decides on each such pair.
"""

from hashlib import blake2b

from odoo.tools import SQL

from . import finder
from .judge import Judge, Record
from .vocabulary import LONGEST_TRADE, Vocabulary, fewest_names

# field of a customer → what the judge calls it
COLUMNS = {
    "id": "id",
    "name": "name",
    "ref": "code",
    "vat": "tax_id",
    "phone": "phone",
    "email": "email",
    "city": "city",
    "street": "street",
    "website": "website",
}
NO_TAX_ID = "/"  # Odoo's sign for a customer without one
WAY = "1"  # another one whenever names are split or keys are made in another way: all are compared again
TABLE = SQL("customer_classification_comparable")
# Customers and who may become one: whoever is a contact of somebody, a user or one of our companies is none of its own.
INDEPENDENT = SQL(
    """SELECT partner.* FROM res_partner partner
        WHERE partner.active AND partner.parent_id IS NULL
          AND partner.id NOT IN (SELECT partner_id FROM res_users UNION SELECT partner_id FROM res_company)"""
)
TEXTS = SQL(", ").join(SQL.identifier("partner", name) for name in [*COLUMNS, "company_id"])


class Comparing:
    """One search for duplicates.

    :param env: with all rights, all of whose values are in the database
    """

    def __init__(self, env):
        self.env = env
        self.companies = {}  # customer → their company, of those who were read
        self._records = {}
        self._vocabulary = None

    # Who is compared --------------------------------------------------------------------------------------------------

    def refresh(self) -> list[int]:
        """Note who came, went and changed; return whom nobody has compared with the others since."""
        self.env.cr.execute(
            SQL("DELETE FROM %s WHERE partner_id NOT IN (SELECT id FROM (%s) independent)", TABLE, INDEPENDENT)
        )
        self.env.cr.execute(
            SQL(
                """
                -- One row an independent contact; whoever is as they were must not be written.
                INSERT INTO %(table)s AS kept (partner_id, texts, is_judged)
                SELECT partner.id, MD5(%(way)s || ROW(%(texts)s)::text), FALSE
                  FROM (%(independent)s) partner
                    ON CONFLICT (partner_id) DO UPDATE
                   SET texts = excluded.texts, core = NULL, keys = NULL, is_judged = FALSE
                 WHERE kept.texts IS DISTINCT FROM excluded.texts
                """,
                table=TABLE,
                way=WAY,
                texts=TEXTS,
                independent=INDEPENDENT,
            )
        )
        rows = self.env.execute_query(SQL("SELECT partner_id FROM %s WHERE NOT is_judged ORDER BY 1", TABLE))
        return [partner_id for (partner_id,) in rows]

    def without_keys(self) -> list[int]:
        """Who has to be learned from and given keys yet."""
        rows = self.env.execute_query(SQL("SELECT partner_id FROM %s WHERE keys IS NULL ORDER BY 1", TABLE))
        return [partner_id for (partner_id,) in rows]

    def learn(self, ids) -> None:
        """Keep what the names of these customers tell of trades."""
        places = Vocabulary(((None, city) for city in self._cities()), trades=())
        rows = self.env.execute_query(SQL("SELECT id, name FROM res_partner WHERE id = ANY(%s)", ids))
        self._write("core", [(partner_id, places.telling_core(name)) for partner_id, name in rows], SQL("text"))

    def give_keys(self, ids, keep=False) -> None:
        """Keep the keys of these customers; and with ``keep`` their records, to be judged by this object soon."""
        records = self._read(ids)
        self._write(
            "keys",
            [(record.id, f"{{{','.join(map(str, _numbers(record)))}}}") for record in records],
            SQL("bigint[]"),
        )
        if keep:
            self._records.update((record.id, record) for record in records)

    def remember(self, ids) -> None:
        """Note that these customers were compared with all others."""
        self.env.cr.execute(SQL("UPDATE %s SET is_judged = TRUE WHERE partner_id = ANY(%s)", TABLE, ids))

    def _write(self, column, rows, kind) -> None:
        ids, values = zip(*rows, strict=True) if rows else ((), ())
        self.env.cr.execute(
            SQL(
                """UPDATE %s kept SET %s = given.value::%s
                     FROM UNNEST(%s::int[], %s::text[]) given(partner_id, value)
                    WHERE given.partner_id = kept.partner_id""",
                TABLE,
                SQL.identifier(column),
                kind,
                list(ids),
                list(values),
            )
        )

    # Pairs ------------------------------------------------------------------------------------------------------------

    def pairs(self, about=None, may_stand=lambda _one, _other: True) -> list:
        """The likely duplicates as (record, record, verdict), of whom the former has the smaller id.

        :param about: ids; only pairs with one of them, all if None
        :param may_stand: whether a pair of ids may be proposed at all
        """
        return self.settled(self.judged_same(self.candidates(about), may_stand), about, may_stand)

    def settled(self, found, about, may_stand) -> list:
        """Those of the pairs that were found about some customers, or about all, that may stand beside each other."""
        if about is None:
            return finder.without_contradictions(found)
        # Whoever has no tax ID is like one other at most: what else they are like is to be known first.
        about = set(about)
        loose = {record.id for pair in found for record in pair[:2] if not record.tax} - about
        if loose:
            seen = {(one.id, other.id) for one, other, _verdict in found}
            more = [pair for pair in self.candidates(loose) if pair not in seen]
            found = found + self.judged_same(more, may_stand)
        kept = finder.without_contradictions(found)
        return [pair for pair in kept if pair[0].id in about or pair[1].id in about]

    def like(self, rows, company_id, may_stand=lambda _one, _other: True) -> list:
        """Who is likely the same as somebody who is in no database yet, as :meth:`pairs`.

        :param rows: as ``Record.of`` takes them, each with a number below zero as ``id``
        :param company_id: whose customers they will be
        """
        self._records.update((row["id"], Record.of(row, self.vocabulary)) for row in rows)
        self.companies.update((row["id"], company_id) for row in rows)
        given = [(row["id"], number) for row in rows for number in _numbers(self._records[row["id"]])]
        candidates = self.candidates({row["id"] for row in rows}, given)
        return finder.without_contradictions(self.judged_same(candidates, may_stand))

    def judged_same(self, candidates, may_stand) -> list:
        """Those of the pairs of ids who are likely one, as :meth:`pairs`."""
        wanted = {partner_id for pair in candidates for partner_id in pair if partner_id > 0} - self._records.keys()
        self._records.update((record.id, record) for record in self._read(list(wanted)))
        judge, found = Judge(self.vocabulary), []
        for one, other in candidates:
            if one in self._records and other in self._records and may_stand(one, other):
                verdict = judge.judge(self._records[one], self._records[other])
                if verdict.same:
                    found.append((self._records[one], self._records[other], verdict))
        return found

    def candidates(self, about, given=()) -> list[tuple[int, int]]:
        """Pairs of ids, one of them in ``about`` unless that is None, with a key in common that few enough have.

        :param given: (number, key) of those who are in no database
        """
        mine = SQL("keyed") if about is None else SQL("(SELECT * FROM keyed WHERE partner_id = ANY(%s))", list(about))
        return self.env.execute_query(
            SQL(
                """
                -- One row a pair. Keys that very many share must not bring anybody together.
                WITH keyed AS MATERIALIZED (
                    SELECT partner_id, UNNEST(keys) AS key FROM %(table)s
                     UNION ALL SELECT * FROM UNNEST(%(numbers)s::int[], %(keys)s::bigint[])
                ), block AS (
                    SELECT key FROM keyed WHERE key IN (SELECT key FROM %(mine)s mine)
                     GROUP BY key HAVING COUNT(*) BETWEEN 2 AND %(most)s
                )
                SELECT DISTINCT LEAST(mine.partner_id, other.partner_id), GREATEST(mine.partner_id, other.partner_id)
                  FROM block JOIN %(mine)s mine USING (key) JOIN keyed other USING (key)
                 WHERE mine.partner_id != other.partner_id
                 ORDER BY 1, 2
                """,
                table=TABLE,
                mine=mine,
                most=finder.MOST_IN_A_BLOCK,
                numbers=[number for number, _key in given],
                keys=[key for _number, key in given],
            )
        )

    # Words ------------------------------------------------------------------------------------------------------------

    @property
    def vocabulary(self) -> Vocabulary:
        """The places and trades of all customers, once all have been learned from."""
        if self._vocabulary is None:
            self._vocabulary = Vocabulary(((None, city) for city in self._cities()), trades=self._trades())
        return self._vocabulary

    def _cities(self) -> list[str]:
        rows = self.env.execute_query(
            SQL(
                "SELECT DISTINCT partner.city FROM %s kept JOIN res_partner partner ON partner.id = kept.partner_id",
                TABLE,
            )
        )
        return [city for (city,) in rows if city]

    def _trades(self) -> list[str]:
        """What many names end with."""
        rows = self.env.execute_query(
            SQL(
                """SELECT RIGHT(core, length) AS ending, COUNT(*), COUNT(*) OVER ()
                     FROM %s, generate_series(2, LEAST(%s, LENGTH(core) - 2)) length
                    WHERE core != ''
                    GROUP BY 1""",
                TABLE,
                LONGEST_TRADE,
            )
        )
        return [ending for ending, number, endings in rows if number >= fewest_names(endings)]

    def _read(self, ids) -> list[Record]:
        """The records of these customers, and their companies."""
        rows = self.env.execute_query(
            SQL("SELECT %s FROM res_partner partner WHERE partner.id = ANY(%s)", TEXTS, list(ids))
        )
        records = []
        for *texts, company_id in rows:
            row = dict(zip(COLUMNS.values(), texts, strict=True))
            row["tax_id"] = "" if row["tax_id"] == NO_TAX_ID else row["tax_id"]
            self.companies[row["id"]] = company_id
            records.append(Record.of(row, self.vocabulary))
        return records


def _numbers(record) -> set[int]:
    """A number for each key of a record, the same on any day."""
    return {
        int.from_bytes(blake2b("\t".join(key).encode(), digest_size=8).digest(), "big", signed=True)
        for key in finder.keys(record)
    }
