"""Where a revision goes back to, as its statements say it."""

from __future__ import annotations

import pytest

from toolkit.execution.savepoints import Savepoints


def went(*statements: str) -> list[int | None]:
    """What each came to; the mark of a statement is its place."""
    savepoints = Savepoints()
    return [savepoints.passed(sql, place) for place, sql in enumerate(statements)]


@pytest.mark.parametrize(
    ("statements", "marks"),
    [
        (("SAVEPOINT a", "ROLLBACK TO SAVEPOINT a"), [None, 0]),
        (("SAVEPOINT a", 'SAVEPOINT "B"', "ROLLBACK TO b"), [None, None, 1]),
        (("SAVEPOINT a", "SAVEPOINT b", "ROLLBACK WORK TO a", "ROLLBACK TO b"), [None, None, 0, None]),
        (("SAVEPOINT a", "SAVEPOINT a", "RELEASE SAVEPOINT a", "ROLLBACK TO a"), [None, None, None, 0]),
        (("SAVEPOINT a", "ROLLBACK TO a", "ROLLBACK TO a"), [None, 0, 0]),
        (("SAVEPOINT a", "ROLLBACK", "ROLLBACK TO a"), [None, 0, None]),
        (("ROLLBACK TRANSACTION",), [0]),
        (("COMMIT", "SET TRANSACTION READ ONLY"), [None, None]),
    ],
)
def test_a_rollback_goes_back_to_where_its_savepoint_was_set(
    statements: tuple[str, ...], marks: list[int | None]
) -> None:
    assert went(*statements) == marks


def test_none_outlives_its_transaction() -> None:
    savepoints = Savepoints()
    savepoints.passed("SAVEPOINT a", 3)
    savepoints.clear()
    assert savepoints.passed("ROLLBACK TO a", 4) is None
