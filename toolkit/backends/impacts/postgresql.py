"""What PostgreSQL does for a statement: it is told by the locks, the files and the counters that it leaves."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager, nullcontext, suppress
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from sqlalchemy import Row, text
from sqlalchemy.engine import Connection
from sqlalchemy.exc import DBAPIError

from toolkit.backends.impacts.base import Send
from toolkit.backends.sessions.postgresql import state_of
from toolkit.backends.sql.naming import names_in
from toolkit.backends.sql.reader import Reader
from toolkit.backends.sql.values import Kind, RowsRemoved, Statement
from toolkit.impact import Blocks, Impact, TableImpact, Work

# https://www.postgresql.org/docs/current/explicit-locking.html#LOCKING-TABLES : from the weakest on.
_MODES = (
    "AccessShareLock",
    "RowShareLock",
    "RowExclusiveLock",
    "ShareUpdateExclusiveLock",
    "ShareLock",
    "ShareRowExclusiveLock",
    "ExclusiveLock",
    "AccessExclusiveLock",
)
_READING = _MODES[:2]
_CHANGING, _DEFINING, _SHARE, _EXCLUSIVE = _MODES[2], _MODES[3], _MODES[4], _MODES[-1]
_WORKS = tuple(Work)

# A row of a catalog that is changed lies in another place afterwards: so a definition that is changed is known by the
# places of its rows, whatever they say. That is asked only of what is locked already.
_PLACES = "concat_ws(' ', c.ctid, {})".format(
    ", ".join(
        f"ARRAY(SELECT x.ctid FROM {catalog} x WHERE x.{column} = c.oid ORDER BY 1)"  # noqa: S608
        for catalog, column in (
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
# What is dropped has no row in pg_class any more, but its lock. The counters are those of this transaction.
_STATE = f"""
WITH held AS (
    SELECT CAST(l.relation AS bigint) AS oid, array_agg(l.mode) AS modes FROM pg_locks l
    WHERE l.pid = pg_backend_pid() AND l.locktype = 'relation' AND l.granted AND l.mode <> 'SIReadLock'
      AND l.database = (SELECT d.oid FROM pg_database d WHERE d.datname = current_database())
    GROUP BY l.relation
), known AS (
    SELECT CAST(c.oid AS bigint) AS oid, c.relkind::text AS kind, c.relname::text AS name,
           CAST(c.relfilenode AS bigint) AS file, CAST(i.indrelid AS bigint) AS home,
           CASE WHEN n.nspname <> coalesce(current_schema(), '') THEN n.nspname::text END AS schema,
           ARRAY(SELECT CAST(h.inhparent AS bigint) FROM pg_inherits h WHERE h.inhrelid = c.oid ORDER BY 1) AS parents,
           coalesce(pg_stat_get_xact_numscans(c.oid), 0) AS scans,
           CASE WHEN c.oid IN (SELECT oid FROM held) AND i.indrelid IS NULL THEN {_PLACES} END AS places
    FROM pg_class c
    JOIN pg_namespace n ON n.oid = c.relnamespace
    LEFT JOIN pg_index i ON i.indexrelid = c.oid
    WHERE c.relkind IN ('r', 'p', 'm', 'f', 'i', 'I') AND c.relpersistence <> 't'
      AND n.nspname NOT IN ('pg_catalog', 'pg_toast', 'information_schema')
)
SELECT coalesce(k.oid, h.oid) AS oid, k.kind, k.name, k.schema, k.file, k.home, k.parents, k.scans, k.places,
       coalesce(h.modes, '{{}}') AS modes, current_setting('track_counts') = 'on' AS is_counted
