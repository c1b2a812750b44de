"""SQLite: a table is made anew, filled, and takes the place of the old one.

https://www.sqlite.org/lang_altertable.html#otheralter, under the names that Alembic's batch mode uses.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Any

from toolkit.backends.alterations.base import Altered, Traits, Unwritable
from toolkit.backends.catalogs.sqlite.spelling import quoted_name, spelled_name
from toolkit.catalog.alterations import Alteration
from toolkit.catalog.members import Check, Column, ForeignKey, Index, IndexPart, PrimaryKey, Unique
from toolkit.catalog.values import Catalog, Table, Trigger, View

_NEW = "_alembic_tmp_{name}"
_PART = re.compile(r"(?P<name>.*?)(?P<words>(?: COLLATE \w+)?(?: DESC)?)", re.DOTALL)


class SQLiteAlterations:
    """SQLite."""

    traits = Traits(makes_anew=True, counts_names=True)

    def table(self, altered: Altered) -> Sequence[str]:
        parts = [part for part in altered.parts if part.kind != "index"]
        return list(_rebuilt(altered)) if parts else list(_indexes(altered))

    def alone(self, alteration: Alteration, before: Catalog) -> Sequence[str]:
        return list(_alone(alteration))

    def rendered_type(self, kind: Any) -> tuple[str, str] | None:
        return None

    def using(self, column: str, before: str, after: str) -> str | None:
        return None


def _alone(alteration: Alteration) -> Iterator[str]:
    was, now = alteration.before, alteration.after
    if was is not None:
        yield f"DROP {_word(was)} {spelled_name(was.name)}"
    match now:
        case Table():
            yield _created(now, now.name)
            yield from (_index(now, index) for index in now.indexes)
        case View():
            yield f"CREATE VIEW {spelled_name(now.name)}{_body(now.definition)}"
        case Trigger():
            yield f"CREATE TRIGGER {spelled_name(now.name)} {now.definition}"


def _body(definition: str) -> str:
    """All of a view after its name; the names of its columns stand before AS."""
    return f" {definition}" if definition.startswith("(") else f" AS {definition}"


def _word(value: object) -> str:
    if isinstance(value, Table | View | Trigger):
        return type(value).__name__.upper()
    raise Unwritable(str(getattr(value, "name", value)), "Write it in the revision.")


def _indexes(altered: Altered) -> Iterator[str]:
    for part in altered.parts:
        if not part.is_made:
            yield f"DROP INDEX {spelled_name(part.before.name)}"
    for part in altered.parts:
        if not part.is_removed:
            yield _index(altered.after, part.after)


def _rebuilt(altered: Altered) -> Iterator[str]:
    name = altered.after.name
    new = _NEW.format(name=name)
    # What was generated until now can be read as well.
    known = {column.name for column in altered.before.columns}
    kept = [column for column in altered.after.columns if column.name in known and column.computed is None]
    yield _created(altered.after, new)
    if kept:
        names = ", ".join(spelled_name(column.name) for column in kept)
        selected = f"SELECT {names} FROM {spelled_name(name)}"  # noqa: S608  names in quotes
        yield f"INSERT INTO {spelled_name(new)} ({names}) {selected}"
    yield f"DROP TABLE {spelled_name(name)}"
    yield f"ALTER TABLE {spelled_name(new)} RENAME TO {spelled_name(name)}"
    yield from (_index(altered.after, index) for index in altered.after.indexes)


def _created(table: Table, name: str) -> str:
    options = dict(table.options)
    if "virtual" in options:
        return f"CREATE VIRTUAL TABLE {spelled_name(name)} USING {options['virtual']}"
    # Only a key that is written at its column can count by itself.
    key = table.primary_key
    alone = next((column.name for column in table.columns if column.autoincrement), None) if key else None
    said = [_column(column, key if column.name == alone else None) for column in table.columns]
    if key is not None and alone is None:
        said.append(f"{_named(key)}PRIMARY KEY ({_keys(key.columns)}){_conflict(key)}")
    said += [f"{_named(unique)}UNIQUE ({_keys(unique.columns)}){_conflict(unique)}" for unique in table.uniques]
    said += [f"{_named(check)}CHECK ({check.expression})" for check in table.checks]
    said += [_foreign_key(key) for key in table.foreign_keys]
    tail = ", ".join(option.upper() for option in options)
    body = ",\n    ".join(said)
    return f"CREATE TABLE {quoted_name(name)} (\n    {body}\n){f' {tail}' if tail else ''}"


def _column(column: Column, key: PrimaryKey | None) -> str:
    words = [spelled_name(column.name), column.type]
    words += [f"{_named(key)}PRIMARY KEY{_conflict(key)} AUTOINCREMENT"] if key else []
    words += [] if column.nullable or key else [f"NOT NULL{_conflict(column)}"]
    words += [f"DEFAULT {_default(column.default)}"] if column.default is not None else []
    words += [f"COLLATE {column.collation}"] if column.collation else []
    if column.computed is not None:
        words.append(f"GENERATED ALWAYS AS ({column.computed}) {'STORED' if column.computed_stored else 'VIRTUAL'}")
    return " ".join(filter(None, words))


def _default(text: str) -> str:
    return text if re.fullmatch(r"'(?:[^']|'')*'|[-+]?[\d.]+|\w+|\(.*\)", text, re.DOTALL) else f"({text})"


def _foreign_key(key: ForeignKey) -> str:
    columns, referred = (", ".join(map(spelled_name, given)) for given in (key.columns, key.referred_columns))
    words = f"{_named(key)}FOREIGN KEY ({columns}) REFERENCES {spelled_name(key.referred_table)} ({referred})"
    words += f" MATCH {key.match}" if key.match else ""
    words += f" ON DELETE {key.on_delete}" if key.on_delete else ""
    words += f" ON UPDATE {key.on_update}" if key.on_update else ""
    return words + (f" {key.deferrable}" if key.deferrable else "")


def _named(member: PrimaryKey | Unique | Check | ForeignKey) -> str:
    return f"CONSTRAINT {spelled_name(member.name)} " if member.name else ""


def _conflict(member: Any) -> str:
    return f" ON CONFLICT {member.on_conflict}" if member.on_conflict else ""


def _keys(columns: Sequence[str]) -> str:
    found = [_PART.fullmatch(column) for column in columns]
    return ", ".join(f"{spelled_name(part['name'])}{part['words']}" for part in found if part)


def _index(table: Table, index: Index) -> str:
    parts = ", ".join(map(_part, index.parts))
    words = f"CREATE {'UNIQUE ' if index.unique else ''}INDEX {spelled_name(index.name)} ON {spelled_name(table.name)}"
    return f"{words} ({parts})" + (f" WHERE {index.predicate}" if index.predicate else "")


def _part(part: IndexPart) -> str:
    words = spelled_name(part.column) if part.column else str(part.expression)
    words += f" COLLATE {part.collation}" if part.collation else ""
    return words + (" DESC" if part.descending else "")
