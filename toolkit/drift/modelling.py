"""The models, created on a shadow; and the statements that create them, which tell whether they changed."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Connection, Engine, MetaData, event
from sqlalchemy.engine.mock import MockConnection
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.sql.elements import ClauseElement

from toolkit.drift.observing import Observed

STATEMENT = 160
"""Characters of a refused statement that are told."""


class Uncreatable(Exception):
    """The server refuses a statement that creates the models."""

    def __init__(self, statement: str, why: str) -> None:
        super().__init__(f"{statement}: {why}")
        self.statement, self.why = statement, why


def create(observed: Observed, shadow: Connection, defaults: Sequence[str]) -> list[Uncreatable]:
    """Create the models on a shadow; what the server refuses is passed over, and returned.

    ``defaults`` are statements for what the models leave to the database: as the revisions have it.
    """
    assert observed.original is not None
    for statement in defaults:
        shadow.exec_driver_sql(statement)
    schemas = [name for metadata in observed.metadata for name in _schemas(metadata)]
    for statement in observed.original.shadows.schemas([name for name in schemas if name not in observed.others]):
        shadow.exec_driver_sql(statement.replace("%", "%%"))
    shadow.commit()
    # Or PostgreSQL would take no statement after the first that it refuses.
    alone = shadow.execution_options(isolation_level="AUTOCOMMIT")
    refused: list[Uncreatable] = []
    for metadata in observed.metadata:
        try:
            with _refusals_noted(shadow.engine, refused):
                metadata.create_all(alone, tables=_tables(metadata, observed.others))
        except SQLAlchemyError as error:
            refused.append(Uncreatable("the models", _one_line(error)))
    return refused


@contextmanager
def _refusals_noted(engine: Engine, refused: list[Uncreatable]) -> Iterator[None]:
    """Go on after a statement that the server refuses."""

    def note(send: Callable[[], None], statement: str, context: Any) -> bool:
        try:
            send()
        except context.dialect.loaded_dbapi.Error as error:
            if not context.isddl:
                raise
            refused.append(Uncreatable(_one_line(statement)[:STATEMENT], _one_line(error)))
        return True

    def execute(cursor: Any, statement: str, parameters: Any, context: Any) -> bool:
        return note(lambda: context.dialect.do_execute(cursor, statement, parameters, context), statement, context)

    def execute_bare(cursor: Any, statement: str, context: Any) -> bool:
        return note(lambda: context.dialect.do_execute_no_params(cursor, statement, context), statement, context)

    event.listen(engine, "do_execute", execute)
    event.listen(engine, "do_execute_no_params", execute_bare)
    try:
        yield
    finally:
        event.remove(engine, "do_execute", execute)
        event.remove(engine, "do_execute_no_params", execute_bare)


def _one_line(value: object) -> str:
    return " ".join(str(getattr(value, "orig", None) or value).split())


def fingerprint(observed: Observed) -> str | None:
    """Of all statements that would create the models; None where that cannot be told without a database."""
    statements: list[str] = []

    def tell(statement: Any, parameters: Any = None, options: Any = None) -> None:
        text = statement.compile(dialect=observed.dialect) if isinstance(statement, ClauseElement) else statement
        statements.append(f"{text}\0{parameters or ''}")

    mock: Any = MockConnection(observed.dialect, tell)
    try:
        for metadata in observed.metadata:
            metadata.create_all(mock, tables=_tables(metadata, observed.others), checkfirst=False)
    except Exception:  # a listener of the project may ask the connection what a mock cannot answer
        return None
    # SQLAlchemy keeps the indexes of a table in a set.
    return hashlib.sha256("\0\0".join(sorted(statements)).encode()).hexdigest()


def _tables(metadata: MetaData, without: Sequence[str]) -> list[Any]:
    return [table for table in metadata.tables.values() if table.schema not in without]


def _schemas(metadata: MetaData) -> list[str]:
    return list(dict.fromkeys(table.schema for table in metadata.tables.values() if table.schema))
