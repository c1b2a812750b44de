"""MySQL and MariaDB: one ALTER TABLE for all that changes of a table, and foreign keys apart.

https://dev.mysql.com/doc/refman/8.4/en/alter-table.html: several clauses rebuild a table once, several statements
once each.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

from toolkit.backends.alterations.base import Altered, Traits, Unwritable
from toolkit.backends.alterations.generated import in_order
from toolkit.backends.alterations.innodb_objects import altered_object
from toolkit.backends.alterations.innodb_words import Words, foreign_key, index, option, qualified
from toolkit.backends.catalogs.innodb.texts import literal, quoted
from toolkit.catalog.alterations import Alteration
from toolkit.catalog.members import Check, Column, Index, PrimaryKey
from toolkit.catalog.values import Catalog, Table

_MEMBERS = ("index", "check", "primary key")
_DERIVED = frozenset({"row_format_asked", "charset"})
"""Options that follow from another one."""


class InnoDBAlterations:
    """MySQL."""

    # https://dev.mysql.com/doc/refman/8.4/en/create-table-check-constraints.html
    traits = Traits(alters_at_once=True, keys_hold=True, counts_names=True, checks_hold=True)
    words = Words(is_mariadb=False)

    def table(self, altered: Altered) -> Sequence[str]:
        return list(_Writing(self.words).table(altered))

    def alone(self, alteration: Alteration, before: Catalog) -> Sequence[str]:
        if alteration.kind == "table":
            return list(_Writing(self.words).whole(alteration))
        return list(altered_object(alteration))

    def rendered_type(self, kind: Any) -> tuple[str, str] | None:
        return None

    def using(self, column: str, before: str, after: str) -> str | None:
        return None


class MariaDBAlterations(InnoDBAlterations):
    """MariaDB."""

    traits = replace(InnoDBAlterations.traits, checks_hold=False)
    words = Words(is_mariadb=True)


class _Writing:
    """One table at a time."""

    def __init__(self, words: Words) -> None:
        self._words = words

    def table(self, altered: Altered) -> Iterator[str]:
        head = f"ALTER TABLE {qualified(altered.before.schema, altered.before.name)}"
        keys = [part for part in altered.parts if part.kind == "foreign key"]
        dropped = [f"DROP FOREIGN KEY {quoted(part.before.name)}" for part in keys if not part.is_made]
        if dropped:
            yield _joined(head, dropped)
        removals, clauses = list(self._removals(altered)), list(self._clauses(altered))
        if any(clause.startswith("DROP COLUMN") for clause in clauses) and removals:
            # A column that goes may be set aside before the statement, and what it was part of with it.
            yield _joined(head, [*self._uncounted(altered), *removals])
            removals = []
        if removals or clauses:
            yield _joined(head, [*removals, *clauses])
        added = [f"ADD {foreign_key(part.after)}" for part in keys if not part.is_removed]
        if added:
            yield _joined(head, added)

    def _removals(self, altered: Altered) -> Iterator[str]:
        members = [part for part in altered.parts if part.kind in _MEMBERS]
        for part in members:
            if not part.is_made and not (isinstance(part.before, Check) and part.before.column):
                yield self._removed(part.before)

    def _uncounted(self, altered: Altered) -> Iterator[str]:
        """Columns that go, and count by themselves, without that: the server keeps their key as long as they do."""
        for part in altered.parts:
            if part.kind == "column" and part.is_removed and part.before.autoincrement:
                yield f"MODIFY COLUMN {self._words.column(altered.before, replace(part.before, autoincrement=False))}"

    def _clauses(self, altered: Altered) -> Iterator[str]:
        members = [part for part in altered.parts if part.kind in _MEMBERS]
        for part in in_order(part for part in altered.parts if part.kind == "column"):
            yield from self._column(altered, part)
        for part in members:
            if not part.is_removed and not (isinstance(part.after, Check) and part.after.column):
                yield f"ADD {self._member(part.after)}"
        for part in altered.parts:
            if part.kind == "table":
                yield from self._facets(altered, part.facets)

    def _removed(self, member: Any) -> str:
        match member:
            case PrimaryKey():
                return "DROP PRIMARY KEY"
            case Index():
                return f"DROP INDEX {quoted(member.name)}"
            case Check():
                return f"DROP CONSTRAINT {quoted(member.name or '')}"
        raise Unwritable(str(member), "Write it in the revision.")

    def _column(self, altered: Altered, part: Alteration) -> Iterator[str]:
        if part.is_removed:
            yield f"DROP COLUMN {quoted(part.before.name)}"
            return
        definition = self._words.column(altered.after, part.after)
        if part.is_made:
            yield f"ADD COLUMN {definition}"
        elif _cannot_be_modified(part.before, part.after):
            yield f"DROP COLUMN {quoted(part.before.name)}"
            yield f"ADD COLUMN {definition}{_place(altered.before, part.before)}"
            yield from self._again(altered, part.after.name)
        else:
            yield f"MODIFY COLUMN {definition}"

    def _again(self, altered: Altered, column: str) -> Iterator[str]:
        """An index goes with its column, also where that comes back in the same statement."""
        taken = {part.name for part in altered.parts if part.kind == "index"}
        for index_ in altered.after.indexes:
            if index_.name not in taken and any(part.column == column for part in index_.parts):
                yield f"DROP INDEX {quoted(index_.name)}"
                yield f"ADD {index(index_, self._words)}"

    def _member(self, member: Any) -> str:
        match member:
            case PrimaryKey():
                return self._words.primary_key(member)
            case Index():
                return index(member, self._words)
            case Check():
                return self._words.check(member)
        raise Unwritable(str(member), "Write it in the revision.")

    def _facets(self, altered: Altered, facets: Sequence[str]) -> Iterator[str]:
        for facet in facets:
            if facet == "comment":
                yield f"COMMENT {literal(altered.after.comment or '')}"
            elif facet == "options":
                was, now = dict(altered.before.options), dict(altered.after.options)
                for name in sorted(was.keys() | now.keys()):
                    if was.get(name) != now.get(name):
                        yield from self._option(name, now, altered)
            elif facet == "partitioning":
                yield altered.after.partitioning or "REMOVE PARTITIONING"
            else:
                raise Unwritable(
                    f"the {facet} of table {altered.before.name}", "Write the ALTER TABLE in the revision."
                )

    def _option(self, name: str, now: dict[str, str], altered: Altered) -> Iterator[str]:
        if name in _DERIVED or (name == "row_format" and "row_format_asked" in dict(altered.before.options) | now):
            asked = now.get("row_format_asked", "DEFAULT")
            yield from ([f"ROW_FORMAT={asked}"] if name == "row_format_asked" else [])
            return
        if name == "row_format":
            return
        yield option(name, now.get(name), altered.before.name)

    def whole(self, alteration: Alteration) -> Iterator[str]:
        if alteration.is_removed:
            yield f"DROP TABLE {qualified(alteration.before.schema, alteration.before.name)}"
            return
        table: Table = alteration.after
        said = [self._words.column(table, column) for column in table.columns]
        said += [self._words.primary_key(table.primary_key)] if table.primary_key else []
        said += [index(one, self._words) for one in table.indexes if not one.named_by_server or not table.foreign_keys]
        said += [self._words.check(check) for check in table.checks if not check.column]
        said += [foreign_key(key) for key in table.foreign_keys]
        body = ",\n    ".join(said)
        options = [
            option(name, value, table.name) for name, value in table.options if name not in _DERIVED | {"row_format"}
        ]
        asked = dict(table.options).get("row_format_asked")
        options += [f"ROW_FORMAT={asked}"] if asked else []
        options += [f"COMMENT={literal(table.comment)}"] if table.comment else []
        tail = f" {' '.join(options)}" + (f" {table.partitioning}" if table.partitioning else "")
        yield f"CREATE TABLE {qualified(table.schema, table.name)} (\n    {body}\n){tail.rstrip()}"


def _joined(head: str, clauses: Sequence[str]) -> str:
    return f"{head} {clauses[0]}" if len(clauses) == 1 else f"{head}\n    " + ",\n    ".join(clauses)


def _cannot_be_modified(before: Column, after: Column) -> bool:
    """https://dev.mysql.com/doc/refman/8.4/en/alter-table-generated-columns.html: to and from VIRTUAL not at all."""
    stored = before.computed_stored, after.computed_stored
    return stored[0] != stored[1] and False in stored


def _place(table: Table, column: Column) -> str:
    before = [other.name for other in table.columns if other.position == column.position - 1]
    return f" AFTER {quoted(before[0])}" if before else " FIRST"
