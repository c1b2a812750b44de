"""What is told of a statement whose locks are gone, without a server."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from toolkit.backends.impacts.postgresql_outside import Outside
from toolkit.backends.impacts.postgresql_relations import Relations
from toolkit.backends.impacts.postgresql_state import State
from toolkit.backends.sql.reading import read


def state(file: int | None, index: int | None) -> State:
    both: dict[str, Any] = {"schema": None, "parents": [], "modes": []}
    table: Any = SimpleNamespace(oid=20000, kind="r", name="t", file=file, home=None, **both)
    ix: Any = SimpleNamespace(oid=20001, kind="i", name="ix", file=index, home=20000, **both)
    relations = Relations().read_again([row for row in (table, ix) if row.file is not None])
    return State(relations=relations, held={}, counts={}, transaction="3/1", names="", version="", is_counted=True)


@pytest.mark.parametrize(
    ("sql", "after", "expected"),
    [
        ("CREATE INDEX CONCURRENTLY ix ON t (a)", (1, 3), "index ShareUpdateExclusiveLock nothing"),
        ("REINDEX DATABASE d", (1, 3), "index ShareLock writes"),
        ("DROP INDEX CONCURRENTLY ix", (1, None), "none ShareUpdateExclusiveLock nothing"),
        ("VACUUM FULL t", (2, 3), "rewrite AccessExclusiveLock reads and writes"),
        ("VACUUM", (1, 2), "scan ShareUpdateExclusiveLock nothing"),
        ("CALL dropping()", (None, None), "none AccessExclusiveLock reads and writes"),
        ("CALL nothing()", (1, 2), ""),
    ],
)
def test_it_is_told_as_documented(sql: str, after: tuple[int | None, int | None], expected: str) -> None:
    (statement,) = read(sql, "postgresql")
    tables = Outside(before=state(1, 2), after=state(*after), statement=statement).told()
    assert " ".join(f"{table.work.value} {table.lock} {table.blocks.value}" for table in tables) == expected
