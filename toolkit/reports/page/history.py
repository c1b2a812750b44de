"""The samples of the traffic, drawn as lines over the time."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from itertools import accumulate

from toolkit.forecast import Traffic
from toolkit.reports import quantities
from toolkit.reports.counting import counted
from toolkit.reports.page.drawing import Scale, line, scale, svg
from toolkit.reports.page.drawing import text as label
from toolkit.reports.page.markup import Markup, element, joined

WIDTH = 360.0
HEIGHT = 190.0
LEFT = 56.0
TOP = 12.0
BOTTOM = HEIGHT - 30.0


def history(samples: Sequence[Traffic]) -> Markup:
    """The rate, and the sessions that are in a transaction."""
    return element(
        "div",
        _plot(samples, "Requests per second", lambda sample: sample.rate),
        _plot(samples, "Sessions in a transaction", lambda sample: sample.busy),
        class_="charts",
    )


def _plot(samples: Sequence[Traffic], title: str, read: Callable[[Traffic], float | None]) -> Markup:
    times = list(accumulate(_length(sample) for sample in samples))
    values = [_known(read(sample)) for sample in samples]
    seen = [value for value in values if value is not None]
    across = scale(times, left=LEFT, width=WIDTH - LEFT - 20)
    up = scale(seen, left=0, width=BOTTOM - TOP)
    told = (
        f"{counted(len(seen), 'sample')}, from {quantities.number(min(seen))} to {quantities.number(max(seen))}"
        if seen
        else "Not seen"
    )
    points = (
        (across.at(time), None if value is None else BOTTOM - up.at(value))
        for time, value in zip(times, values, strict=True)
    )
    drawn = svg(_axes(across, up), *_lines(points), width=WIDTH, height=HEIGHT, title=title, description=told)
    return element("figure", drawn, element("figcaption", f"{title}: {told}."))


def _lines(points: Iterator[tuple[float, float | None]]) -> Iterator[Markup]:
    """A line through what was seen; where something was not, there is a gap."""
    run: list[str] = []
    for x, y in [*points, (0.0, None)]:
        if y is not None:
            run.append(f"{x:.1f},{y:.1f}")
            continue
        if run:
            # A line of no length with round ends is a point.
            yield element("polyline", points=" ".join([*run, run[-1]]), class_="curve", stroke_linecap="round")
        run = []


def _axes(across: Scale, up: Scale) -> Markup:
    parts = [line(LEFT, TOP, LEFT, BOTTOM, "axis"), line(LEFT, BOTTOM, WIDTH - 20, BOTTOM, "axis")]
    for value in up.ticks():
        y = BOTTOM - up.at(value)
        parts.append(line(LEFT, y, WIDTH - 20, y, "axis"))
        parts.append(label(LEFT - 5, y + 4, quantities.number(value), "small", "end"))
    parts += [label(across.at(mark), BOTTOM + 16, words, "small", "middle") for mark, words in across.moments()]
    return joined(parts)


def _length(sample: Traffic) -> float:
    return max(sample.seconds, 0.0) if math.isfinite(sample.seconds) else 0.0


def _known(value: float | None) -> float | None:
    return None if value is None or not math.isfinite(value) else max(value, 0.0)
