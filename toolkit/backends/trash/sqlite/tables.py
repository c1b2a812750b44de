"""Tables of SQLite on their way to the trash and back."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from sqlalchemy.engine import Connection

from toolkit.backends.catalogs.sqlite.spelling import quoted_name
from toolkit.backends.catalogs.sqlite.tokens import lower
from toolkit.backends.sql.values import Name
from toolkit.backends.trash.base import Entry, Move, Return
from toolkit.backends.trash.sqlite.modules import shadows_that_follow
from toolkit.backends.trash.sqlite.references import references_of, references_to, referring_rows
from toolkit.backends.trash.sqlite.refusals import is_being_rebuilt, refuse_as_a_drop, refuse_what_is_no_table
from toolkit.backends.trash.sqlite.schema import Found, find_table, parts_of, pragma, takes_name
from toolkit.backends.trash.sqlite.texts import is_plain, part_on, under_name, without_keys
from toolkit.backends.trash.sqlite.writing import may_write, renamed, rewritten
from toolkit.errors import CommandRefused


def move_table(connection: Connection, table: Name, kept: str) -> Move:
    """Rename it, after its indexes and triggers: their names are those of the whole schema."""
    found = find_table(connection, table)
    refuse_what_is_no_table(connection, table, found)
    assert found is not None, "the server has refused"
    refuse_as_a_drop(connection, found)
    indexes, triggers = parts_of(connection, found, "index"), parts_of(connection, found, "trigger")
    schema = quoted_name(found.schema)
    record: dict[str, Any] = {
        "schema": found.schema,
        "name": found.name,
        "sql": found.sql,
        "indexes": [list(part) for part in indexes],
        "triggers": [list(part) for part in triggers],
        "shadows": shadows_that_follow(connection, found, kept),
        "references": [
            [reference.parent, list(reference.columns), list(reference.referred)]
            for reference in references_of(connection, found)
        ],
    }
    steps = (
        *(f"DROP TRIGGER {schema}.{quoted_name(part.name)}" for part in triggers),
        *(f"DROP INDEX {schema}.{quoted_name(part.name)}" for part in indexes),
        *_moving(connection, found, kept),
    )
    return Move(steps=steps, record=record)


def _moving(connection: Connection, table: Found, kept: str) -> Iterator[str]:
    children = {} if not pragma(connection, "foreign_keys") else _children(connection, table)
    is_needed = table.is_stored and not is_plain(table.sql, table.name)
    if (children or is_needed) and not may_write(connection, table.schema):
        if children or not is_being_rebuilt(connection, table):
            raise _unwritable(table)
        is_needed = False
    if is_needed:
        inert = without_keys(table.sql, table.name, table.name)
        yield from rewritten(connection, table.schema, {table.name: inert})
    yield from renamed(connection, table, kept)
    yield from rewritten(connection, table.schema, children)


def _children(connection: Connection, table: Found) -> Mapping[str, str]:
    """The texts of the tables whose REFERENCES follow the rename: they are put back as they were."""
    return {
        reference.child: reference.child_sql
        for reference in references_to(connection, table)
        if lower(reference.child) != lower(table.name)
    }


def _unwritable(table: Found) -> CommandRefused:
    return CommandRefused(
        f"{table.name} cannot be moved to the trash: this SQLite library refuses to write the schema table.",
        why="Its foreign keys, or those that refer to it, would stand in the way of other tables.",
        mend="Use a Python whose SQLite is not in defensive mode, or drop it with `--no-trash`.",
    )


def return_table(connection: Connection, entry: Entry, kept: Found) -> Return:
    """Rename it back, then make what it had."""
    record, wanted = entry.record, entry.table.name
    # As it was spelled, which the name in a statement may not be.
    name = str(record["name"]) if lower(wanted) == lower(record["name"]) else wanted
    notes: list[str] = []
    steps = [*renamed(connection, kept, name), *_texts(connection, kept, name, record, notes)]
    back: list[tuple[str, str]] = []
    for part, sql in record["indexes"]:
        if takes_name(connection, kept.schema, part, trigger=False):
            notes.append(f"Index {part} did not come back to {name}: the name is in use.")
            continue
        steps.append(part_on(sql, kept.schema, name))
        back.append(("index", part))
    for part, sql in record["triggers"]:
        if name != record["name"]:
            notes.append(f"Trigger {part} did not come back: it is about {record['name']}, not about {name}.")
        elif takes_name(connection, kept.schema, part, trigger=True):
            notes.append(f"Trigger {part} did not come back to {name}: the name is in use.")
        else:
            steps.append(part_on(sql, kept.schema, name))
            back.append(("trigger", part))
    return Return(steps=tuple(steps), back=tuple(back), notes=(*notes, *_orphans(connection, kept, name, record)))


def _texts(
    connection: Connection, kept: Found, name: str, record: Mapping[str, Any], notes: list[str]
) -> tuple[str, ...]:
    """Give the table the text that it had, if nobody has changed it since."""
    was = str(record["sql"])
    if kept.is_stored and kept.sql not in _texts_in_trash(was, str(record["name"]), kept.name):
        notes.append(f"{name} was changed while it was in the trash: its foreign keys did not come back.")
        return ()
    if not may_write(connection, kept.schema):
        if record["references"]:
            notes.append(f"The foreign keys of {name} did not come back: SQLite refuses to write the schema table.")
        return ()
    texts = {name: under_name(was, str(record["name"]), name)}
    if name == record["name"]:
        texts |= dict(record["shadows"])
    return rewritten(connection, kept.schema, texts)


def _texts_in_trash(sql: str, name: str, kept: str) -> tuple[str, str]:
    """How a move leaves the text, with and without the permission to write it."""
    return without_keys(sql, name, kept), under_name(sql, "", kept)


def _orphans(connection: Connection, kept: Found, name: str, record: Mapping[str, Any]) -> Iterator[str]:
    for parent, columns, referred in record["references"]:
        is_itself = lower(parent) == lower(record["name"])
        there = kept if is_itself else find_table(connection, Name(schema=kept.schema, name=parent))
        if there is None:
            continue
        _, orphans = referring_rows(connection, kept.name, tuple(columns), there, tuple(referred))
        if orphans:
            are = "row of {0} refers" if orphans == 1 else "rows of {0} refer"
            yield f"{orphans:,} {are.format(name)} to rows of {parent} that are not there any more."
