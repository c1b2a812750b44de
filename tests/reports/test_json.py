from __future__ import annotations

import json
import math
from dataclasses import replace

import pytest

from tests.reports.values import entry, outcome, status
from toolkit.answers import Revisions
from toolkit.impact import Blocks, Impact, TableImpact, Work
from toolkit.reports.json import SCHEMA_VERSION, render


def test_the_form_has_a_version() -> None:
    assert json.loads(render(outcome("upgrade")))["schema_version"] == SCHEMA_VERSION == 1


def test_fields_are_those_of_the_value() -> None:
    found = json.loads(render(status()))
    assert found["databases"][0]["place"]["backend"] == "mysql"
    assert [pending["revision"] for pending in found["databases"][0]["pending"]] == ["bb22", "cc33"]
    assert found["settings"] == {"url": "TK_URL"}


def test_what_is_for_people_is_left_out() -> None:
    found = json.loads(render(Revisions(revisions=(entry("aa11"),))))["revisions"][0]
    assert "line" not in found
    assert "details" not in found
    assert found["is_current"] is None


def test_seconds_are_rounded_and_text_is_not_escaped() -> None:
    text = render(Revisions(revisions=(entry("aa11", "naïve 日本"),)))
    assert "naïve 日本" in text
    assert json.loads(render(outcome("upgrade")))["seconds"] == 1.234568


@pytest.mark.parametrize("number", [math.inf, -math.inf, math.nan])
def test_what_has_no_end_is_null_as_json_has_no_word_for_it(number: float) -> None:
    text = render(replace(outcome("upgrade"), seconds=number))
    assert '"seconds": null' in text
    assert json.loads(text)["seconds"] is None


def test_words_of_a_choice_stand_for_it() -> None:
    impact = json.loads(
        render(Impact(tables=(TableImpact(schema=None, name="a", work=Work.SCAN, blocks=Blocks.WRITES),)))
    )
    assert (impact["tables"][0]["work"], impact["work"], impact["blocks"]) == ("scan", "scan", "writes")
