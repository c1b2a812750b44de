"""The page of an answer: valid, whole, and safe whatever stands in it."""

from __future__ import annotations

import math
import re
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings

from tests.reports import findings
from tests.reports.page.parsing import Page
from tests.reports.plans import (
    COPY,
    CUSTOMERS,
    EMPTY,
    EVERY,
    EVERYTHING_NONE,
    ORDERS,
    RICH,
    SESSION,
    STEADY,
    TOO_SLOW,
    database,
    plan,
    pool_answer,
    pools,
    revision,
)
from tests.reports.values import PLACE
from toolkit.answers import CheckResult
from toolkit.forecast import PoolResult
from toolkit.plan import PlanResult
from toolkit.reports.html import render

ALLOWED = {
    *("html", "head", "meta", "title", "style", "body", "header", "main", "section", "article", "h1", "h2", "h3"),
    *("p", "pre", "code", "span", "div", "ul", "li", "dl", "dt", "dd", "figure", "figcaption"),
    *("table", "caption", "thead", "tbody", "tr", "th", "td"),
    *("svg", "defs", "pattern", "g", "rect", "line", "polyline", "text", "desc"),
}
HOSTILE = "</title></style></svg><script>alert(1)</script><img src=http://evil.example onerror='x'>\"'&\0\udc80\u202e"


def is_safe(source: str) -> Page:
    """Whether nothing but what the page is made of is in it, and nothing is loaded or run."""
    page = Page(source)
    source.encode()
    assert "\0" not in source
    assert {tag for tag, _ in page.elements} <= ALLOWED
    for tag, attributes in page.elements:
        for name, value in attributes.items():
            assert not name.startswith("on"), (tag, name)
            assert name not in {"href", "src", "style", "action"}, (tag, name)
            assert name not in {"x", "y", "width", "height", "x1", "x2"} or math.isfinite(float(value))
    loads = re.findall(r"url\((?!#)|@import", page.told("style"))
    assert loads == []
    return page


def test_a_plan() -> None:
    page = is_safe(render(RICH))
    assert page.told("h1") == "Plan for shop"
    assert page.told("h2").split("\n") == [
        "Findings: 1 error",
        "Locks",
        "Pools",
        "Not found out",
        "Statements",
        "Declared pools",
    ]
    facts = dict(zip(page.told("dt").split("\n"), page.told("dd").split("\n"), strict=True))
    assert facts["Revisions"] == "2"
    assert facts["Statements"] == "8"
    assert facts["Time"] == "56 s to 2.4 min"
    assert facts["Longest block"] == "90 s"
    assert facts["Requests that fail"] == "412"
    assert "+ bb22 widen the totals of orders" in page.told("h3")
    assert "not reversible: downgrade() raises NotImplementedError" in page.told("p")


def test_the_pools() -> None:
    page = is_safe(render(pool_answer(TOO_SLOW)))
    assert page.told("h1") == "Pools for shop"
    assert page.told("h2").split("\n") == ["Findings: 1 error", "Pools of shop", "Traffic", "Declared pools"]
    assert TOO_SLOW.remedy in page.told("code")


def test_what_check_found() -> None:
    assert findings.MISSING.fact in is_safe(render(findings.answer(findings.MISSING))).told("p")
    agreed = is_safe(render(findings.answer()))
    assert "The models, the migrations and the database agree." in agreed.told("p")
    assert is_safe(render(CheckResult(findings=(), databases=()))).told("p") == "No database was checked."


def test_several_databases_are_told_apart() -> None:
    other = replace(PLACE, database="stock", url="sqlite:///stock.db")
    page = is_safe(render(plan(database(ORDERS), database(CUSTOMERS, place=other))))
    assert page.told("h1") == "Plan for shop, stock"
    assert {"Locks of shop", "Locks of stock"} <= set(page.told("h2").split("\n"))


@pytest.mark.parametrize("answer", [*EMPTY, EVERYTHING_NONE, plan(database(revision("dd44", "")))])
def test_little_or_nothing(answer: PlanResult | PoolResult) -> None:
    is_safe(render(answer))


def test_five_hundred_statements() -> None:
    many = revision("bb22", "", *(replace(COPY, number=place) for place in range(1, 501)))
    page = is_safe(render(plan(database(many))))
    assert len(page.all("tr")) > 500
    # A page that nobody can open helps nobody.
    assert len(page.rawdata) < 2_000_000


def test_no_end_in_sight() -> None:
    endless = replace(STEADY, rate=0.0, onset=math.inf)
    assert endless.margin == math.inf
    is_safe(render(plan(database(ORDERS, pools=pools(steady=(endless,))))))


def test_hostile_texts_are_text() -> None:
    place = replace(PLACE, database=HOSTILE, url=HOSTILE)
    statement = replace(COPY, sql=HOSTILE, sent=(HOSTILE, HOSTILE), notices=(HOSTILE,), trash=(HOSTILE,))
    answer = plan(
        database(revision(HOSTILE, HOSTILE, statement, SESSION, path=HOSTILE), place=place, unseen=(HOSTILE,)),
        findings=(replace(TOO_SLOW, subject=HOSTILE, fact=HOSTILE, remedy=HOSTILE, database=HOSTILE),),
    )
    page = is_safe(render(answer))
    assert "<script>alert(1)</script>" in page.told("p")
    assert "\\x00\\udc80\\u202e" in page.told("p")


@given(EVERY)
@settings(max_examples=80, suppress_health_check=[HealthCheck.too_slow])
def test_any_answer_makes_a_safe_page(answer: PlanResult | PoolResult) -> None:
    is_safe(render(answer))


@given(findings.ANSWERS)
@settings(max_examples=30)
def test_any_answer_of_check_makes_a_safe_page(answer: CheckResult) -> None:
    is_safe(render(answer))


def test_drawings_are_described_or_hidden() -> None:
    for drawing in Page(render(RICH)).all("svg"):
        assert drawing.get("aria-hidden") == "true" or (drawing["role"] == "img" and drawing["aria-label"])
