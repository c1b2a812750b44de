"""docs/pool.schema.json says what `tk pool --format json` prints, no more and no less."""

from __future__ import annotations

import json

from hypothesis import HealthCheck, given, settings

from tests.reports.plans import EMPTY, LIMITS, ORDINARY, TOO_SLOW, pool_answer, pool_answers
from tests.reports.schemas import describes_all, hold, schema_of
from toolkit.forecast import PoolResult
from toolkit.reports.json import render

SCHEMA = schema_of("pool")


@given(pool_answers(ORDINARY))
@settings(max_examples=50, suppress_health_check=[HealthCheck.too_slow])
def test_any_answer_is_valid_and_wholly_described(given: PoolResult) -> None:
    hold(SCHEMA, render(given))


def test_an_answer_with_one_of_everything() -> None:
    hold(SCHEMA, render(pool_answer(TOO_SLOW)))
    hold(SCHEMA, render(EMPTY[-1]))


def test_every_field_is_required_and_described() -> None:
    describes_all(SCHEMA)


def test_what_the_values_work_out_is_told_too() -> None:
    told = json.loads(render(pool_answer()))
    assert told["pools"][0]["demand"] == 160
    assert told["pools"][1]["demand"] is None
    assert told["databases"][0]["limits"]["granted"] == 150
    assert told["databases"][0]["limits"]["settings"] == [list(LIMITS.settings[0])]
    assert told["databases"][0]["traffic"]["hold"] == 0.1
    assert told["databases"][0]["sessions"] == {"in transaction": 6, "idle": 82, "waiting": 0}
    assert len(told["history"]) == 20


def test_both_schemas_describe_what_they_share_alike() -> None:
    plan = schema_of("plan")["$defs"]
    assert {name: plan[name] for name in SCHEMA["$defs"]} == SCHEMA["$defs"]
    check = schema_of("check")["$defs"]
    assert {name: plan[name] for name in ("finding", "location", "place")} == {
        name: check[name] for name in ("finding", "location", "place")
    }
