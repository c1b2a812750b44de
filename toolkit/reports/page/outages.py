"""What each blocking statement does to each pool, drawn: a bar from its start to its end."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence

from toolkit.forecast import DeclaredPool, Outage
from toolkit.reports import forecasts
from toolkit.reports.counting import counted
from toolkit.reports.page.drawing import Scale, fitted, legend, line, rect, scale, scrolled, svg, swatch
from toolkit.reports.page.drawing import text as label
from toolkit.reports.page.markup import Markup, element, joined

WIDTH = 960.0
GUTTER = 220.0
ROW = 34.0
BAR = 14.0


def outages(told: Sequence[Outage], pools: Sequence[DeclaredPool]) -> Markup:
    """The drawing with its legend."""
    ends = scale([time for outage in told for time in _times(outage, pools)], left=GUTTER, width=WIDTH - GUTTER - 150)
    bottom = ROW * len(told)
    title = "Pools while statements block"
    drawn = svg(
        _axis(ends, bottom),
        *(_row(outage, pools, place * ROW, ends) for place, outage in enumerate(told)),
        width=WIDTH,
        height=bottom + 28,
        title=title,
        description=f"{counted(len(told), 'bar')}; the sentences below tell the same",
    )
    return joined([_legend(), scrolled(drawn, title)])


def stages(told: Outage, pools: Sequence[DeclaredPool]) -> Iterator[tuple[str, float, float]]:
    """What a pool goes through, each with its class of style, its start and its end."""
    end = _finite(told.seconds)
    full = end if told.saturation is None else min(_finite(told.saturation), end)
    first = forecasts.first_failure(told, pools)
    # Those that fail after the end of the statement waited for the connections that it kept.
    failing = end if first is None else _finite(first)
    yield "nothing", 0.0, full
    yield "writes", full, max(min(failing, end), full)
    if first is not None:
        yield "everything", failing, max(end, failing)


def _times(told: Outage, pools: Sequence[DeclaredPool]) -> Iterator[float]:
    yield from (end for _, _, end in stages(told, pools))


def _row(told: Outage, pools: Sequence[DeclaredPool], top: float, ends: Scale) -> Markup:
    name = f"{told.pool}: {told.revision}.{told.statement} on {told.table}"
    bars = [
        rect(
            ends.at(start),
            top + 10,
            max(ends.at(end) - ends.at(start), 3.0 if class_ == "everything" else 0.0),
            BAR,
            class_,
        )
        for class_, start, end in stages(told, pools)
    ]
    failed = f"{told.failed:,} fail" if told.failed else "none fails"
    right = max(ends.at(end) for end in _times(told, pools)) + 8
    return element(
        "g",
        element("title", forecasts.outage(told)),
        label(0, top + 21, fitted(name, GUTTER - 10)),
        *bars,
        label(right, top + 21, f"{failed}, {told.delayed:,} late", "small"),
    )


def _axis(ends: Scale, bottom: float) -> Markup:
    marks = (
        joined(
            [
                line(ends.at(mark), 4, ends.at(mark), bottom + 4, "axis"),
                label(ends.at(mark), bottom + 18, words, "small", "middle"),
            ]
        )
        for mark, words in ends.moments()
    )
    return element("g", *marks, label(0, bottom + 18, "from the start of the statement", "small"))


def _legend() -> Markup:
    return legend(
        [
            (swatch("nothing"), "connections are left"),
            (swatch("writes"), "all connections are in use, requests wait"),
            (swatch("everything"), "requests fail"),
        ]
    )


def _finite(value: float) -> float:
    return max(value, 0.0) if math.isfinite(value) else 0.0
