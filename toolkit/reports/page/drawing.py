"""What all drawings share: a scale with its ticks, the frame of an SVG, text that fits, the hatching."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from toolkit.reports import quantities
from toolkit.reports.page.markup import Child, Markup, element, joined

LETTER = 7.2
"""Pixels that a letter of a label takes, on average at most: the font is the reader's."""
STEPS = (1.0, 2.0, 5.0, 10.0)
TICKS = 6
"""The most marks of an axis."""
CLOCK = (15, 30, 60, 120, 300, 600, 900, 1_800, 3_600, 7_200, 14_400, 21_600, 43_200, 86_400)
"""Seconds between the marks of an axis that is longer than one and a half minutes and shorter than six days."""
LARGEST = 1e15
SMALLEST = 1e-6
"""Beyond these bounds the arithmetic of pixels ends; nothing that is measured is so small or so large."""


@dataclass(frozen=True, kw_only=True)
class Scale:
    """Values from 0 to ``top``, drawn from ``left`` over ``width`` pixels."""

    top: float
    left: float
    width: float

    def at(self, value: float) -> float:
        """The pixel of a value; what lies outside is drawn at the end."""
        if math.isnan(value):
            return self.left
        return self.left + self.width * min(max(value / self.top, 0.0), 1.0)

    def ticks(self) -> Iterator[float]:
        """Round values, a handful of them."""
        yield from self._marks(_step(self.top / TICKS))

    def moments(self) -> Iterator[tuple[float, str]]:
        """Round times, each with its words."""
        least = self.top / TICKS
        clock = next((float(step) for step in CLOCK if step >= least), None) if least >= CLOCK[0] else None
        words = _moment if self.top >= 1 else _milliseconds
        yield from ((mark, words(mark)) for mark in self._marks(clock or _step(least)))

    def _marks(self, step: float) -> Iterator[float]:
        yield from (place * step for place in range(int(self.top / step) + 1))


def scale(values: Iterable[float], *, left: float, width: float) -> Scale:
    """A scale on which all the values have their place; those without end do not count."""
    top = max((value for value in values if math.isfinite(value)), default=0.0)
    return Scale(top=min(max(top, SMALLEST), LARGEST) if top > 0 else 1.0, left=left, width=width)


def svg(*children: Child, width: float, height: float, title: str, description: str) -> Markup:
    """A drawing that says what it is to those who do not see it."""
    return element(
        "svg",
        element("title", title),
        element("desc", description),
        *children,
        role="img",
        aria_label=f"{title}. {description}",
        viewBox=f"0 0 {width:.0f} {height:.0f}",
        width=width,
        height=height,
    )


def scrolled(drawing: Markup, label: str) -> Markup:
    """A drawing or table that is wider than a telephone: moved by finger or by key."""
    return element("div", drawing, class_="scroll", tabindex="0", role="region", aria_label=label)


def rect(x: float, y: float, width: float, height: float, class_: str) -> Markup:
    """A bar."""
    return element("rect", x=x, y=y, width=max(width, 0.0), height=height, class_=class_)


def line(x1: float, y1: float, x2: float, y2: float, class_: str) -> Markup:
    """A straight line."""
    return element("line", x1=x1, y1=y1, x2=x2, y2=y2, class_=class_)


def text(x: float, y: float, words: str, class_: str | None = None, anchor: str | None = None) -> Markup:
    """A label."""
    return element("text", words, x=x, y=y, class_=class_, text_anchor=anchor)


def fitted(words: str, pixels: float) -> str:
    """``words``, shortened where they would be wider."""
    room = max(int(pixels / LETTER), 1)
    return words if len(words) <= room else f"{words[: room - 1]}…"


def hatching(names: Sequence[str]) -> Markup:
    """The patterns that drawings fill what is not sure with; once in a page."""
    patterns = (
        element(
            "pattern",
            element("rect", width=6, height=6, class_=name, opacity=0.22),
            element("rect", width=2, height=6, class_=name),
            id=f"hatch-{name}",
            width=6,
            height=6,
            patternUnits="userSpaceOnUse",
            patternTransform="rotate(45)",
        )
        for name in names
    )
    return element("svg", element("defs", joined(patterns)), class_="defs", aria_hidden="true")


def swatch(class_: str, height: float = 12) -> Markup:
    """A piece of a bar, for a legend."""
    bar = rect(0, (16 - height) / 2, 26, height, class_)
    return element("svg", bar, width=26, height=16, aria_hidden="true")


def legend(entries: Iterable[tuple[Markup, str]]) -> Markup:
    """What the colours and shapes mean."""
    return element("ul", *(element("li", mark, words) for mark, words in entries), class_="legend")


def _milliseconds(value: float) -> str:
    return f"{value * 1000:.3g} ms" if value else "0"


def _moment(value: float) -> str:
    if value == 0:
        return "0"
    return f"{value * 1000:.3g} ms" if value < quantities.MOMENT else quantities.seconds(value)


def _step(least: float) -> float:
    power = 10.0 ** math.floor(math.log10(least))
    return next(power * step for step in STEPS if power * step >= least * 0.999)
