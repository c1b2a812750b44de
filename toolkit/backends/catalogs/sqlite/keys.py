"""Primary keys, uniques, foreign keys and checks: the pragmas' answers with the names and clauses of the text."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from typing import TypeVar

from toolkit.backends.catalogs.sqlite.create_table import KeyPart, WrittenKey, WrittenReference, WrittenTable
from toolkit.backends.catalogs.sqlite.names import Names
from toolkit.backends.catalogs.sqlite.queries import ColumnRow, PartRow, ReferenceRow
from toolkit.backends.catalogs.sqlite.spelling import Scope, spelled
from toolkit.backends.catalogs.sqlite.tokens import Token, is_sign, lower, upper, without_parentheses
from toolkit.catalog.members import Check, ForeignKey, PrimaryKey, Unique

_Member = TypeVar("_Member", Unique, ForeignKey, Check)


@dataclass(frozen=True, kw_only=True)
class Owner:
    """The table whose members are made, with what its texts mean."""

    name: str
    scope: Scope
    collations: Mapping[str, str]
    """Of its columns, by their small letters, where they are not BINARY."""

    def part(self, part: KeyPart) -> str:
        """A key's column, with what is not the column's own way."""
        column = self.scope.names.get(lower(part.name), part.name)
        own = self.collations.get(lower(part.name), "BINARY")
        collation = f" COLLATE {part.collation}" if part.collation not in (None, own) else ""
        return f"{column}{collation}{' DESC' if part.descending else ''}"

    def text(self, tokens: Sequence[Token]) -> str:
        """An expression: of one table, so its name before a column says nothing."""
        kept: list[Token] = []
        for token in without_parentheses(tokens):
            if is_sign(token, ".") and kept and lower(kept[-1].text) == lower(self.name):
                kept.pop()
            else:
                kept.append(token)
        return spelled(kept, self.scope)


def primary_key(owner: Owner, key: WrittenKey | None, *, is_rowid: bool) -> PrimaryKey | None:
    """The primary key; the rowid has no direction."""
    if key is None:
        return None
    parts = [replace(part, descending=False) for part in key.parts] if is_rowid else key.parts
    return PrimaryKey(name=key.name, columns=tuple(owner.part(part) for part in parts), on_conflict=key.on_conflict)


def uniques(owner: Owner, keys: Iterable[WrittenKey]) -> tuple[Unique, ...]:
    """The uniques, as often as they are told apart."""
    found = {
        Unique(name=key.name, columns=tuple(owner.part(part) for part in key.parts), on_conflict=key.on_conflict)
        for key in keys
    }
    return _sorted(found)


def checks(owner: Owner, table: WrittenTable) -> tuple[Check, ...]:
    """The checks, of the table and of its columns."""
    return _sorted({Check(name=check.name, expression=owner.text(check.expression)) for check in table.checks})


def foreign_keys(
    rows: Sequence[ReferenceRow], written: Sequence[WrittenReference], names: Names
) -> tuple[ForeignKey, ...]:
    """The foreign keys; the pragma and the text have them in the same order."""
    return _sorted(set(_foreign_keys(rows, written, names)))


def _foreign_keys(
    rows: Sequence[ReferenceRow], written: Sequence[WrittenReference], names: Names
) -> Iterator[ForeignKey]:
    for index, (_, group) in enumerate(groupby(rows, key=lambda row: row.id)):
        columns = list(group)
        first = columns[0]
        said = written[index] if index < len(written) else WrittenReference(name=None)
        yield ForeignKey(
            name=said.name,
            columns=tuple(row.column for row in columns),
            referred_schema=None,
            referred_table=names.table(first.table),
            referred_columns=_referred(columns, names),
            on_delete=None if first.on_delete == "NO ACTION" else first.on_delete,
            on_update=None if first.on_update == "NO ACTION" else first.on_update,
            match=said.match,
            deferrable=said.deferrable,
        )


def _referred(columns: Sequence[ReferenceRow], names: Names) -> tuple[str, ...]:
    """The columns that are meant: where none are written, the primary key of the other table."""
    table = columns[0].table
    if all(row.referred is None for row in columns):
        return tuple(names.keys.get(lower(table), ()))
    return tuple(names.column(table, row.referred or "") for row in columns)


def keys_of_indexes(
    columns: Sequence[ColumnRow], rows: Sequence[PartRow]
) -> tuple[WrittenKey | None, tuple[WrittenKey, ...]]:
    """Primary key and uniques as the server has them, without what only the text says."""
    alias = sorted((column.key_position, column.name) for column in columns if column.key_position)
    key = WrittenKey(name=None, parts=tuple(KeyPart(name=name) for _, name in alias), on_conflict=None)
    found: dict[str, list[WrittenKey]] = {"pk": [key] if alias else [], "u": [], "c": []}
    for (_, origin), group in groupby(rows, key=lambda row: (row.owner, row.origin)):
        parts = tuple(
            KeyPart(name=row.column or "", collation=upper(row.collation), descending=bool(row.descending))
            for row in group
        )
        found[origin].append(WrittenKey(name=None, parts=parts, on_conflict=None))
    return (found["pk"][-1] if found["pk"] else None), tuple(found["u"])


def _sorted(members: Iterable[_Member]) -> tuple[_Member, ...]:
    """By name, then by all else. SQLite takes one name twice: those are told apart by what they are."""
    ordered = sorted(members, key=lambda member: (member.name or "", repr(member)))
    count = Counter(member.name for member in ordered)
    return tuple(replace(member, named_by_server=True) if _is_twice(member, count) else member for member in ordered)


def _is_twice(member: _Member, count: Counter[str | None]) -> bool:
    return member.name is not None and count[member.name] > 1
