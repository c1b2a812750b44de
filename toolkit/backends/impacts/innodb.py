"""What MySQL and MariaDB share about impacts. MariaDB does not inherit from MySQL: both stand here.

An alteration is sent in its forms, the least first, and the first one that the server accepts has happened. What it
says is not all: the numbers of the table tell whether it was written anew.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from sqlalchemy import Connection, text

from toolkit.backends.impacts.base import Send
from toolkit.backends.impacts.innodb_alteration import Alteration, alteration, with_clause
from toolkit.backends.impacts.innodb_identity import Identity, identity
from toolkit.backends.impacts.innodb_tables import at_moment, dropped_trigger, is_optimization, touched
from toolkit.backends.sessions.innodb import code_of
from toolkit.backends.sql.values import Name, Statement
from toolkit.impact import Blocks, Impact, TableImpact, Work

# What any form of the statement would meet: shutdowns, waits, ends of the session. 2000 to 2999 are the driver's own.
# https://dev.mysql.com/doc/mysql-errors/9.1/en/server-error-reference.html, https://mariadb.com/kb/en/mariadb-error-codes/
_OF_THE_SESSION = frozenset({1053, 1205, 1213, 1317, 1927, 1969, 3024, 3572, 4031, *range(2000, 3000)})
_BLOCKS = {"NONE": Blocks.NOTHING, "SHARED": Blocks.WRITES, "EXCLUSIVE": Blocks.EVERYTHING}

_TABLE = """
SELECT table_schema, table_name, COALESCE(engine = 'InnoDB', 0), table_schema = DATABASE()
FROM information_schema.tables
WHERE table_schema = COALESCE(:schema, DATABASE()) AND table_name = :name AND table_type NOT IN ('VIEW', 'TEMPORARY')
"""
_OF_TRIGGER = """
SELECT event_object_schema, event_object_table FROM information_schema.triggers
WHERE trigger_schema = COALESCE(:schema, DATABASE()) AND trigger_name = :name
"""
_INDEXES = """
SELECT COALESCE(SUM(index_name = 'PRIMARY'), 0), COALESCE(SUM(index_type IN ('FULLTEXT', 'SPATIAL')), 0)
FROM information_schema.statistics WHERE table_schema = :schema AND table_name = :name
"""


@dataclass(frozen=True, kw_only=True)
class Form:
    """One way to carry out an alteration. None: the server decides."""

    algorithm: str | None = None
    lock: str | None = None

    @property
    def clause(self) -> str:
        """As it stands in a statement."""
        manner = (("ALGORITHM", self.algorithm), ("LOCK", self.lock))
        return ", ".join(f"{word}={value}" for word, value in manner if value)


@dataclass(frozen=True, kw_only=True)
class Table:
    """A table that is there."""

    database: str
    name: str
    is_innodb: bool
    is_default: bool
    """It is in the default database."""

    def impact(self, work: Work, blocks: Blocks, lock: str | None) -> TableImpact:
        """What is done to it."""
        schema = None if self.is_default else self.database
        return TableImpact(schema=schema, name=self.name, work=work, blocks=blocks, lock=lock)


class InnoDBImpacts:
    """The answers that are the same on both servers."""

    backend = ""
    numbers = ""
    """What the server's tables about InnoDB begin with."""

    def forms(self, connection: Connection) -> Sequence[Form]:
        """The forms of an alteration, the least first, without the plain one."""
        raise NotImplementedError

    def observe(self, connection: Connection, statement: Statement, send: Send) -> Impact:
        change = alteration(statement.sql, self.backend)
        table = None if change is None else there(connection, change.table)
        if change is None or table is None:
            return self._sent(connection, statement, send)
        others = [other for name in change.others if (other := there(connection, name)) is not None and other != table]
        observed = self._alone if change.alone else self._altered
        impact = observed(connection, change, table, statement.sql, send)
        own = impact.tables[0]
        if change.renamed is not None and own.work is Work.NONE:
            own = replace(own, blocks=Blocks.EVERYTHING, lock="EXCLUSIVE")
        return replace(impact, tables=(own, *(_beside(other, impact, change) for other in others)))

    def with_clause(self, sql: str, clause: str) -> str:
        return with_clause(sql, clause, self.backend)

    def _sent(self, connection: Connection, statement: Statement, send: Send) -> Impact:
        """Any other statement: what it does stands in its text."""
        named = list(touched(statement, self.backend))
        trigger = dropped_trigger(statement, self.backend)
        if trigger is not None:
            named += (at_moment(name) for name in _of_trigger(connection, trigger))
        found: dict[Table, TableImpact] = {}
        for impact in named:
            table = there(connection, Name(schema=impact.schema, name=impact.name))
            if table is not None and table not in found:
                found[table] = table.impact(impact.work, impact.blocks, impact.lock)
        if not is_optimization(statement, self.backend):
            send(statement.sql)
            return Impact(tables=tuple(found.values()))
        before = {table: self._identity(connection, table) for table in found}
        send(statement.sql)
        return Impact(tables=tuple(self._optimized(connection, table, earlier) for table, earlier in before.items()))

    def _alone(self, connection: Connection, change: Alteration, table: Table, sql: str, send: Send) -> Impact:
        """TRUNCATE PARTITION and its kin."""
        before = self._identity(connection, table)
        send(sql)
        match change.alone:
            case "ANALYZE":
                own = table.impact(Work.NONE, Blocks.NOTHING, "NONE")
            case "CHECK":
                own = table.impact(Work.SCAN, Blocks.NOTHING, "NONE")
            case "OPTIMIZE" | "REPAIR":
                own = self._optimized(connection, table, before)
            case "EXCHANGE":
                # The rows of the other table are read to see whether they belong into the partition.
                own = table.impact(Work.NONE, Blocks.WRITES, "SHARED")
            case _:
                own = table.impact(Work.NONE, Blocks.EVERYTHING, "EXCLUSIVE")
        return Impact(tables=(own,))

    def _altered(self, connection: Connection, change: Alteration, table: Table, sql: str, send: Send) -> Impact:
        before = self._identity(connection, table)
        forms = tuple(_open_to(change, self.forms(connection)))
        accepted = self._first_accepted(sql, forms, send)
        after = self._identity(connection, table, change.renamed)
        algorithm, lock = change.algorithm or accepted.algorithm, change.lock or accepted.lock
        if algorithm == "DEFAULT":
            algorithm = None
        work = _told(change, algorithm, before, after)
        if work is None:
            work = _guessed(change, algorithm, forms)
            if work is Work.INDEX and not _indexes(connection, table)[0]:
                # The first UNIQUE key of a table takes the place of its primary one.
                work = Work.REWRITE
        clause = accepted.clause
        if work is Work.REWRITE and algorithm not in ("INPLACE", "COPY"):
            # Refused in every other form, or not done as promised.
            algorithm, lock, clause = "COPY", change.lock, ""
        if lock not in _BLOCKS:
            lock = _usual_lock(algorithm, work)
        return Impact(
            tables=(table.impact(work, _BLOCKS[lock], lock),),
            algorithm=algorithm,
            clause=None if change.names_manner else clause or None,
        )

    def _first_accepted(self, sql: str, forms: Sequence[Form], send: Send) -> Form:
        for form in forms:
            try:
                send(with_clause(sql, form.clause, self.backend))
            except Exception as error:
                code = code_of(error)
                if code is None or code in _OF_THE_SESSION:
                    raise
                # Refused in this form, or in all of them, as the plain one will tell: every definition is atomic.
            else:
                return form
        send(sql)
        return Form()

    def _optimized(self, connection: Connection, table: Table, before: Identity | None) -> TableImpact:
        """OPTIMIZE writes an InnoDB table anew as ALTER TABLE ... FORCE does, but for the indexes that forbid it."""
        after = self._identity(connection, table)
        if before is not None and after is not None and before.tables and not before.is_rewritten(after):
            return table.impact(Work.NONE, Blocks.NOTHING, "NONE")
        if not table.is_innodb:
            return table.impact(Work.REWRITE, Blocks.EVERYTHING, "EXCLUSIVE")
        if _indexes(connection, table)[1]:
            return table.impact(Work.REWRITE, Blocks.WRITES, "SHARED")
        return table.impact(Work.REWRITE, Blocks.NOTHING, "NONE")

    def _identity(self, connection: Connection, table: Table, renamed: Name | None = None) -> Identity | None:
        names = {(table.database, table.name)}
        if renamed is not None:
            found = there(connection, renamed)
            names |= set() if found is None else {(found.database, found.name)}
        return identity(connection, self.numbers, names)


