"""From what SHOW CREATE answered to what makes the same in a shadow."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass

from toolkit.backends.catalogs.innodb.names import Names
from toolkit.backends.catalogs.innodb.texts import quoted, unqualified
from toolkit.backends.copies.base import Definition
from toolkit.backends.copies.innodb.reading import Shown, TriggerRow
from toolkit.backends.copies.innodb.texts import (
    at_home,
    engine_elsewhere,
    table_text,
    with_row_format,
    without_definer,
    without_keys_elsewhere,
)
from toolkit.backends.shadows.innodb_names import stranger_in


@dataclass(frozen=True, kw_only=True)
class InnoDBDefinition(Definition):
    """A definition with what belongs to it besides its text."""

    sql_mode: str | None = None
    """The one that it must be read under, where it keeps one."""
    collation: str | None = None
    """That of the texts in it, where it keeps one."""
    why_not: str | None = None
    """Why it must not be sent."""


@dataclass(frozen=True, kw_only=True)
class Writer:
    """What is known of the live database while its definitions are written down."""

    database: str
    others: Collection[str]
    """The other databases of its server."""
    folds: bool
    """Whether names of databases are the same in small and capital letters."""

    def table(self, shown: Shown, row_format: str | None) -> Iterator[Definition]:
        """A table, and apart from it the foreign keys that lead to other databases."""
        whole = table_text(shown.text, self.database, folds=self.folds)
        if row_format is not None:
            whole = with_row_format(whole, row_format)
        own, keys = without_keys_elsewhere(whole)
        engine = engine_elsewhere(own)
        why_not = None if engine is None else f"its engine {engine} would write where the live one does"
        yield self._definition(f"table {shown.name}", own, shown, why_not=why_not)
        for key in keys:
            addition = f"ALTER TABLE {quoted(shown.name)} ADD {key.addition}"
            what = f"foreign key {key.name.strip('`')} of table {shown.name}"
            yield self._definition(what, addition, shown)

    def changed_often(self, table: str, versions: int) -> Iterator[Definition]:
        """What makes a new table one that was changed in an instant so often, twice at least."""
        head, tail = f"ALTER TABLE {quoted(table)}", "ALGORITHM=INSTANT"
        changes = [
            "ADD COLUMN tk_version_0 INT",
            *(f"ADD COLUMN tk_version_{n} INT, DROP COLUMN tk_version_{n - 1}" for n in range(1, versions - 1)),
            f"DROP COLUMN tk_version_{versions - 2}",
        ]
        for change in changes:
            yield InnoDBDefinition(what=f"the row versions of table {table}", sql=f"{head} {change}, {tail}")

    def view(self, shown: Shown) -> Definition:
        """A view: the server has put every name in it in backticks."""
        names = Names(own=self.database)
        told = unqualified(without_definer(shown.text), self.database, names)
        return self._definition(f"view {shown.name}", told, shown)

    def sequence(self, shown: Shown) -> Definition:
        """A sequence."""
        return self._definition(f"sequence {shown.name}", shown.text, shown)

    def routine(self, shown: Shown) -> Definition:
        """A function, procedure or package, whose text is as somebody wrote it."""
        told = at_home(without_definer(shown.text), self.database, folds=self.folds)
        return self._definition(f"{shown.kind.lower()} {shown.name}", told, shown)

    def trigger(self, row: TriggerRow, action: str, why_not: str | None) -> Definition:
        """A trigger, with what it does as it was written."""
        head = f"CREATE TRIGGER {quoted(row.name)} {row.timing} {row.event} ON {quoted(row.table)} FOR EACH ROW"
        told = f"{head} {at_home(action, self.database, folds=self.folds)}"
        shown = Shown(name=row.name, kind="TRIGGER", sql_mode=row.sql_mode, collation=row.collation, why_not=why_not)
        return self._definition(f"trigger {row.name}", told, shown)

    def _definition(self, what: str, sql: str, shown: Shown, *, why_not: str | None = None) -> Definition:
        stranger = stranger_in(sql, [*self.others, self.database])
        leads = None if stranger is None else f"it leads to the database {stranger}"
        return InnoDBDefinition(
            what=what,
            sql=sql,
            sql_mode=shown.sql_mode,
            collation=shown.collation,
            why_not=shown.why_not or why_not or leads,
        )
