"""PostgreSQL: tables and their members. https://www.postgresql.org/docs/current/sql-altertable.html."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy import Enum

from toolkit.backends.alterations.base import Altered, Traits, Unwritable
from toolkit.backends.alterations.generated import aside, in_order, speaks_of
from toolkit.backends.alterations.postgresql_columns import added, altered_column, defined, using
from toolkit.backends.alterations.postgresql_members import kind_of, made, removed
from toolkit.backends.alterations.postgresql_objects import altered_object
from toolkit.backends.alterations.postgresql_words import described, named, qualified, with_options
from toolkit.catalog.alterations import Alteration
from toolkit.catalog.members import Column
from toolkit.catalog.values import Catalog, Table

_OWN = frozenset({"unlogged", "row security", "force row security", "tablespace", "access method", "of type"})
_FIRST = ("foreign key", "check", "exclusion", "unique", "index", "primary key")
"""What is removed first: a foreign key needs the key that it refers to."""


class PostgreSQLAlterations:
    """Each change is a statement: nothing is rewritten that need not be, whatever stands beside it."""

    traits = Traits(views_hold=True, converts_defaults=False, generated_hold=True)

    def rendered_type(self, kind: Any) -> tuple[str, str] | None:
        """A type of its own is made and dropped by statements of its own, not by each table that uses it."""
        if not isinstance(kind, Enum) or not getattr(kind, "native_enum", True) or not kind.name:
            return None
        said = [*map(repr, kind.enums), f"name={str(kind.name)!r}"]
        said += [f"schema={kind.schema!r}"] if kind.schema else []
        return "from sqlalchemy.dialects import postgresql", f"postgresql.ENUM({', '.join(said)}, create_type=False)"

    def table(self, altered: Altered) -> Sequence[str]:
        return list(_table(altered))

    def alone(self, alteration: Alteration, before: Catalog) -> Sequence[str]:
        if alteration.kind == "table":
            return list(_whole_table(alteration))
        return list(altered_object(alteration, before))

    def using(self, column: str, before: str, after: str) -> str | None:
        return using(column, before, after)


def _table(altered: Altered) -> Iterator[str]:
    table = qualified(altered.before.schema, altered.before.name)
    parts = sorted(altered.parts, key=_rank)
    members = [part for part in parts if part.kind not in ("column", "table")]
    for part in members:
        if not part.is_made:
            yield removed(altered.before, part.before)
    yield from _columns(table, altered)
    for part in reversed(members):
        if not part.is_removed:
            yield from made(altered.after, part.after)
    for part in parts:
        if part.kind == "table":
            yield from _facets(table, altered.before, altered.after, part.facets)


def _rank(part: Alteration) -> int:
    return _FIRST.index(part.kind) if part.kind in _FIRST else len(_FIRST)


def _columns(table: str, altered: Altered) -> Iterator[str]:
    parts = in_order(part for part in altered.parts if part.kind == "column")
    # Before PostgreSQL 17 there is no other way to another expression, nor to another type of what it is made of.
    anew = [part for part in parts if part.before and part.after and _computes_anew(part.before, part.after)]
    going = [*(part.before for part in anew), *aside(altered)]
    gone = [part for part in parts if part.is_removed and part.before.computed]
    for column in sorted([*(part.before for part in gone), *going], key=lambda column: column.computed is None):
        yield f"ALTER TABLE {table} DROP COLUMN {named(column.name)}"
    for part in (part for part in parts if part not in gone):
        if part.is_removed:
            yield f"ALTER TABLE {table} DROP COLUMN {named(part.before.name)}"
        elif part.is_made or part in anew:
            yield from added(altered.after, part.after)
        else:
            yield from altered_column(altered.before, part.before, part.after, part.facets)
    for column in aside(altered):
        yield from added(altered.after, column)
    yield from _again(altered, [column.name for column in going])


def _again(altered: Altered, names: Sequence[str]) -> Iterator[str]:
    """What went with columns that are made again."""
    taken = {(other.kind, other.name) for other in altered.parts}
    members = [member for name in names for member in _of_column(altered.after, name)]
    for at, member in enumerate(members):
        if (kind_of(member), member.name) not in taken and member not in members[:at]:
            yield from made(altered.after, member)


def _computes_anew(before: Column, after: Column) -> bool:
    return (before.computed, before.computed_stored) != (after.computed, after.computed_stored) and bool(after.computed)


def _of_column(table: Table, column: str) -> Iterator[Any]:
    """What goes with a column, and is to be there after it."""
    keys: list[Any] = [*([table.primary_key] if table.primary_key else []), *table.uniques, *table.foreign_keys]
    yield from (key for key in keys if column in key.columns)
    for index in table.indexes:
        texts = [text for part in index.parts for text in (part.column, part.expression) if text]
        if any(speaks_of(text, column) for text in (*texts, *index.include, index.predicate or "")):
            yield index
    yield from (check for check in table.checks if speaks_of(check.expression, column))


def _whole_table(alteration: Alteration) -> Iterator[str]:
    if alteration.is_removed:
        yield f"DROP TABLE {qualified(alteration.before.schema, alteration.before.name)}"
        return
    table: Table = alteration.after
    options = dict(table.options)
    if table.partitioning and table.partitioning.startswith("PARTITION OF"):
        raise Unwritable(f"partition {table.name}", "Write `CREATE TABLE ... PARTITION OF ...` in the revision.")
    unlogged = "UNLOGGED " if "unlogged" in options else ""
    head = f"CREATE {unlogged}TABLE {qualified(table.schema, table.name)}"
    columns = ",\n    ".join(defined(table, column) for column in table.columns)
    tail = f" INHERITS ({', '.join(table.inherits)})" if table.inherits else ""
    tail += f" {table.partitioning}" if table.partitioning else ""
    tail += with_options((name, value) for name, value in table.options if _is_storage(name))
    yield f"{head} (\n    {columns}\n){tail}"
    keys = (*([table.primary_key] if table.primary_key else []), *table.uniques, *table.checks, *table.exclusions)
    for member in (*keys, *table.indexes, *table.foreign_keys):
        yield from made(table, member)
    yield from _described(table)
    for name, value in table.options:
        if not _is_storage(name) and name != "unlogged":
            yield from _option(qualified(table.schema, table.name), name, None, value)


def _described(table: Table) -> Iterator[str]:
    if table.comment:
        yield described("TABLE", qualified(table.schema, table.name), table.comment)
    for column in table.columns:
        if column.comment:
            yield described("COLUMN", f"{qualified(table.schema, table.name)}.{named(column.name)}", column.comment)


def _facets(table: str, before: Table, after: Table, facets: Sequence[str]) -> Iterator[str]:
    for facet in facets:
        match facet:
            case "comment":
                yield described("TABLE", table, after.comment)
            case "options":
                was, now = dict(before.options), dict(after.options)
                for name in sorted(was.keys() | now.keys()):
                    if was.get(name) != now.get(name):
                        yield from _option(table, name, was.get(name), now.get(name))
            case "inherits":
                yield from (f"ALTER TABLE {table} NO INHERIT {gone}" for gone in before.inherits)
                yield from (f"ALTER TABLE {table} INHERIT {parent}" for parent in after.inherits)
            case _:
                raise Unwritable(
                    f"the {facet} of table {before.name}",
                    "A table cannot be partitioned afterwards: make a new one, and move the rows.",
                )


def _is_storage(name: str) -> bool:
    return name not in _OWN and " " not in name


def _option(table: str, name: str, was: str | None, now: str | None) -> Iterator[str]:
    if _is_storage(name):
        yield f"ALTER TABLE {table} " + (f"RESET ({name})" if now is None else f"SET ({name} = {now})")
        return
    words = _WORDS.get(name)
    if words is not None:
        yield f"ALTER TABLE {table} {words[0].format(named(now)) if now else words[1]}"
        return
    kind, _, of = name.partition(" ")
    if name == "replica identity" and now != "USING INDEX":
        yield f"ALTER TABLE {table} REPLICA IDENTITY {now or 'DEFAULT'}"
    elif kind in _ATTACHED:
        drop, make = _ATTACHED[kind]
        yield from ([drop.format(named(of), table)] if was else [])
        yield from ([make(of, table, now)] if now else [])
    else:
        raise Unwritable(f"{name} of table {table}", "Write the ALTER TABLE in the revision.")


def _policy(name: str, table: str, definition: str) -> str:
    """``PERMISSIVE SELECT TO ...``, as the reader has it."""
    kind, rest = definition.split(" ", 1)
    return f"CREATE POLICY {named(name)} ON {table} AS {kind} FOR {rest}"


_WORDS: Mapping[str, tuple[str, str]] = {
    "unlogged": ("SET UNLOGGED", "SET LOGGED"),
    "row security": ("ENABLE ROW LEVEL SECURITY", "DISABLE ROW LEVEL SECURITY"),
    "force row security": ("FORCE ROW LEVEL SECURITY", "NO FORCE ROW LEVEL SECURITY"),
    "tablespace": ("SET TABLESPACE {}", "SET TABLESPACE pg_default"),
    "clustered on": ("CLUSTER ON {}", "SET WITHOUT CLUSTER"),
}
"""By option, what sets it and what takes it away."""
_ATTACHED: Mapping[str, tuple[str, Callable[[str, str, str], str]]] = {
    "policy": ("DROP POLICY {} ON {}", _policy),
    "rule": ("DROP RULE {} ON {}", lambda *said: said[-1].rstrip(";")),
    "statistics": ("DROP STATISTICS {}", lambda *said: f"CREATE STATISTICS {named(said[0])} {said[-1]}"),
}
"""What hangs on a table without being a member of it."""
