"""The server refuses a statement."""

from __future__ import annotations

import pytest

from tests.preflight.builders import circumstances, only, said, statement
from toolkit.finding import Location, Severity
from toolkit.preflight import refused_statement

SQL = "ALTER TABLE orders ADD note TEXT DEFAULT ''"
WHY = "(1101, \"BLOB, TEXT, GEOMETRY or JSON column 'note' can't have a default value\")"


def test_silent_where_all_were_taken() -> None:
    assert said(refused_statement, circumstances()) == []
    assert said(refused_statement, circumstances(statement(SQL))) == []


@pytest.mark.parametrize(
    ("backend", "number", "consequence"),
    [
        ("mysql", 3, "with statements 1 to 2 of revision 0012 done"),
        ("mysql", 1, "nothing of revision 0012 would stay"),
        ("postgresql", 3, "nothing of revision 0012 would stay"),
    ],
)
def test_the_run_would_stop_there(backend: str, number: int, consequence: str) -> None:
    place = Location(file="migrations/versions/0012.py", line=20)
    refused = statement(SQL, number=number, refused=WHY + ".", impact=None, location=place)
    told = only(refused_statement, circumstances(refused, backend=backend))
    assert told.severity is Severity.ERROR
    assert told.subject == f"statement 0012.{number}"
    assert told.fact == f"The server refuses `{SQL}`: {WHY}."
    assert consequence in told.consequence
    assert (told.location, told.remedy) == (place, "Mend migrations/versions/0012.py.")


def test_a_long_answer_is_shortened_and_its_password_hidden() -> None:
    refused = statement(SQL, refused="near IDENTIFIED BY 'hunter2' " + "x" * 1000 + ".")
    told = only(refused_statement, circumstances(refused))
    assert len(told.fact) < 450
    assert "hunter2" not in told.fact
