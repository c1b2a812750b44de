"""Which statements of a plan share a transaction, and so keep their locks until all of them are done."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import count

from toolkit.backends.postgresql import PostgreSQL
from toolkit.backends.sql.reading import read
from toolkit.backends.sqlite import SQLite
from toolkit.plan import PlannedRevision, PlannedStatement

_TRANSACTIONAL = (PostgreSQL.name, SQLite.name)
"""Where a definition is part of a transaction, and its locks last as long."""


def is_transactional(backend: str) -> bool:
    """Whether the locks of a definition last until its transaction ends."""
    return backend in _TRANSACTIONAL


def in_transactions(revisions: Sequence[PlannedRevision], backend: str, *, is_one: bool) -> tuple[PlannedRevision, ...]:
    """The same, each statement with the number of its transaction; ``is_one`` where all revisions share one."""
    if not is_transactional(backend):
        return tuple(revisions)
    numbers = count(1)
    number = next(numbers)
    found = []
    for revision in revisions:
        if not is_one and revision is not revisions[0]:
            number = next(numbers)
        statements = []
        for statement in revision.statements:
            if _is_alone(statement, backend):
                # It needs an autocommit block, which commits what went before.
                number = next(numbers)
                statements.append(statement)
            else:
                statements.append(replace(statement, transaction=number))
        found.append(replace(revision, statements=tuple(statements)))
    return tuple(found)


def _is_alone(statement: PlannedStatement, backend: str) -> bool:
    return any(part.alone for part in read(statement.sql, backend))
