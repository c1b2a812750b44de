"""HTML and SVG as values: text is escaped unless it is Markup already, so nothing can be forgotten."""

from __future__ import annotations

import html
import math
from collections.abc import Iterable
from dataclasses import dataclass

from toolkit.reports.characters import shown

VOID = frozenset({"meta", "br"})
"""Elements that have no end tag (HTML, 13.1.2)."""


@dataclass(frozen=True)
class Markup:
    """A piece of the page, made here or by ``element``."""

    text: str


Child = Markup | str
Value = str | float | None


def element(name: str, *children: Child, **attributes: Value) -> Markup:
    """An element; ``class_`` is ``class``, ``stroke_width`` is ``stroke-width``, and None leaves an attribute out."""
    given = "".join(f' {_name(key)}="{_value(value)}"' for key, value in attributes.items() if value is not None)
    start = f"<{name}{given}>"
    return Markup(start if name in VOID else f"{start}{joined(children).text}</{name}>")


def joined(children: Iterable[Child]) -> Markup:
    """One piece out of several."""
    return Markup("".join(child.text if isinstance(child, Markup) else _escaped(child) for child in children))


def paragraphs(sentences: Iterable[str]) -> Markup:
    """A paragraph for each sentence."""
    return joined(element("p", sentence) for sentence in sentences)


def preformatted(text: str, label: str | None = None) -> Markup:
    """Text to paste, with its lines as they are."""
    return element("pre", element("code", text), aria_label=label)


def _escaped(text: str) -> str:
    return html.escape(shown(text, keep="\n\t"))


def _name(key: str) -> str:
    return key.rstrip("_").replace("_", "-")


def _value(value: str | float) -> str:
    if isinstance(value, str):
        return _escaped(value)
    # A coordinate that is no number would make a browser drop the whole drawing.
    return f"{value:.2f}".rstrip("0").rstrip(".") if math.isfinite(value) else "0"
