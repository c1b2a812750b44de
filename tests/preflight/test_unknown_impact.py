"""What could not be seen."""

from __future__ import annotations

import pytest

from tests.preflight.builders import circumstances, only, plan, pool, revision, said, statement, table
from toolkit.capacity import Limits
from toolkit.finding import Severity
from toolkit.forecast import Traffic
from toolkit.plan import PlannedStatement
from toolkit.preflight import unknown_impact

HIDDEN = "The sessions of others cannot be seen: GRANT PROCESS ON *.* TO app."
BLOCKING = statement("ALTER TABLE orders MODIFY a TEXT", table(), high=5.0)


def opaque(number: int, why: str = "it is opaque.") -> PlannedStatement:
    return statement(f"CALL fill({number})", number=number, unknown=why, impact=None, duration=None)


@pytest.mark.parametrize(
    "values",
    [
        {},
        {"seats": None, "backend": "sqlite"},
        {"pools": (pool(),)},
        {"pools": (pool(),), "plan": plan(revision(BLOCKING)), "traffic": Traffic(rate=0.0)},
        {"pools": (pool(),), "plan": plan(revision(BLOCKING)), "backend": "sqlite"},
    ],
)
def test_silent_where_all_was_seen(values: dict[str, object]) -> None:
    assert said(unknown_impact, circumstances(**values)) == []


def test_a_statement_of_which_nothing_is_known() -> None:
    told = only(unknown_impact, circumstances(opaque(1)))
    assert (told.severity, told.subject) == (Severity.NOTE, "statement 0012.1")
    assert told.fact == "What the server does for `CALL fill(1)` is not known: it is opaque."


def test_one_note_for_one_cause() -> None:
    told = said(unknown_impact, circumstances(*map(opaque, range(1, 9)), opaque(9, "another reason.")))
    assert [one.subject for one in told] == ["statement 0012.1 and 7 more", "statement 0012.9"]
    assert "for 0012.1, 0012.2, 0012.3, 0012.4, 0012.5 and 3 more is not known" in told[0].fact


def test_what_was_not_seen_is_told_once() -> None:
    given = circumstances(
        plan=plan(unseen=(HIDDEN, "The shadow lacks views.")),
        limits=Limits(max_connections=1, unseen=(HIDDEN,)),
        traffic=Traffic(unseen=("Nothing was sampled.",)),
        seats=None,
    )
    told = said(unknown_impact, given)
    assert [(one.subject, one.fact) for one in told] == [
        ("plan", HIDDEN),
        ("plan", "The shadow lacks views."),
        ("traffic", "Nothing was sampled."),
    ]
    assert {one.severity for one in told} == {Severity.NOTE}


def test_sessions_that_nobody_saw() -> None:
    assert only(unknown_impact, circumstances(seats=None)).fact == "The sessions of the server cannot be seen."


def test_traffic_that_nobody_saw_matters_where_something_blocks() -> None:
    told = only(unknown_impact, circumstances(BLOCKING, pools=(pool(),)))
    assert told.subject == "traffic"
