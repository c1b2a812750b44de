"""At which rate a pool begins to fail, drawn: the part of the requests that fails against their rate."""

from __future__ import annotations

import math
from collections.abc import Iterator

from toolkit.forecast import SteadyState
from toolkit.reports import forecasts, quantities
from toolkit.reports.page.drawing import Scale, line, scale, svg
from toolkit.reports.page.drawing import text as label
from toolkit.reports.page.markup import Markup, element, joined

WIDTH = 360.0
HEIGHT = 230.0
LEFT = 46.0
TOP = 40.0
"""Above it stand the names of the two marks."""
BOTTOM = HEIGHT - 36.0
HALVES = (0.0, 0.5, 1.0)


def curve(steady: SteadyState) -> Markup:
    """The drawing, with the sentence that tells the same."""
    points = sorted(point for point in steady.curve if all(map(math.isfinite, point)))
    rates = scale([steady.rate, steady.onset, *(rate for rate, _ in points)], left=LEFT, width=WIDTH - LEFT - 12)
    told = forecasts.steady(steady)
    drawn = svg(
        _axes(rates),
        _line([(rates.at(rate), _height(part)) for rate, part in points]),
        *_marks(steady, rates),
        width=WIDTH,
        height=HEIGHT,
        title=f"Failing requests of pool {steady.pool}",
        description=told,
    )
    return element("figure", drawn, element("figcaption", told))


def _line(points: list[tuple[float, float]]) -> Markup:
    path = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
    return element("polyline", points=path, class_="curve")


def _marks(steady: SteadyState, rates: Scale) -> Iterator[Markup]:
    for value, name, class_, y in (
        (steady.rate, "now", "now", TOP - 24),
        (steady.onset, "begins to fail", "onset", TOP - 8),
    ):
        if math.isfinite(value) and value >= 0:
            x = rates.at(value)
            # The words stand on the side where there is room for them.
            anchor, words = ("end", x - 4) if x > WIDTH / 2 else ("start", x + 4)
            yield line(x, y - 8, x, BOTTOM, class_)
            yield label(words, y, f"{name}: {quantities.number(value)}/s", "small", anchor)


def _axes(rates: Scale) -> Markup:
    parts = [line(LEFT, TOP, LEFT, BOTTOM, "axis")]
    for part in HALVES:
        parts.append(line(LEFT, _height(part), WIDTH - 12, _height(part), "axis"))
        parts.append(label(LEFT - 5, _height(part) + 4, quantities.share(part), "small", "end"))
    ticks = (label(rates.at(tick), BOTTOM + 15, quantities.number(tick), "small", "middle") for tick in rates.ticks())
    parts.extend(ticks)
    parts.append(label(WIDTH - 12, BOTTOM + 30, "requests per second", "small", "end"))
    return joined(parts)


def _height(part: float) -> float:
    return BOTTOM - (BOTTOM - TOP) * min(max(part, 0.0), 1.0)
