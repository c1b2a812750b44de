"""The application that runs now will notice."""

from __future__ import annotations

import pytest

from tests.preflight.builders import circumstances, only, said, statement
from tests.preflight.test_takings import REBUILD
from toolkit.finding import Severity
from toolkit.preflight import breaking_change

GONE = "Whoever still names orders.note fails: the column is gone."


def test_silent_where_nobody_notices() -> None:
    assert said(breaking_change, circumstances()) == []
    assert said(breaking_change, circumstances(statement("ALTER TABLE orders ADD note TEXT"))) == []


@pytest.mark.parametrize(
    ("sql", "remedy"),
    [
        ("ALTER TABLE orders DROP COLUMN note", "Release code that no longer names it"),
        ("ALTER TABLE orders RENAME COLUMN note TO remark", "Add the new name beside the old one"),
        ("ALTER TABLE orders ADD COLUMN note VARCHAR(9) NOT NULL", "Add it with a default"),
        ("CALL whatever()", "Release code that no longer names it"),
    ],
)
def test_what_it_notices(sql: str, remedy: str) -> None:
    told = only(breaking_change, circumstances(statement(sql, notices=(GONE, "And more."))))
    assert (told.severity, told.subject) == (Severity.WARNING, "statement 0012.1")
    assert told.consequence == f"{GONE} And more."
    assert told.remedy.startswith(remedy)


def test_a_table_that_is_made_anew_is_noticed_by_nobody() -> None:
    rebuild = [
        statement(sql, number=number, notices=("Whoever still reads or writes orders fails.",) if "DROP" in sql else ())
        for number, sql in enumerate(REBUILD, start=1)
    ]
    assert said(breaking_change, circumstances(*rebuild, backend="sqlite")) == []
    assert len(said(breaking_change, circumstances(*rebuild[:3], backend="sqlite"))) == 1
