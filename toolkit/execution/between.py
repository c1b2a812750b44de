"""What somebody else did to the schema while a run lay interrupted: what the journal says is done must be there."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from sqlalchemy.engine import Connection

from toolkit.backends.sql.reading import read
from toolkit.backends.sql.values import (
    ColumnDrop,
    ColumnMade,
    Effect,
    Name,
    PartMade,
    Renamed,
    Statement,
    TableDrop,
    TableMade,
)
from toolkit.errors import ReplayDiffers
from toolkit.execution.certainty import Certainty
from toolkit.execution.journal.records import Record, Sort, State

_SHOWN = 120
_TAKES_AWAY = re.compile(r"\b(DROP|RENAME|CHANGE)\b", re.IGNORECASE)
_Thing = tuple[Name, str | None]
"""A table, or a column of it."""
_Expected = dict[tuple[str | None, str, str | None], tuple[_Thing, bool, Record]]
"""By names without regard to case, which some servers have and others have not."""


def refuse_changed(connection: Connection, backend: str, revision: str, records: Sequence[Record]) -> None:
    """Raise ReplayDiffers where what the revision made is gone, or a table or column that it dropped is there."""
    certainty = Certainty(backend)
    for index, record in _indexes(backend, records).values():
        if not certainty.has(connection, index):
            raise _changed(revision, records, record, f"the index {index.name} of {index.table.name} is not there")
    for (table, column), is_there, record in _expected(backend, records).values():
        thing = TableMade(table=table) if column is None else ColumnMade(table=table, column=column)
        if certainty.has(connection, thing) is is_there:
            continue
        told = table.name if column is None else f"{table.name}.{column}"
        raise _changed(revision, records, record, f"{told} is {'not there' if is_there else 'there'}")


def _changed(revision: str, records: Sequence[Record], record: Record, what: str) -> ReplayDiffers:
    done = sum(other.count for other in records if other.sort in (Sort.CHANGE, Sort.DEFINITION))
    return ReplayDiffers(
        f"The schema was changed since the run was interrupted in the middle of {revision}: {what}.",
        where=revision,
        why=f"The journal has as done: {' '.join(record.text.split())[:_SHOWN]}",
        mend="Nothing further was changed. Put it back as it was and run the same command again. Or go on at a "
        f"statement that you choose: `--resume-from {done + 1}` leaves all {done} out that were done. Or go back "
        "to the state before the revision (`--abandon`).",
    )


def _expected(backend: str, records: Sequence[Record]) -> _Expected:
    """Whether each thing is there after all that is done, and the statement that says so."""
    expected: _Expected = {}
    for record, statement in _sent(backend, records):
        for effect in statement.effects:
            if isinstance(effect, Renamed) and "." in statement.sql:
                # It may have gone to another database, whose name is not told.
                _expect(expected, (effect.table, None), None, record)
                continue
            for thing, is_there in _things(effect):
                _expect(expected, thing, is_there if record.state is State.DONE else None, record)
    return expected


def _sent(backend: str, records: Sequence[Record]) -> Iterator[tuple[Record, Statement]]:
    """What is done, and what was begun last in several steps: it may be done as well."""
    for record in records:
        if record.sort is Sort.DEFINITION and record.state in (State.DONE, State.BEGUN):
            for statement in read(record.text, backend):
                yield record, statement


def _indexes(backend: str, records: Sequence[Record]) -> dict[str, tuple[PartMade, Record]]:
    """The indexes that must be there: made, and of a table of which nothing was renamed or dropped since."""
    expected: dict[str, tuple[PartMade, Record]] = {}
    for record, statement in _sent(backend, records):
        if not _is_addition(statement):
            named = {name.name.casefold() for name in statement.names}
            for known in [key for key, (index, _) in expected.items() if index.table.name.casefold() in named]:
                del expected[known]
        for effect in statement.effects:
            if record.state is not State.DONE:
                continue
            if isinstance(effect, PartMade) and effect.what == "index" and effect.name is not None:
                expected[effect.name.casefold()] = effect, record
    return expected


def _is_addition(statement: Statement) -> bool:
    """Whether all that it does is seen to leave what there was."""
    additions = all(isinstance(effect, ColumnMade | PartMade) for effect in statement.effects)
    return bool(statement.effects) and additions and not _TAKES_AWAY.search(statement.sql)


def _expect(expected: _Expected, thing: _Thing, is_there: bool | None, record: Record) -> None:
    """``is_there`` is None where nothing is known any more."""
    table, column = thing
    folded = (table.schema, table.name.casefold())
    if column is None:
        # What was known of the columns of a table that is another one now is not known any more.
        for known in [known for known in expected if known[:2] == folded]:
            del expected[known]
    key = (*folded, None if column is None else column.casefold())
    expected.pop(key, None)
    if is_there is not None:
        expected[key] = (thing, is_there, record)


def _things(effect: Effect) -> Iterator[tuple[_Thing, bool]]:
    match effect:
        case TableMade():
            yield (effect.table, None), True
        case TableDrop():
            yield (effect.table, None), False
        case ColumnMade():
            yield (effect.table, effect.column), True
        case ColumnDrop():
            yield (effect.table, effect.column), False
        case Renamed(column=None):
            yield (effect.table, None), False
            yield (Name(schema=effect.table.schema, name=effect.to), None), True
        case Renamed():
            yield (effect.table, effect.column), False
            yield (effect.table, effect.to), True
