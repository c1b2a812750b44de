"""The statements of a plan."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from tests.preflight.builders import circumstances, plan, revision, statement
from toolkit.preflight.statements import SHOWN, listed, pending, shortened


def test_in_order_with_their_revisions() -> None:
    two = plan(
        revision(statement("SELECT 1"), statement("SELECT 2", number=2)), revision(statement("SELECT 3"), name="0013")
    )
    assert [one.label for one in pending(circumstances(plan=two))] == ["0012.1", "0012.2", "0013.1"]


def test_without_a_plan_there_is_none() -> None:
    assert list(pending(circumstances())) == []


def test_a_statement_is_shown_on_one_line_without_passwords() -> None:
    assert shortened("ALTER TABLE orders\n   ADD note TEXT") == "ALTER TABLE orders ADD note TEXT"
    assert "hunter2" not in shortened("CREATE USER app IDENTIFIED BY 'hunter2'")


@given(st.text())
def test_a_statement_is_never_too_long(sql: str) -> None:
    assert len(shortened(sql)) <= SHOWN


def test_a_long_list_is_counted() -> None:
    assert listed(["a"]) == "a"
    assert listed(list("abcde")) == "a, b, c, d, e"
    assert listed(list("abcdefg")) == "a, b, c, d, e and 2 more"
