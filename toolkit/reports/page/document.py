"""The whole page around its parts."""

from __future__ import annotations

from collections.abc import Iterable

from toolkit.reports.page.drawing import hatching
from toolkit.reports.page.markup import Child, Markup, element, joined
from toolkit.reports.page.style import BLOCKED, stylesheet

POLICY = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"
"""The page loads nothing and runs nothing; the browser holds it to that."""


def document(title: str, subtitles: Iterable[str], facts: Iterable[tuple[str, str]], *sections: Child) -> str:
    """One HTML file, complete in itself."""
    head = element(
        "head",
        element("meta", charset="utf-8"),
        element("meta", http_equiv="Content-Security-Policy", content=POLICY),
        element("meta", name_="viewport", content="width=device-width, initial-scale=1"),
        element("title", title),
        element("style", Markup(stylesheet())),
    )
    top = element("header", element("h1", title), *_subtitles(subtitles), class_="page")
    body = element("body", hatching(BLOCKED), top, element("main", _facts(facts), *sections))
    return f"<!DOCTYPE html>\n{element('html', head, body, lang='en').text}"


def section(heading: str, *parts: Child) -> Markup:
    """A part of the page with its heading."""
    return element("section", element("h2", heading), *parts)


def _subtitles(lines: Iterable[str]) -> Iterable[Markup]:
    return (element("p", line, class_="muted") for line in lines)


def _facts(facts: Iterable[tuple[str, str]]) -> Markup:
    pairs = [element("div", element("dt", name), element("dd", value)) for name, value in facts]
    return element("dl", *pairs, class_="facts") if pairs else joined(())
