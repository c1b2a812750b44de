from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.reports.page.parsing import Page
from toolkit.reports.characters import shown
from toolkit.reports.page.markup import Markup, element, joined, paragraphs, preformatted


def test_attributes() -> None:
    made = element("rect", x=1.0, y=0.333333, stroke_width=2, class_="writes", viewBox="0 0 1 1", title=None)
    assert made.text == '<rect x="1" y="0.33" stroke-width="2" class="writes" viewBox="0 0 1 1"></rect>'
    assert element("meta", charset="utf-8").text == '<meta charset="utf-8">'


@pytest.mark.parametrize("number", [math.nan, math.inf, -math.inf])
def test_a_coordinate_is_a_number(number: float) -> None:
    assert element("rect", x=number).text == '<rect x="0"></rect>'


def test_markup_stays_and_text_is_escaped() -> None:
    assert element("p", element("b", "<"), "<b>", Markup("<br>")).text == "<p><b>&lt;</b>&lt;b&gt;<br></p>"
    assert joined(["a&b", Markup("&amp;")]).text == "a&amp;b&amp;"


def test_paragraphs_and_what_is_pasted() -> None:
    assert paragraphs(["a", "b"]).text == "<p>a</p><p>b</p>"
    assert preformatted("a\n\tb", "What to do").text == '<pre aria-label="What to do"><code>a\n\tb</code></pre>'


@given(st.text(st.characters(exclude_categories=())))
def test_any_text_comes_back_as_it_is_shown(text: str) -> None:
    page = Page(element("p", text, title=text).text)
    assert page.told().replace("\n", "") == shown(text, keep="\n\t").replace("\n", "")
    assert [tag for tag, _ in page.elements] == ["p"]
    assert set(page.elements[0][1]) == {"title"}
    page.rawdata.encode()
