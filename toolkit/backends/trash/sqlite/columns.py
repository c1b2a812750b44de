"""Columns of SQLite on their way to the trash and back."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy.engine import Connection

from toolkit.backends.catalogs.sqlite.spelling import quoted_name
from toolkit.backends.catalogs.sqlite.tokens import lower
from toolkit.backends.sql.values import Name
from toolkit.backends.trash.base import Entry, Move, Return
from toolkit.backends.trash.sqlite.definitions import Addition, addition_of, is_generated
from toolkit.backends.trash.sqlite.refusals import successor_of
from toolkit.backends.trash.sqlite.schema import (
    Column,
    Found,
    columns_of,
    count,
    find_table,
    parts_of,
    rowid_of,
    takes_name,
)
from toolkit.backends.trash.sqlite.sides import Key, filled, kept_aside, key_by, key_in, without_value
from toolkit.backends.trash.sqlite.texts import constraints_of, definitions_of, is_about, is_said, part_on, pieces_of
from toolkit.backends.trash.sqlite.writing import may_write, rewritten
from toolkit.errors import CommandRefused


def move_column(connection: Connection, table: Name, column: str, kept: str) -> Move:
    """Keep its values in a side table, then drop it."""
    found = find_table(connection, table)
    known = {} if found is None or not found.is_stored else columns_of(connection, found)
    dropped = known.get(lower(column))
    if found is None or dropped is None:
        schema = f"{quoted_name(table.schema)}." if table.schema else ""
        return Move(steps=(f"ALTER TABLE {schema}{quoted_name(table.name)} DROP COLUMN {quoted_name(column)}",))
    drop = f"ALTER TABLE {found.spelled} DROP COLUMN {quoted_name(dropped.name)}"
    key = key_in(connection, found, known)
    if key is None:
        raise CommandRefused(
            f"{found.name}.{dropped.name} cannot be moved to the trash: the rows of {found.name} have no key.",
            why="Its columns have taken all three names of the rowid.",
            mend='Rename one of the columns rowid, oid and _rowid_, or drop it with `--no-trash "REASON"`.',
        )
    side = f"{quoted_name(found.schema)}.{quoted_name(kept)}"
    query = f"SELECT {', '.join(key.spelled)}, {quoted_name(dropped.name)} FROM {found.spelled}"  # noqa: S608
    return Move(steps=(*kept_aside(side, key, query), drop), record=record_of(found, dropped, key, ()))


def record_of(table: Found, column: Column, key: Key, indexes: Collection[tuple[str, str]]) -> Mapping[str, Any]:
    """What bringing a column back needs to know."""
    return {
        "schema": table.schema,
        "table": table.name,
        "column": column.name,
        "definition": definitions_of(table.sql).get(lower(column.name), column.type),
        "key": list(key.columns),
        "indexes": [list(index) for index in indexes],
        "constraints": [each for each in constraints_of(table.sql) if is_about(each, column.name)],
    }


@dataclass(frozen=True, kw_only=True)
class _Owner:
    """The table that a column comes back to."""

    table: Found
    """What can be asked now."""
    name: str
    """What it is called when the steps run."""
    columns: dict[str, Column]

    @property
    def spelled(self) -> str:
        return f"{quoted_name(self.table.schema)}.{quoted_name(self.name)}"

    @property
    def is_to_come(self) -> bool:
        """Whether it is a successor that is about to take its name."""
        return self.table.name != self.name


def return_column(connection: Connection, entry: Entry, side: Found, definition: str) -> Return:
    """Add the column if it is not there, fill it by the key, and make its indexes."""
    owner = _owner(connection, entry, side)
    key = _key(connection, owner, entry)
    column = _column_name(entry)
    wanted = definition or str(entry.record["definition"])
    present = owner.columns.get(lower(column))
    steps: list[str] = []
    notes: list[str] = []
    written: tuple[str, ...] = ()
    if present is None:
        addition, text = addition_of(connection, owner.table, column, wanted)
        steps.append(addition.statement)
        written = tuple(_completed(connection, addition, text, without_value(side, owner.table, key), notes))
    if not (present.is_generated if present is not None else is_generated(wanted)):
        steps += _undisturbed(connection, owner, filled(side, owner.spelled, column, key))
    steps += [*written, f"DROP TABLE {side.spelled}"]
    indexes = [] if owner.is_to_come else list(_indexes(connection, owner, entry, column, notes))
    if not owner.is_to_come:
        notes += _lost_constraints(owner, entry)
    if not key.columns and not owner.is_to_come:
        notes.append(
            f"The values of {owner.name}.{column} came back by rowid: VACUUM gives rows others, so if it was run "
            "meanwhile, look at them."
        )
    return Return(
        steps=(*steps, *(sql for _, sql in indexes)),
        back=tuple(("index", name) for name, _ in indexes),
        notes=tuple(notes),
    )


def _column_name(entry: Entry) -> str:
    """As it was spelled, unless another name is wanted."""
    was = str(entry.record["column"])
    return was if entry.column is None or lower(entry.column) == lower(was) else entry.column


def owner_of(connection: Connection, entry: Entry) -> Found | None:
    """The table that a column in the trash is one of, if it has kept its name."""
    is_side = entry.table.name == entry.kept
    name = str(entry.record["table"]) if is_side else entry.table.name
    found = find_table(connection, Name(schema=entry.table.schema, name=name))
    return found if found is not None and found.is_stored else None


def _owner(connection: Connection, entry: Entry, side: Found) -> _Owner:
    found = owner_of(connection, entry)
    name = entry.table.name if found is None else found.name
    # In a rebuild the column comes back with the successor: the steps run when that has the name.
    found = found or successor_of(connection, replace(entry.table, schema=side.schema))
    if found is None:
        table = entry.record["table"]
        raise CommandRefused(
            f"{table}.{entry.column} cannot come back: there is no table {table}.",
            mend=f"Restore or create {table} first.",
        )
    return _Owner(table=found, name=name, columns=columns_of(connection, found))


def _key(connection: Connection, owner: _Owner, entry: Entry) -> Key:
    named = [owner.columns.get(lower(column)) for column in entry.record["key"]]
    columns = [column.name for column in named if column is not None]
    if columns and len(columns) == len(named):
        return key_by(columns, owner.columns)
    rowid = rowid_of(connection, owner.table, owner.columns)
    if named or rowid is None:
        key = ", ".join(entry.record["key"]) or "rowid"
        raise CommandRefused(
            f"{owner.name}.{entry.column} cannot come back: its values are kept by {key}, which {owner.name} "
            "does not have any more.",
            mend=f"Look at them in the table {entry.kept}.",
        )
    return Key(spelled=(rowid,))


def _completed(connection: Connection, addition: Addition, text: str, without: str, notes: list[str]) -> Iterator[str]:
    """Statements that write into the text what ADD COLUMN did not take."""
    told = f"{addition.table.name}.{addition.column}"
    writable = list(addition.writable())
    missing = count(connection, without) if "NOT NULL" in writable else 0
    if missing:
        writable.remove("NOT NULL")
        notes.append(f"{told} came back without NOT NULL: {missing:,} rows have no value for it.")
    complete = addition.text_with(writable, text) if may_write(connection, addition.table.schema) else None
    if writable and complete is not None:
        yield from rewritten(connection, addition.table.schema, {addition.table.name: complete})
    for clause in addition.left_out:
        if clause == "STORED":
            notes.append(f"{told} came back as VIRTUAL: SQLite adds no STORED column to a table.")
        elif clause not in addition.writable() or (clause in writable and complete is None):
            notes.append(f"{told} came back without {clause}: SQLite does not add it to a table that is there.")


def _undisturbed(connection: Connection, owner: _Owner, update: str) -> Iterator[str]:
    """The UPDATE, while the triggers on updates are away: what comes back is no change of the application's."""
    triggers = [
        trigger
        for trigger in parts_of(connection, owner.table, "trigger")
        if any(piece.token.word == "UPDATE" for piece in pieces_of(trigger.sql))
    ]
    yield from (f"DROP TRIGGER {quoted_name(owner.table.schema)}.{quoted_name(each.name)}" for each in triggers)
    yield update
    yield from (part_on(each.sql, owner.table.schema, owner.name) for each in triggers)


def _lost_constraints(owner: _Owner, entry: Entry) -> Iterator[str]:
    """Those of the table that a rebuild without the column has left out."""
    for constraint in entry.record.get("constraints", ()):
        if not is_said(constraint, owner.table.sql):
            told = " ".join(constraint.split())
            yield f"{told} did not come back to {owner.name}: SQLite adds no constraint to a table that is there."


def _indexes(
    connection: Connection, owner: _Owner, entry: Entry, column: str, notes: list[str]
) -> Iterator[tuple[str, str]]:
    schema = owner.table.schema
    known = {*owner.columns, lower(column)}
    for name, sql, columns in entry.record["indexes"]:
        if takes_name(connection, schema, name, trigger=False):
            notes.append(f"Index {name} did not come back to {owner.name}: the name is in use.")
        elif any(lower(needed) not in known for needed in columns):
            notes.append(f"Index {name} did not come back to {owner.name}: it needs other columns too.")
        else:
            yield name, part_on(sql, schema, owner.name)
