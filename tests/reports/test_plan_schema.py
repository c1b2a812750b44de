"""docs/plan.schema.json says what `tk plan --format json` prints, no more and no less."""

from __future__ import annotations

import json
import math
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings

from tests.reports.plans import (
    COPY,
    EMPTY,
    EVERYTHING_NONE,
    ORDERS,
    ORDINARY,
    RICH,
    STEADY,
    database,
    lasts,
    plan,
    plans,
    pools,
    revision,
)
from tests.reports.schemas import describes_all, hold, schema_of
from toolkit.plan import PlanResult
from toolkit.reports.json import render

SCHEMA = schema_of("plan")


@given(plans(ORDINARY))
@settings(max_examples=50, suppress_health_check=[HealthCheck.too_slow])
def test_any_plan_is_valid_and_wholly_described(given: PlanResult) -> None:
    hold(SCHEMA, render(given))


def test_a_plan_with_one_of_everything() -> None:
    hold(SCHEMA, render(RICH))
    hold(SCHEMA, render(EMPTY[0]))


def test_every_field_is_required_and_described() -> None:
    describes_all(SCHEMA)


def test_words_are_those_of_the_values() -> None:
    statement = json.loads(render(RICH))["databases"][0]["revisions"][0]["statements"][1]
    assert (statement["impact"]["work"], statement["impact"]["blocks"]) == ("rewrite", "writes")
    assert statement["tables"][0]["work"] == "rewrite"
    assert statement["duration"] == {"low": 40, "high": 90, "basis": "measured"}


@pytest.mark.parametrize("number", [math.inf, -math.inf, math.nan])
def test_what_has_no_end_is_null(number: float) -> None:
    endless = replace(COPY, duration=lasts(1.0, number))
    steady = replace(STEADY, rate=0.0, onset=number)
    text = render(plan(database(revision("bb22", "", endless), pools=pools(steady=(steady,)))))
    hold(SCHEMA, text)
    told = json.loads(text)["databases"][0]
    assert told["revisions"][0]["statements"][0]["duration"]["high"] is None
    assert told["pools"]["steady"][0]["margin"] is None
    assert told["pools"]["steady"][0]["onset"] is None


def test_another_form_is_noticed() -> None:
    odd = replace(ORDERS, direction="sideways")
    with pytest.raises(Exception, match="sideways"):
        hold(SCHEMA, render(plan(database(odd))))
    with pytest.raises(Exception, match="kind"):
        hold(SCHEMA, render(EVERYTHING_NONE))
