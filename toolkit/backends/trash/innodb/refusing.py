"""Saying what the server would have said to the real drop: its numbers, in its words.

The drop itself cannot be asked: even the ALTER of a temporary table commits the open transaction (measured on
MySQL 9.7 and MariaDB 10.11).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from sqlalchemy.engine import Connection

from toolkit.backends.catalogs.innodb.texts import literal
from toolkit.backends.sql.values import Name
from toolkit.backends.trash.base import PREFIX
from toolkit.backends.trash.innodb.definition import check_of, default_of, is_generated, is_visible
from toolkit.backends.trash.innodb.printed import PRIMARY, Check, ForeignKey, Printed
from toolkit.backends.trash.innodb.reading import UNPREPARED
from toolkit.backends.trash.innodb.session import Session
from toolkit.backends.trash.innodb.texts import columns_in

_LONGEST_MESSAGE = 128


@dataclass(frozen=True, kw_only=True)
class Refusal:
    """An error of the server. https://dev.mysql.com/doc/mysql-errors/9.1/en/server-error-reference.html."""

    number: int
    message: str
    state: str = "HY000"


def refuse(connection: Connection, refusal: Refusal) -> None:
    """Let the server raise it."""
    told = literal(refusal.message[:_LONGEST_MESSAGE])
    statement = f"SIGNAL SQLSTATE '{refusal.state}' SET MYSQL_ERRNO = {refusal.number}, MESSAGE_TEXT = {told}"
    connection.exec_driver_sql(statement, execution_options=UNPREPARED)


def table_refusal(session: Session, table: Name, key: ForeignKey, child: Name) -> Refusal:
    """A table that a foreign key of another one refers to."""
    if session.is_mariadb:
        said = "Cannot delete or update a parent row: a foreign key constraint fails"
        return Refusal(number=1451, state="23000", message=said)
    said = f"Cannot drop table '{table.name}' referenced by a foreign key constraint '{key.name}' on table"
    return Refusal(number=3730, message=f"{said} '{child.name}'.")


@dataclass(frozen=True, kw_only=True)
class Dropping:
    """A column about to be dropped: the table before and after."""

    session: Session
    table: Name
    column: str
    before: Printed
    after: Printed
    together: frozenset[str]
    """All columns that the same statement drops, in lower case."""
    children: Sequence[tuple[Name, ForeignKey]]

    def refusals(self) -> Iterator[Refusal]:
        """What speaks against it; the first is what the server says."""
        yield from self._last()
        yield from self._keys()
        yield from self._checks()
        yield from self._dependents()
        yield from self._partitions()
        yield from self._foreign_keys()

    def _is_meant(self, columns: Sequence[str]) -> bool:
        return self.column.lower() in map(str.lower, columns)

    def _foreign_keys(self) -> Iterator[Refusal]:
        own = next((key for key in self.before.foreign_keys if self._is_meant(key.columns)), None)
        referring = next(((child, key) for child, key in self.children if self._is_meant(key.referred)), None)
        needed = own.columns if own is not None else referring[1].referred if referring is not None else ()
        lost = self._lost_index(needed)
        if needed and lost is not None and self.session.is_mariadb and self.session.checks_foreign_keys:
            yield Refusal(number=1553, message=f"Cannot drop index '{lost}': needed in a foreign key constraint")
        said = f"Cannot drop column '{self.column}': needed in a foreign key constraint"
        if own is not None:
            yield Refusal(number=1828, message=f"{said} '{own.name}'")
        if referring is not None:
            child, key = referring
            name = f"`{child.schema}`.`{child.name}`" if self.session.is_mariadb else f"'{child.name}'"
            yield Refusal(number=1829, message=f"{said} '{key.name}' of table {name}")

    def _lost_index(self, columns: Sequence[str]) -> str | None:
        """The first that would serve a foreign key no longer, unless the table would be copied anyway."""
        if self.before.key(PRIMARY) != self.after.key(PRIMARY):
            return None
        return next((key.name for key in self.before.keys if key.serves(columns)), None)

    def _checks(self) -> Iterator[Refusal]:
        told = "uses column '{}', hence column cannot be dropped or renamed."
        for check in self._lasting_checks():
            if not self._names(check.expression):
                continue
            if self.session.is_mariadb:
                yield self._unknown("CHECK", 0, "")
            yield Refusal(number=3959, message=f"Check constraint '{check.name}' {told.format(self.column)}")

    def _lasting_checks(self) -> Sequence[Check]:
        """A check of this column alone goes with it; but MariaDB finds more columns in one that is generated."""
        own = self.before.columns.get(self.before.own_name(self.column), "")
        return self.before.checks if self.session.is_mariadb and is_generated(own) else self.after.checks

    def _dependents(self) -> Iterator[Refusal]:
        for definition in self.after.columns.values():
            if is_generated(definition) and self._names(definition):
                yield self._unknown("GENERATED ALWAYS AS", 3108, "has a generated column dependency.")
            elif self._names(default_of(definition) or ""):
                what = f"of table '{self.table.name}' has a default value expression dependency"
                yield self._unknown("DEFAULT", 3766, f"{what} and cannot be dropped or renamed.")
            elif self._names(check_of(definition) or ""):
                yield self._unknown("CHECK", 3959, "")
        for key in self.after.keys:
            if any(column is None and self._names(part) for part, column in zip(key.parts, key.columns, strict=True)):
                told = "has a functional index dependency and cannot be dropped or renamed."
                yield self._unknown("INDEX", 3837, told)

    def _names(self, expression: str) -> bool:
        return self.column.lower() in columns_in(expression)

    def _unknown(self, where: str, number: int, reason: str) -> Refusal:
        """MariaDB finds out by not finding the column."""
        if self.session.is_mariadb:
            return Refusal(number=1054, state="42S22", message=f"Unknown column '{self.column}' in '{where}'")
        return Refusal(number=number, message=f"Column '{self.column}' {reason}")

    def _partitions(self) -> Iterator[Refusal]:
        for way, columns in self.before.partitioned_by:
            if self.column.lower() not in columns:
                continue
            if self.session.is_mariadb and ("KEY" in way or "COLUMNS" in way):
                yield Refusal(number=1488, message="Field in list of fields for partition function not found in table")
            reason = "has a partitioning function dependency and cannot be dropped or renamed."
            yield self._unknown("PARTITION BY", 3855, reason)

    def _keys(self) -> Iterator[Refusal]:
        """MySQL takes the column out of every key; MariaDB not out of one that is unique."""
        for key in self.before.keys:
            columns = {column for column in key.columns if column is not None}
            lost = self.together | {self.column.lower()}
            if self.session.is_mariadb and key.is_unique and self.column.lower() in columns and columns - lost:
                said = f"Key column '{self.column}' doesn't exist in table"
                yield Refusal(number=1072, state="42000", message=said)

    def _last(self) -> Iterator[Refusal]:
        others = {name: definition for name, definition in self.after.columns.items() if not name.startswith(PREFIX)}
        if not others:
            said = "You can't delete all columns with ALTER TABLE; use DROP TABLE instead"
            yield Refusal(number=1090, state="42000", message=said)
        elif not any(map(is_visible, others.values())):
            if self.session.is_mariadb:
                yield from self._keys()
            yield from self._checks()
            if self.session.is_mariadb:
                yield Refusal(number=1113, state="42000", message="A table must have at least 1 column")
            yield Refusal(number=4028, message="A table must have at least one visible column.")
