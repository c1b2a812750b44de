"""The statements that create the models, or what stands for them: they tell whether the models changed."""

from __future__ import annotations

import hashlib
import warnings
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import Enum, MetaData, Table
from sqlalchemy.engine.mock import MockConnection
from sqlalchemy.exc import SAWarning
from sqlalchemy.sql.elements import ClauseElement

from toolkit.drift.structure import structures_of
from toolkit.rehearsal.observing import Observed


@dataclass(frozen=True, kw_only=True)
class Statements:
    """Those that would create the models, by what they create."""

    tables: Mapping[str, str]
    """By the full name of a table, a digest of its statements."""
    types: Mapping[str, str]
    """By its name, the statement that makes an enumerated type."""
    rest: bool
    """Whether there are others, which may say anything of any table."""
    fingerprint: str
    """Of them all."""


def digests_of(observed: Observed) -> Statements | None:
    """What stands for the statements on this machine, with this version of SQLAlchemy; None where it cannot be told."""
    tables = [table for metadata in observed.metadata for table in tables_of(metadata, observed.others)]
    # SQLAlchemy takes no tables for all of them.
    structures = structures_of(observed.dialect, tables[1:])
    rest = statements_of(observed, without=structures)
    if rest is None:
        return None
    known = {table.fullname: _digest([structure]) for table, structure in structures.items()}
    return replace(
        rest,
        tables={**rest.tables, **known},
        fingerprint=_digest([rest.fingerprint, *(f"{name} {digest}" for name, digest in sorted(known.items()))]),
    )


def statements_of(observed: Observed, without: Collection[Table] = ()) -> Statements | None:
    """None where they cannot be told without a database."""
    found: list[tuple[Any, str]] = []

    def tell(statement: Any, parameters: Any = None, options: Any = None) -> None:
        text = statement.compile(dialect=observed.dialect) if isinstance(statement, ClauseElement) else statement
        found.append((getattr(statement, "element", None), f"{text}\0{parameters or ''}"))

    mock: Any = MockConnection(observed.dialect, tell)
    try:
        with warnings.catch_warnings():
            # What SQLAlchemy warns of is said when a revision really creates it.
            warnings.simplefilter("ignore", SAWarning)
            for metadata in observed.metadata:
                tables = [table for table in tables_of(metadata, observed.others) if table not in without]
                metadata.create_all(mock, tables=tables, checkfirst=False)
    except Exception:  # a listener of the project may ask the connection what a mock cannot answer
        return None
    return _sorted(found)


def _sorted(found: Sequence[tuple[Any, str]]) -> Statements:
    tables: dict[str, list[str]] = {}
    types: dict[str, str] = {}
    rest = False
    for element, text in found:
        owner = element if isinstance(element, Table) else getattr(element, "table", None)
        if isinstance(owner, Table):
            tables.setdefault(owner.fullname, []).append(text)
        elif isinstance(element, Enum):
            types[f"{element.schema or ''}.{element.name}"] = text
        else:
            rest = True
    return Statements(
        # SQLAlchemy keeps the indexes of a table in a set.
        tables={name: _digest(sorted(texts)) for name, texts in tables.items()},
        types=types,
        rest=rest,
        fingerprint=_digest(sorted(text for _, text in found)),
    )


def _digest(texts: Sequence[str]) -> str:
    return hashlib.sha256("\0\0".join(texts).encode()).hexdigest()


def fingerprint(observed: Observed) -> str | None:
    """Of all statements that would create the models; None where that cannot be told without a database."""
    found = statements_of(observed)
    return None if found is None else found.fingerprint


def tables_of(metadata: MetaData, without: Sequence[str]) -> list[Any]:
    """The models but for those of some schemas."""
    return [table for table in metadata.tables.values() if table.schema not in without]


def schemas_of(metadata: MetaData) -> list[str]:
    """The schemas that models name."""
    return list(dict.fromkeys(table.schema for table in metadata.tables.values() if table.schema))
