"""PostgreSQL: the values of an enumerated type. https://www.postgresql.org/docs/current/sql-altertype.html."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from toolkit.backends.alterations.postgresql_members import made, removed
from toolkit.backends.alterations.postgresql_words import literal, named, qualified
from toolkit.catalog.members import Check, Column, Index
from toolkit.catalog.values import Catalog, EnumType, Table


def changed_enum(was: EnumType, now: EnumType, catalog: Catalog) -> Iterator[str]:
    """In place where values are only added; else by a new type that takes the place of the old one."""
    if was.labels == now.labels:
        return
    if _without(now.labels, was.labels) == list(was.labels):
        yield from _added(was, now)
    else:
        yield from _exchanged(was, now, catalog)


def _without(labels: Sequence[str], kept: Sequence[str]) -> list[str]:
    return [label for label in labels if label in kept]


def _added(was: EnumType, now: EnumType) -> Iterator[str]:
    name, known = qualified(now.schema, now.name), list(was.labels)
    for at, label in enumerate(now.labels):
        if label in known:
            continue
        after = now.labels[at - 1] if at else None
        if after is None:
            place = f" BEFORE {literal(known[0])}" if known else ""
        else:
            place = "" if known[-1] == after else f" AFTER {literal(after)}"
        known.insert(at, label)
        yield f"ALTER TYPE {name} ADD VALUE {literal(label)}{place}"


def _exchanged(was: EnumType, now: EnumType, catalog: Catalog) -> Iterator[str]:
    """No value can be taken away. Whatever names the type by its values steps aside meanwhile."""
    name, old = qualified(was.schema, was.name), f"{was.name}_old"
    users = [(table, column) for table in catalog.tables for column in table.columns if _is_of(column, name)]
    tables = list({(table.schema, table.name): table for table, _ in users}.values())
    aside = [(table, member) for table in tables for member in _naming(table, name)]
    for table, member in aside:
        yield removed(table, member)
    yield f"ALTER TYPE {name} RENAME TO {named(old)}"
    yield f"CREATE TYPE {name} AS ENUM ({', '.join(map(literal, now.labels))})"
    for table, column in users:
        alter = f"ALTER TABLE {qualified(table.schema, table.name)} ALTER COLUMN {named(column.name)}"
        if column.default is not None:
            yield f"{alter} DROP DEFAULT"
        dimension = "[]" if column.type.endswith("[]") else ""
        yield f"{alter} TYPE {name}{dimension} USING {named(column.name)}::text{dimension}::{name}{dimension}"
        if column.default is not None and _is_left(column.default, now):
            yield f"{alter} SET DEFAULT {column.default}"
    yield f"DROP TYPE {qualified(was.schema, old)}"
    for table, member in aside:
        yield from made(table, member)


def _is_of(column: Column, name: str) -> bool:
    return column.type.removesuffix("[]") == name


def _is_left(default: str, enum: EnumType) -> bool:
    found = re.match(r"'((?:[^']|'')*)'::", default)
    return found is None or found[1].replace("''", "'") in enum.labels or default.startswith("'{")


def _naming(table: Table, name: str) -> Iterator[Check | Index]:
    said = f"::{name}"
    for check in table.checks:
        if said in check.expression:
            yield check
    for index in table.indexes:
        texts = [index.predicate or "", *(part.expression or "" for part in index.parts)]
        if any(said in text for text in texts):
            yield index
