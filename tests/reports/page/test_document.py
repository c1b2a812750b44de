from __future__ import annotations

from tests.reports.page.parsing import Page
from toolkit.reports.page.document import document, section
from toolkit.reports.page.markup import element


def test_a_page_is_complete_in_itself() -> None:
    source = document("Plan", ["shop"], [("Revisions", "2")], section("Locks", element("p", "none")))
    page = Page(source)
    assert source.startswith('<!DOCTYPE html>\n<html lang="en">')
    assert page.all("meta", charset="utf-8")
    assert page.all("meta", name="viewport")
    assert page.told("h1") == page.told("title") == "Plan"
    assert (page.told("dt"), page.told("dd"), page.told("h2")) == ("Revisions", "2", "Locks")


def test_nothing_may_be_loaded_or_run() -> None:
    [policy] = Page(document("", (), ())).all("meta", **{"http-equiv": "Content-Security-Policy"})
    assert policy["content"].startswith("default-src 'none'; style-src 'unsafe-inline'")


def test_every_pattern_that_the_style_fills_with_is_there() -> None:
    page = Page(document("", (), ()))
    ids = {found["id"] for found in page.all("pattern")}
    assert ids == {"hatch-nothing", "hatch-writes", "hatch-everything", "hatch-unknown"}
    assert all(f"url(#{name})" in page.told("style") for name in ids)
    assert page.all("dl") == [], "no facts, no list"
