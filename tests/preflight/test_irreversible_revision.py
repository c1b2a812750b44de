"""A revision without a way back."""

from __future__ import annotations

import pytest

from tests.preflight.builders import circumstances, only, plan, revision, said
from toolkit.finding import Severity
from toolkit.preflight import irreversible_revision


@pytest.mark.parametrize("is_reversible", [True, None])
def test_silent_where_it_led_back_or_was_not_tried(is_reversible: bool | None) -> None:
    assert said(irreversible_revision, circumstances(plan=plan(revision(is_reversible=is_reversible)))) == []
    assert said(irreversible_revision, circumstances()) == []


@pytest.mark.parametrize(
    ("direction", "fact", "command", "remedy"),
    [
        ("upgrade", "Its downgrade did not lead back", "tk downgrade does not", "Mend downgrade() in"),
        ("downgrade", "Its upgrade did not lead back", "tk migrate does not", "Mend upgrade() in"),
    ],
)
def test_a_note_with_the_reason(direction: str, fact: str, command: str, remedy: str) -> None:
    one = revision(direction=direction, is_reversible=False, irreversible="it raises\nNotImplementedError.")
    told = only(irreversible_revision, circumstances(plan=plan(one)))
    assert (told.severity, told.subject) == (Severity.NOTE, "revision 0012")
    assert told.fact == f"{fact} on the shadow: it raises NotImplementedError."
    assert command in told.consequence
    assert told.remedy == f"{remedy} migrations/versions/0012.py."


def test_without_a_reason() -> None:
    told = only(irreversible_revision, circumstances(plan=plan(revision(is_reversible=False))))
    assert told.fact == "Its downgrade did not lead back on the shadow."
