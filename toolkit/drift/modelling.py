"""The statements that create the models: they tell whether the models changed."""

from __future__ import annotations

import hashlib
import warnings
from collections.abc import Sequence
from typing import Any

from sqlalchemy import MetaData
from sqlalchemy.engine.mock import MockConnection
from sqlalchemy.exc import SAWarning
from sqlalchemy.sql.elements import ClauseElement

from toolkit.rehearsal.observing import Observed


def fingerprint(observed: Observed) -> str | None:
    """Of all statements that would create the models; None where that cannot be told without a database."""
    statements: list[str] = []

    def tell(statement: Any, parameters: Any = None, options: Any = None) -> None:
        text = statement.compile(dialect=observed.dialect) if isinstance(statement, ClauseElement) else statement
        statements.append(f"{text}\0{parameters or ''}")

    mock: Any = MockConnection(observed.dialect, tell)
    try:
        with warnings.catch_warnings():
            # What SQLAlchemy warns of is said when a revision really creates it.
            warnings.simplefilter("ignore", SAWarning)
            for metadata in observed.metadata:
                metadata.create_all(mock, tables=tables_of(metadata, observed.others), checkfirst=False)
    except Exception:  # a listener of the project may ask the connection what a mock cannot answer
        return None
    # SQLAlchemy keeps the indexes of a table in a set.
    return hashlib.sha256("\0\0".join(sorted(statements)).encode()).hexdigest()


def tables_of(metadata: MetaData, without: Sequence[str]) -> list[Any]:
    """The models but for those of some schemas."""
    return [table for table in metadata.tables.values() if table.schema not in without]


def schemas_of(metadata: MetaData) -> list[str]:
    """The schemas that models name."""
    return list(dict.fromkeys(table.schema for table in metadata.tables.values() if table.schema))
