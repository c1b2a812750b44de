"""Tables, indexes and locks of PostgreSQL, as one transaction sees them: only what may have changed is read again."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Row, text
from sqlalchemy.engine import Connection

from toolkit.backends.impacts.postgresql_relations import Relation, Relations
from toolkit.backends.sql.naming import names_in
from toolkit.backends.sql.reader import Reader
from toolkit.backends.sql.values import Statement

# A row of a catalog that is changed lies in another place afterwards: so a definition that is changed is known by the
# places of its rows, whatever they say. That is asked only of what is locked already.
_PLACES = " UNION ALL ".join(
    f"SELECT h.oid, '{number}' || x.ctid::text AS place FROM held h JOIN {catalog} x ON x.{column} = h.oid"  # noqa: S608
    for number, (catalog, column) in enumerate(
        (
            ("pg_class", "oid"),
            ("pg_attribute", "attrelid"),
            ("pg_attrdef", "adrelid"),
            ("pg_constraint", "conrelid"),
            ("pg_trigger", "tgrelid"),
            ("pg_index", "indrelid"),
            ("pg_inherits", "inhrelid"),
            ("pg_inherits", "inhparent"),
            ("pg_policy", "polrelid"),
            ("pg_rewrite", "ev_class"),
            ("pg_description", "objoid"),
        )
    )
)
# What is dropped has no row in pg_class any more, but its lock. The counters are those of this transaction. A new
# version of a row has the number of a newer transaction, and one that goes is missed in the count.
_STATE = """
WITH held AS (
    SELECT l.relation AS oid, array_agg(l.mode) AS modes FROM pg_locks l
    WHERE l.pid = pg_backend_pid() AND l.locktype = 'relation' AND l.granted AND l.mode <> 'SIReadLock'
      AND l.database = (SELECT d.oid FROM pg_database d WHERE d.datname = current_database())
      AND CAST(l.relation AS bigint) >= 16384 -- below it are the server's own
    GROUP BY l.relation
), defined AS (
    SELECT p.oid, sum(CAST(hashtext(p.place) AS bigint)) AS places FROM ({places}) p GROUP BY p.oid
), known AS (
    SELECT CAST(c.oid AS bigint) AS oid, c.relkind::text AS kind, c.relname::text AS name,
           CAST(c.relfilenode AS bigint) AS file, CAST(i.indrelid AS bigint) AS home,
           CASE WHEN n.nspname <> coalesce(current_schema(), '') THEN n.nspname::text END AS schema,
           ARRAY(SELECT CAST(h.inhparent AS bigint) FROM pg_inherits h WHERE h.inhrelid = c.oid ORDER BY 1) AS parents,
           coalesce(pg_stat_get_xact_numscans(c.oid), 0) AS scans
    FROM pg_class c
    JOIN pg_namespace n ON n.oid = c.relnamespace
    LEFT JOIN pg_index i ON i.indexrelid = c.oid
    WHERE c.relkind IN ('r', 'p', 'm', 'f', 'i', 'I') AND c.relpersistence <> 't'
      AND n.nspname NOT IN ('pg_catalog', 'pg_toast', 'information_schema') {only}
), told AS (
    SELECT coalesce(k.oid, CAST(h.oid AS bigint)) AS oid, k.kind, k.name, k.schema, k.file, k.home, k.parents, k.scans,
           d.places, coalesce(h.modes, '{{}}') AS modes
    FROM known k FULL JOIN held h ON h.oid = k.oid
    -- No more than an outer join, but one that is never done row by row.
    FULL JOIN defined d ON d.oid = h.oid
), moment AS (
    SELECT (SELECT v.virtualtransaction FROM pg_locks v WHERE v.pid = pg_backend_pid() AND v.locktype = 'virtualxid'
            LIMIT 1) AS transaction,
           current_setting('track_counts') = 'on' AS is_counted,
           concat_ws(' ', current_schema(), (SELECT concat(count(*), ' ', max(CAST(x.xmin::text AS bigint)))
                                             FROM pg_namespace x)) AS names,
           concat_ws(' ', (SELECT concat(count(*), ' ', max(CAST(x.xmin::text AS bigint))) FROM pg_class x),
                     (SELECT concat(count(*), ' ', max(CAST(x.xmin::text AS bigint))) FROM pg_inherits x)) AS version
)
SELECT m.transaction, m.is_counted, m.names, m.version, t.* FROM moment m LEFT JOIN told t ON true
"""
_WHOLE = _STATE.format(places=_PLACES, only="")
# Nothing can be changed without a lock on it, and an index not without one on its table.
_LOCKED = """
      AND c.oid IN (SELECT h.oid FROM held h UNION ALL
                    SELECT y.indexrelid FROM pg_index y JOIN held h ON h.oid = y.indrelid)
