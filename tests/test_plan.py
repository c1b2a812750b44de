"""The values of a plan."""

from __future__ import annotations

import dataclasses

import pytest

from toolkit.plan import PlannedDatabase, PlannedStatement, PlannedTable, PlanResult


@pytest.mark.parametrize(("schema", "name"), [(None, "orders"), ("log", "log.orders"), ("", "orders")])
def test_a_table_is_named_with_its_schema(schema: str | None, name: str) -> None:
    table = PlannedTable(schema=schema, name="orders", rows=3, bytes=4, work="none", blocks="nothing", lock=None)
    assert str(table) == name


def test_a_statement_of_which_nothing_is_known_says_so_by_none() -> None:
    statement = PlannedStatement(number=1, sql="CALL x()", sent=(), kind="opaque")
    assert (statement.impact, statement.duration, statement.unknown, statement.location) == (None,) * 4
    assert statement.times == 1
    assert statement.tables == statement.trash == statement.returns == statement.notices == ()


def test_what_serves_other_reports_is_left_out_of_json() -> None:
    text_only = {item.name for item in dataclasses.fields(PlanResult) if item.metadata.get("text_only")}
    assert text_only == {"pages", "configuration"}


def test_values_do_not_change() -> None:
    planned = PlanResult(findings=(), databases=())
    with pytest.raises(dataclasses.FrozenInstanceError):
        planned.findings = ()  # type: ignore[misc]  # that is the test
    assert PlannedDatabase.__dataclass_params__.frozen  # type: ignore[attr-defined]  # of every dataclass