def there(connection: Connection, name: Name) -> Table | None:
    """The table of this name, as the catalog spells it."""
    row = connection.execute(text(_TABLE), {"schema": name.schema, "name": name.name}).first()
    if row is None:
        return None
    return Table(database=str(row[0]), name=str(row[1]), is_innodb=bool(row[2]), is_default=bool(row[3]))


def _indexes(connection: Connection, table: Table) -> tuple[bool, bool]:
    """Whether it has a primary key, and whether an index that cannot be built while others write."""
    row = connection.execute(text(_INDEXES), {"schema": table.database, "name": table.name}).one()
    return bool(row[0]), bool(row[1])


def _of_trigger(connection: Connection, trigger: Name) -> Iterator[Name]:
    rows = connection.execute(text(_OF_TRIGGER), {"schema": trigger.schema, "name": trigger.name})
    yield from (Name(schema=str(row[0]), name=str(row[1])) for row in rows)


def _open_to(change: Alteration, forms: Sequence[Form]) -> Iterator[Form]:
    """The forms, as far as the text leaves a choice."""
    if not change.names_manner:
        yield from forms
    elif change.lock is None:
        yield from (Form(lock=lock) for lock in _BLOCKS)
    elif change.algorithm is None:
        yield from dict.fromkeys(Form(algorithm=form.algorithm) for form in forms)