"""
_PART = _STATE.format(places=_PLACES, only=_LOCKED)


@dataclass(frozen=True, kw_only=True)
class State:
    """Tables and indexes by their oids, and what this transaction has locked and read."""

    relations: Relations
    held: Mapping[int, Row[Any]]
    """The locks, and where the definition of a table lies."""
    counts: Mapping[int, int]
    """How often something was read in this transaction."""
    transaction: str
    names: str
    """Changes when a schema does, or the default one."""
    version: str
    """Changes when a table or an index does, but for changes of one transaction that follow each other."""
    is_counted: bool

    @property
    def rows(self) -> Mapping[int, Relation]:
        """Tables and indexes."""
        return self.relations.rows

    @property
    def tables(self) -> Mapping[int, Relation]:
        """Without the indexes."""
        return self.relations.tables

    def indexes(self, table: int) -> Sequence[Relation]:
        """Those of a table."""
        return self.relations.indexes(table)

    def files(self, table: int) -> set[int]:
        """Those of its indexes. An index that is kept when a type changes is another one on the same file."""
        return {row.file for row in self.indexes(table) if row.file}

    def modes(self, oid: int) -> frozenset[str]:
        """The locks that this transaction holds on it."""
        return frozenset(self.held[oid].modes) if oid in self.held else frozenset()

    def places(self, oid: int) -> int | None:
        """A number for where its definition lies; None of what is not locked."""
        return self.held[oid].places if oid in self.held else None

    def scans(self, oid: int) -> int:
        """How often it was read in this transaction."""
        return self.counts.get(oid, 0)

    def wholes(self, oid: int) -> set[int]:
        """What it is a part of, or inherits from."""
        found: set[int] = set()
        rest = [oid]
        while rest:
            parents = [whole for whole in self.rows[rest.pop()].parents if whole in self.rows and whole not in found]
            found.update(parents)
            rest += parents
        return found

    def named(self, statement: Statement) -> set[int]:
        """The tables whose names stand in the text."""
        names = names_in(Reader(statement.sql, "postgresql"))
        told = {(name.schema, name.name) for name in names}
        return {oid for oid, row in self.tables.items() if {(row.schema, row.name), (None, row.name)} & told}


@dataclass(kw_only=True)
class States:
    """The states of one database, one after the other; nobody else may change it."""

    _last: State | None = None

    def before(self, connection: Connection) -> State:
        """The state now, whatever was sent since the last one."""
        last = self._last
        if last is None:
            return self._read(connection, None)
        now = _read(connection, _PART, last)
        # What was locked is free again where a part of the transaction was taken back.
        is_behind = now.transaction == last.transaction and any(last.modes(oid) - now.modes(oid) for oid in last.held)
        if is_behind or (now.names, now.version) != (last.names, last.version):
            return self._read(connection, None)
        self._last = now
        return now

    def after(self, connection: Connection) -> State:
        """The state after one statement in the transaction of the last one."""
        return self._read(connection, self._last)

    def anew(self, connection: Connection) -> State:
        """The state, after what leaves no locks."""
        return self._read(connection, None)

    def forget(self) -> None:
        """A statement was refused: what of it stays is not known."""
        self._last = None

    def _read(self, connection: Connection, last: State | None) -> State:
        now = _read(connection, _WHOLE if last is None else _PART, last)
        if last is not None and now.names != last.names:
            now = _read(connection, _WHOLE, None)
        self._last = now
        return now


def _read(connection: Connection, statement: str, last: State | None) -> State:
    first, *others = connection.execute(text(statement)).all()
    found = [row for row in (first, *others) if row.oid is not None]
    counts = dict(last.counts) if last is not None and last.transaction == first.transaction else {}
    return State(
        relations=(Relations() if last is None else last.relations).read_again(found),
        held={row.oid: row for row in found if row.modes},
        counts={**counts, **{row.oid: row.scans for row in found if row.scans}},
        transaction=first.transaction,
        names=first.names,
        version=first.version,
        is_counted=first.is_counted,
    )