FROM known k FULL JOIN held h ON h.oid = k.oid
"""  # noqa: S608  the names of catalogs

# https://www.postgresql.org/docs/current/errcodes-appendix.html : active SQL transaction, invalid termination of one.
_NOT_INSIDE = frozenset({"25001", "2D000"})
_CONCURRENTLY = re.compile(r"\bCONCURRENTLY\b", re.IGNORECASE)


class PostgreSQLImpacts:
    """PostgreSQL, and servers that speak as it does.

    Exact where the statement is the first in its transaction. A lock that an earlier one of the same transaction took
    is not taken again; what is touched under it is then told with the strongest lock that the transaction has there,
    which is what others wait for meanwhile. In autocommit, what may run in a transaction gets one of its own.
    """

    def observe(self, connection: Connection, statement: Statement, send: Send) -> Impact:
        if statement.kind is Kind.TRANSACTION:
            send(statement.sql)
            return Impact()
        if statement.alone:
            return _observe_outside(connection, statement, send)
        is_autocommit = bool(getattr(connection.connection.dbapi_connection, "autocommit", False))
        try:
            with _own_transaction(connection) if is_autocommit else nullcontext():
                before = _state(connection)
                send(statement.sql)
                after = _state(connection)
        except DBAPIError as error:
            # A procedure that commits, say: its text does not show it.
            if not is_autocommit or state_of(error) not in _NOT_INSIDE:
                raise
            return _observe_outside(connection, statement, send)
        return Impact(tables=tuple(_Transition(before=before, after=after, statement=statement).told()))

    def with_clause(self, sql: str, clause: str) -> str:
        # The server has no such clause.
        return sql


@dataclass(frozen=True, kw_only=True)
class _State:
    """Tables, indexes and whatever is locked, by their oids."""

    rows: Mapping[int, Row[Any]]

    @cached_property
    def tables(self) -> dict[int, Row[Any]]:
        return {oid: row for oid, row in self.rows.items() if row.kind is not None and row.home is None}

    @cached_property
    def _indexes(self) -> Mapping[int, list[Row[Any]]]:
        found = defaultdict[int, list[Row[Any]]](list)
        for row in self.rows.values():
            if row.home is not None:
                found[row.home].append(row)
        return found

    def indexes(self, table: int) -> Sequence[Row[Any]]:
        return self._indexes.get(table, ())

    def files(self, table: int) -> set[int]:
        """Those of its indexes. An index that is kept when a type changes is another one on the same file."""
        return {row.file for row in self.indexes(table) if row.file}

    def modes(self, oid: int) -> frozenset[str]:
        """The locks that this transaction holds on it."""
        return frozenset(self.rows[oid].modes) if oid in self.rows else frozenset()

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


def _state(connection: Connection) -> _State:
    return _State(rows={row.oid: row for row in connection.execute(text(_STATE))})


@contextmanager
def _own_transaction(connection: Connection) -> Iterator[None]:
    connection.exec_driver_sql("BEGIN")
    try:
        yield
    except BaseException:
        with suppress(Exception):
            connection.exec_driver_sql("ROLLBACK")
        raise
    connection.exec_driver_sql("COMMIT")


@dataclass(frozen=True, kw_only=True)
class _Transition:
    """The server before and after a statement, within one transaction."""

    before: _State
    after: _State
    statement: Statement

    def told(self) -> Iterator[TableImpact]:
        """What is locked beyond reading, or worked on."""
        for oid, work in self._works().items():
            lock, is_closed = self._lock(oid, work), self._is_index_closed(oid)
            if work is not Work.NONE or _is_beyond_reading(lock) or is_closed:
                yield _impact(self.before.rows[oid], work, lock, is_closed=is_closed)

    def _works(self) -> dict[int, Work]:
        works = {oid: self._work(oid) for oid in self.before.tables}
        if self.statement.kind is Kind.DEFINITION and Work.SCAN in works.values():
            # A foreign key is checked by a query: as long as it reads the one table, it keeps the other.
            works |= {oid: Work.SCAN for oid, work in works.items() if work is Work.NONE and self._is_queried(oid)}
        for oid, work in list(works.items()):
            # Who comes by way of the whole waits for what is done to a part.
            for whole in self.before.wholes(oid) if work is not Work.NONE else ():
                if self.before.rows[whole].kind == "p" and _is_beyond_reading(_strongest(self.after.modes(whole))):
                    works[whole] = max(works[whole], work, key=_WORKS.index)
        return works

    def _work(self, oid: int) -> Work:
        was, now = self.before.rows[oid], self.after.tables.get(oid)
        if now is None or self._truncates:
            return Work.NONE
        if was.file != now.file:
            return Work.REWRITE
        if self._changes_rows(oid):
            return Work.ROWS
        if self.after.files(oid) - self.before.files(oid):
            return Work.INDEX
        return Work.SCAN if self._scans(oid) else Work.NONE

    def _lock(self, oid: int, work: Work) -> str | None:
        new = _strongest(self._new(oid))
        if self._truncates and oid in self._named:
            return _strongest(self.after.modes(oid))
        if self.statement.kind is Kind.CHANGE:
            return _strongest({new or _CHANGING, _CHANGING}) if work is Work.ROWS else new
        is_touched = work is not Work.NONE or _is_beyond_reading(new) or self._is_defined_anew(oid)
        # Which of the locks that were held it needed besides cannot be seen.
        return _strongest(self.after.modes(oid)) if is_touched else new

    def _new(self, oid: int) -> frozenset[str]:
        return self.after.modes(oid) - self.before.modes(oid)

    def _is_defined_anew(self, oid: int) -> bool:
        was, now = self.before.rows[oid], self.after.tables.get(oid)
        return was.places is not None and (now is None or was.places != now.places)

    @cached_property
    def _truncates(self) -> bool:
        """Whether it gives tables and indexes new files, and writes nothing into them."""
        return any(isinstance(effect, RowsRemoved) and effect.truncates for effect in self.statement.effects)

    def _changes_rows(self, oid: int) -> bool:
        if _CHANGING in self._new(oid):
            return True
        is_hidden = self.statement.kind is Kind.CHANGE and _CHANGING in self.before.modes(oid)
        return is_hidden and not self._named.isdisjoint({oid, *self.before.wholes(oid)})

    @cached_property
    def _named(self) -> set[int]:
        return self.before.named(self.statement)

    def _is_queried(self, oid: int) -> bool:
        new = self._new(oid)
        return not new.isdisjoint(_READING) and new != {_READING[0]}

    def _scans(self, oid: int) -> bool:
        """Whether the rows were read. Where that is not counted, any definition may have done it."""
        is_definition = self.statement.kind is Kind.DEFINITION
        if is_definition and not self.after.rows[oid].is_counted:
            return _strength(_strongest(self._new(oid))) >= _strength(_DEFINING)
        # A change looks single rows up in the indexes of other tables, for their foreign keys.
        parts = [*(self._lasting_indexes(oid) if is_definition else ()), (self.before.rows[oid], self.after.rows[oid])]
        return any(was.scans != now.scans for was, now in parts)

    def _is_index_closed(self, oid: int) -> bool:
        """Whether an index that was there, and stays, is kept from everybody.

        https://www.postgresql.org/docs/current/sql-reindex.html : whoever plans a query locks all indexes of the table.
        """
        return any(
            _EXCLUSIVE in now.modes and (_EXCLUSIVE not in was.modes or was.file != now.file)
            for was, now in self._lasting_indexes(oid)
        )

    def _lasting_indexes(self, oid: int) -> list[tuple[Row[Any], Row[Any]]]:
        rows = self.after.rows
        found = self.before.indexes(oid)
        return [(was, rows[was.oid]) for was in found if was.oid in rows and rows[was.oid].kind is not None]


def _observe_outside(connection: Connection, statement: Statement, send: Send) -> Impact:
    """Its locks are gone when it has ended: they are told as they are documented."""
    before = _state(connection)
    send(statement.sql)
    outside = _Outside(before=before, after=_state(connection), statement=statement)
    found = [(table, outside.answer(oid)) for oid, table in before.tables.items()]
    return Impact(tables=tuple(_impact(table, *answer) for table, answer in found if answer is not None))


@dataclass(frozen=True, kw_only=True)
class _Outside:
    """The server before and after a statement that is not in a transaction."""

    before: _State
    after: _State
    statement: Statement

    def answer(self, oid: int) -> tuple[Work, str] | None:
        """What was done to a table, and under which lock."""
        was, now = self.before.rows[oid], self.after.tables.get(oid)
        if now is None:
            return Work.NONE, _EXCLUSIVE
        # https://www.postgresql.org/docs/current/sql-vacuum.html and sql-cluster.html : VACUUM FULL and CLUSTER.
        if was.file != now.file:
            return Work.REWRITE, _EXCLUSIVE
        return self._of_indexes(oid) or self._of_partitions(oid) or self._of_vacuum(oid)

    def _of_indexes(self, oid: int) -> tuple[Work, str] | None:
        # https://www.postgresql.org/docs/current/sql-createindex.html#SQL-CREATEINDEX-CONCURRENTLY , sql-dropindex.html
        # and sql-reindex.html : SHARE UPDATE EXCLUSIVE, so others go on; a REINDEX that is not concurrent takes SHARE.
        lock = _DEFINING if _CONCURRENTLY.search(self.statement.sql) else _SHARE
        was, now = self.before.files(oid), self.after.files(oid)
        if was == now:
            return None
        return Work.INDEX if now - was else Work.NONE, lock

    def _of_partitions(self, oid: int) -> tuple[Work, str] | None:
        # https://www.postgresql.org/docs/current/sql-altertable.html#SQL-ALTERTABLE-DETACH-PARTITION : in its last
        # moment ACCESS EXCLUSIVE on the partition, and SHARE UPDATE EXCLUSIVE on the whole all the time.
        if oid in self._detached:
            return Work.NONE, _EXCLUSIVE
        is_whole = any(oid in self.before.rows[part].parents for part in self._detached)
        return (Work.NONE, _DEFINING) if is_whole else None

    @cached_property
    def _detached(self) -> list[int]:
        tables = self.after.tables
        return [oid for oid, was in self.before.tables.items() if oid in tables and was.parents != tables[oid].parents]

    def _of_vacuum(self, oid: int) -> tuple[Work, str] | None:
        # https://www.postgresql.org/docs/current/sql-vacuum.html : it takes all tables where it names none.
        is_chosen = self._is_vacuum and (oid in self._named or not self._named)
        return (Work.SCAN, _DEFINING) if is_chosen else None

    @cached_property
    def _is_vacuum(self) -> bool:
        return Reader(self.statement.sql, "postgresql").word == "VACUUM"

    @cached_property
    def _named(self) -> set[int]:
        return self.before.named(self.statement)


def _impact(table: Row[Any], work: Work, lock: str | None, *, is_closed: bool = False) -> TableImpact:
    if is_closed or lock == _EXCLUSIVE:
        blocks = Blocks.EVERYTHING
    else:
        blocks = Blocks.WRITES if _strength(lock) >= _strength(_SHARE) else Blocks.NOTHING
    # Its own lock, or else that of its index.
    told = _EXCLUSIVE if is_closed and not _is_beyond_reading(lock) else lock
    return TableImpact(schema=table.schema, name=table.name, work=work, blocks=blocks, lock=told)


def _is_beyond_reading(mode: str | None) -> bool:
    return mode is not None and mode not in _READING


def _strength(mode: str | None) -> int:
    return -1 if mode is None else _MODES.index(mode)


def _strongest(modes: Collection[str]) -> str | None:
    return max(modes, key=_MODES.index, default=None)