def _told(change: Alteration, algorithm: str | None, before: Identity | None, after: Identity | None) -> Work | None:
    """What the numbers of the table tell. None where they may not be read, or there are none."""
    if before is None or after is None or not (before.tables or after.tables):
        return None
    if not (before.tables and after.tables) or before.is_rewritten(after):
        return Work.REWRITE
    if algorithm == "INSTANT" or change.is_of_partitions:
        return Work.NONE
    if not before.indexes:
        return min(change.may, Work.INDEX, key=list(Work).index)
    return Work.INDEX if before.has_more_indexes(after) else Work.NONE


def _guessed(change: Alteration, algorithm: str | None, forms: Sequence[Form]) -> Work:
    """The worst that it can be by its text and by what the server refused."""
    if change.copies:
        return Work.REWRITE
    if algorithm == "INSTANT":
        return Work.NONE
    if algorithm == "NOCOPY":
        return min(change.may, Work.INDEX, key=list(Work).index)
    could_be_less = any(form.algorithm == "NOCOPY" for form in forms)
    if algorithm == "INPLACE" and not could_be_less:
        return change.may
    return change.may if change.is_of_partitions else Work.REWRITE


def _usual_lock(algorithm: str | None, work: Work) -> str:
    if algorithm == "INSTANT":
        return "NONE"
    return "EXCLUSIVE" if algorithm is None and work is Work.NONE else "SHARED"


def _beside(other: Table, impact: Impact, change: Alteration) -> TableImpact:
    """Another table than the altered one.

    Measured on MySQL 9.7, MariaDB 10.11 and 11.8: while a copy checks a new foreign key, nobody writes to the table
    that it refers to, even if everybody writes to the one that is copied.
    """
    if change.alone or impact.algorithm == "COPY":
        return other.impact(Work.SCAN, Blocks.WRITES, "SHARED")
    return other.impact(Work.NONE, Blocks.EVERYTHING, "EXCLUSIVE")
