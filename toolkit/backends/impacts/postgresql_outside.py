"""What a statement outside of a transaction has done, when it has ended."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from toolkit.backends.impacts.postgresql_locks import DEFINING, EXCLUSIVE, SHARE, impact_on
from toolkit.backends.impacts.postgresql_state import State
from toolkit.backends.sql.reader import Reader
from toolkit.backends.sql.values import Statement
from toolkit.impact import TableImpact, Work

_CONCURRENTLY = re.compile(r"\bCONCURRENTLY\b", re.IGNORECASE)


@dataclass(frozen=True, kw_only=True)
class Outside:
    """The server before and after a statement that is not in a transaction."""

    before: State
    after: State
    statement: Statement

    def told(self) -> Iterator[TableImpact]:
        """Its locks are gone when it has ended: they are told as they are documented."""
        for oid, table in self.before.tables.items():
            answer = self.answer(oid)
            if answer is not None:
                yield impact_on(table, *answer)

    def answer(self, oid: int) -> tuple[Work, str] | None:
        """What was done to a table, and under which lock."""
        was, now = self.before.rows[oid], self.after.tables.get(oid)
        if now is None:
            return Work.NONE, EXCLUSIVE
        # https://www.postgresql.org/docs/current/sql-vacuum.html and sql-cluster.html : VACUUM FULL and CLUSTER.
        if was.file != now.file:
            return Work.REWRITE, EXCLUSIVE
        return self._of_indexes(oid) or self._of_partitions(oid) or self._of_vacuum(oid)

    def _of_indexes(self, oid: int) -> tuple[Work, str] | None:
        # https://www.postgresql.org/docs/current/sql-createindex.html#SQL-CREATEINDEX-CONCURRENTLY , sql-dropindex.html
        # and sql-reindex.html : SHARE UPDATE EXCLUSIVE, so others go on; a REINDEX that is not concurrent takes SHARE.
        lock = DEFINING if _CONCURRENTLY.search(self.statement.sql) else SHARE
        was, now = self.before.files(oid), self.after.files(oid)
        if was == now:
            return None
        return Work.INDEX if now - was else Work.NONE, lock

    def _of_partitions(self, oid: int) -> tuple[Work, str] | None:
        # https://www.postgresql.org/docs/current/sql-altertable.html#SQL-ALTERTABLE-DETACH-PARTITION : in its last
        # moment ACCESS EXCLUSIVE on the partition, and SHARE UPDATE EXCLUSIVE on the whole all the time.
        if oid in self._detached:
            return Work.NONE, EXCLUSIVE
        is_whole = any(oid in self.before.rows[part].parents for part in self._detached)
        return (Work.NONE, DEFINING) if is_whole else None

    @cached_property
    def _detached(self) -> list[int]:
        tables = self.after.tables
        return [oid for oid, was in self.before.tables.items() if oid in tables and was.parents != tables[oid].parents]

    def _of_vacuum(self, oid: int) -> tuple[Work, str] | None:
        # https://www.postgresql.org/docs/current/sql-vacuum.html : it takes all tables where it names none.
        is_chosen = self._is_vacuum and (oid in self._named or not self._named)
        return (Work.SCAN, DEFINING) if is_chosen else None

    @cached_property
    def _is_vacuum(self) -> bool:
        return Reader(self.statement.sql, "postgresql").word == "VACUUM"

    @cached_property
    def _named(self) -> set[int]:
        return self.before.named(self.statement)
