"""Whether anything is at stake: where no table has a row, nobody waits for long, and nothing can fail to fit."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING, Any

from alembic.runtime.migration import MigrationContext
from sqlalchemy import Connection
from sqlalchemy.exc import DBAPIError

from toolkit.backends.capacity.register import capacity_of
from toolkit.backends.own import is_our_own
from toolkit.backends.register import backend_of
from toolkit.backends.sql.values import Name
from toolkit.capacity import TableSize
from toolkit.execution.apart import looking_apart
from toolkit.execution.intention import FindSteps
from toolkit.execution.passing import UNPREPARED

if TYPE_CHECKING:
    from toolkit.planning.renaming import Key

MOST_ASKED = 50
"""Tables that are asked for a row where the server estimates that none has any."""


class AtStake(BaseException):
    """Raised within env.py: the run must not begin before its plan was made. No error, so that nobody handles it."""


def look_before(context: MigrationContext, find_steps: FindSteps) -> None:
    """Raises AtStake where what is pending may concern a table with rows. Over a connection of its own."""
    connection = context.connection
    assert connection is not None
    was_in_transaction = connection.in_transaction()
    heads = tuple(context.get_current_heads())
    if not was_in_transaction:
        connection.rollback()

    def is_at_stake(live: Connection) -> bool:
        try:
            sizes = sizes_of(live)
        except DBAPIError:
            # Somebody changes the schema just now: then the plan will tell who.
            return True
        # The files of a long history take longer to read than a database without rows is worth.
        if not have_rows(live, sizes.values(), context.version_table):
            return False
        steps = find_steps(heads)
        return bool(steps) and have_rows(live, sized(named_by(steps, sizes), sizes), context.version_table)

    if _apart(connection, is_at_stake):
        raise AtStake


def _apart(connection: Connection, work: Any) -> bool:
    if not connection.dialect.is_async:
        return bool(looking_apart(connection.engine, work))
    # env.py has an event loop around it, so that another one needs a thread.
    with ThreadPoolExecutor(max_workers=1) as thread:
        return bool(thread.submit(looking_apart, connection.engine, work).result())


def sizes_of(live: Connection) -> Mapping[Key, TableSize]:
    """Of the tables of a database, as its server estimates them."""
    capacity = capacity_of(backend_of(live.dialect).name)
    found = () if capacity is None else capacity.sizes(live)
    return {(size.schema, size.name): size for size in found}


def named_by(steps: Sequence[Any], sizes: Mapping[Key, TableSize]) -> list[Name] | None:
    """The tables that the revision files name; None where it may be any."""
    names = [Name(schema=schema, name=name) for schema, name in sizes]
    from toolkit.planning.choosing import concerned

    found = concerned([Path(step.revision.path) for step in steps], names)
    return None if found is None else list(found)


def sized(tables: Sequence[Name] | None, sizes: Mapping[Key, TableSize]) -> list[TableSize]:
    """The sizes of these tables, or of all."""
    names = sizes.keys() if tables is None else [(table.schema, table.name) for table in tables]
    return [sizes[name] for name in names]


def have_rows(live: Connection, sizes: Iterable[TableSize], version_table: str) -> bool:
    """By the server's estimate, which may be nought for a few. What tk and Alembic keep for themselves is none."""
    known = [size for size in sizes if not (is_our_own(size.name) or size.name == version_table)]
    return any(size.rows > 0 for size in known) or any(_has_a_row(live, size) for size in known[:MOST_ASKED])


def _has_a_row(live: Connection, size: TableSize) -> bool:
    names = [name for name in (size.schema, size.name) if name is not None]
    quoted = ".".join(map(live.dialect.identifier_preparer.quote_identifier, names))
    try:
        asked = live.exec_driver_sql(f"SELECT 1 FROM {quoted} LIMIT 1", execution_options=UNPREPARED)  # noqa: S608  the name is quoted
        return asked.first() is not None
    except DBAPIError:
        # Who may not read it, or not now since it is locked, cannot say that it is empty.
        return True
