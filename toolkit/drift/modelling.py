"""The models, created on a shadow; and the statements that create them, which tell whether they changed."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, MetaData
from sqlalchemy.engine.mock import MockConnection
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.sql.elements import ClauseElement

from toolkit.drift.observing import Observed


class Uncreatable(Exception):
    """The models cannot be created on an empty database."""


def create(observed: Observed, shadow: Connection) -> None:
    """Create all models of the schemas that a shadow stands for. Raises Uncreatable."""
    assert observed.original is not None
    schemas = [name for metadata in observed.metadata for name in _schemas(metadata)]
    for statement in observed.original.shadows.schemas([name for name in schemas if name not in observed.others]):
        shadow.exec_driver_sql(statement.replace("%", "%%"))
    try:
        for metadata in observed.metadata:
            metadata.create_all(shadow, tables=_tables(metadata, observed.others))
    except (SQLAlchemyError, NotImplementedError) as error:
        cause = getattr(error, "orig", None) or error
        raise Uncreatable(f"{type(cause).__name__}: {' '.join(str(cause).split())[:400]}") from error
    shadow.commit()


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
