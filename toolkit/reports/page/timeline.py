"""The locks of a plan, drawn: a row for each table, a bar for each statement that works on it."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from toolkit.impact import Blocks
from toolkit.plan import Duration, PlannedDatabase, PlannedRevision, PlannedStatement
from toolkit.reports import impacts, quantities
from toolkit.reports.counting import counted
from toolkit.reports.page.drawing import (
    LARGEST,
    LETTER,
    Scale,
    fitted,
    legend,
    line,
    rect,
    scale,
    scrolled,
    svg,
    swatch,
)
from toolkit.reports.page.drawing import text as label
from toolkit.reports.page.markup import Markup, element, joined

WIDTH = 960.0
GUTTER = 140.0
"""For the names of the tables."""
ROW = 42.0
NEAR = 60.0
"""Pixels that a bar's name may stand away from it, where another stands above it; else it is left out."""
LEAST = 3.0
"""Pixels of a bar that stands for a moment."""
NAME = 8
"""Letters of a revision's id beside a bar; the whole one is told when one points at it."""
CLASSES: Mapping[Blocks | None, str] = {
    Blocks.NOTHING: "nothing",
    Blocks.WRITES: "writes",
    Blocks.EVERYTHING: "everything",
    None: "unknown",
}
# Told by their height too, for those who do not see the colours.
HEIGHTS: Mapping[Blocks | None, float] = {
    Blocks.NOTHING: 6.0,
    Blocks.WRITES: 12.0,
    Blocks.EVERYTHING: 18.0,
    None: 12.0,
}
NO_TABLE = "no known table"


@dataclass(frozen=True, kw_only=True)
class Bar:
    """One statement on one table: from ``start`` on for at least ``low`` and at most ``high`` seconds.

    Whoever waits for it waits for ``held`` seconds, which is longer where its transaction goes on.
    """

    table: str
    name: str
    start: float
    low: float
    high: float
    held: float
    blocks: Blocks | None
    words: str


def timeline(database: PlannedDatabase) -> Markup:
    """The drawing with its legend; a sentence where no statement would be drawn."""
    bars = list(bars_of(database.revisions))
    if not bars:
        return element("p", "No statement works on a table.", class_="muted")
    title = f"Locks of each table in {database.place.database}"
    rows: dict[str, list[Bar]] = {}
    for bar in bars:
        rows.setdefault(bar.table, []).append(bar)
    ends = scale([bar.start + bar.held for bar in bars], left=GUTTER, width=WIDTH - GUTTER - 70)
    height = ROW * len(rows) + 30
    drawn = svg(
        _axis(ends, ROW * len(rows)),
        *(_row(name, found, place * ROW, ends) for place, (name, found) in enumerate(rows.items())),
        width=WIDTH,
        height=height,
        title=title,
        description=f"{counted(len(bars), 'bar')} in {counted(len(rows), 'row')}; the table below tells the same",
    )
    return joined([_legend(), scrolled(drawn, title)])


def bars_of(revisions: Iterable[PlannedRevision]) -> Iterator[Bar]:
    """One bar after another, as if each statement took as long as it may."""
    timed: list[tuple[PlannedRevision, PlannedStatement, float, float]] = []
    ends: dict[int, float] = {}
    end = 0.0
    for revision in revisions:
        for statement in revision.statements:
            start, end = end, min(end + _range(statement.duration)[1], LARGEST)
            timed.append((revision, statement, start, end))
            if statement.transaction is not None:
                ends[statement.transaction] = end
    for revision, statement, start, end in timed:
        until = end if statement.transaction is None else ends[statement.transaction]
        yield from _bars(revision, statement, start, until)


def _bars(revision: PlannedRevision, statement: PlannedStatement, start: float, until: float) -> Iterator[Bar]:
    low, high = _range(statement.duration)
    name = f"{revision.revision[:NAME]}.{statement.number}"
    whole = f"{revision.revision}.{statement.number}"
    if not statement.tables and statement.kind != "session":
        blocks = Blocks.NOTHING if statement.impact and impacts.is_known(statement) else None
        words = f"{whole}: {' '.join(impacts.effects(statement))}"
        yield Bar(table=NO_TABLE, name=name, start=start, low=low, high=high, held=high, blocks=blocks, words=words)
    for table in statement.tables:
        blocks = impacts.blocking(statement, table)
        # Nobody waits for a table that the plan itself makes.
        is_held = blocks in (Blocks.WRITES, Blocks.EVERYTHING) and table.rows is not None
        held = max(high, until - start) if is_held else high
        words = f"{whole} on {table}: {impacts.effect(table, statement)}"
        if held > high:
            words += f"; locked until its transaction ends, {quantities.seconds(held)} from its start at most"
        yield Bar(table=str(table), name=name, start=start, low=low, high=high, held=held, blocks=blocks, words=words)


def _range(duration: Duration | None) -> tuple[float, float]:
    if duration is None:
        return 0.0, 0.0
    low, high = sorted(
        min(max(time, 0.0), LARGEST) if not math.isnan(time) else 0.0 for time in (duration.low, duration.high)
    )
    return low, low if math.isinf(duration.high) else high


def _row(name: str, bars: Sequence[Bar], top: float, ends: Scale) -> Markup:
    parts = [
        element("g", element("title", name), label(0, top + 29, fitted(name, GUTTER - 10))),
        line(0, top + ROW, WIDTH, top + ROW, "axis"),
    ]
    # The short ones last, or those that follow at the same pixel would cover them.
    parts += [_kept(bar, top, ends) for bar in bars if bar.held > bar.high]
    parts += [_drawn(bar, top, ends) for bar in sorted(bars, key=lambda bar: -bar.high)]
    free = GUTTER
    for bar in bars:
        wide = len(bar.name) * LETTER
        place = max(min(ends.at(bar.start), WIDTH - wide), free)
        if place <= max(ends.at(bar.start + bar.high), ends.at(bar.start) + NEAR) and place + wide <= WIDTH:
            parts.append(label(place, top + 11, bar.name, "small"))
            free = place + wide + 6
    return joined(parts)


def _kept(bar: Bar, top: float, ends: Scale) -> Markup:
    height, left = HEIGHTS[bar.blocks], ends.at(bar.start + bar.high)
    width = ends.at(bar.start + bar.held) - left
    outline = rect(left, top + 25 - height / 2, width, height, f"held-{CLASSES[bar.blocks]}")
    return element("g", element("title", bar.words), outline)


def _drawn(bar: Bar, top: float, ends: Scale) -> Markup:
    height, class_ = HEIGHTS[bar.blocks], CLASSES[bar.blocks]
    left, sure, end = ends.at(bar.start), ends.at(bar.start + bar.low), ends.at(bar.start + bar.high)
    y = top + 25 - height / 2
    solid = max(sure - left, LEAST)
    parts = [rect(left, y, solid, height, class_)]
    if end - left > solid:
        parts.append(rect(left + solid, y, end - left - solid, height, f"hatch-{class_}"))
    return element("g", element("title", bar.words), *parts)


def _axis(ends: Scale, bottom: float) -> Markup:
    marks = (
        joined(
            [
                line(ends.at(mark), 0, ends.at(mark), bottom + 4, "axis"),
                label(ends.at(mark), bottom + 18, words, "small", "middle"),
            ]
        )
        for mark, words in ends.moments()
    )
    return element("g", *marks, label(0, bottom + 18, "from the start, at most", "small"))


def _legend() -> Markup:
    blocked = {Blocks.NOTHING: "nobody waits", Blocks.WRITES: "writes wait", Blocks.EVERYTHING: "reads and writes wait"}
    entries = [(swatch(CLASSES[blocks], HEIGHTS[blocks]), words) for blocks, words in blocked.items()]
    entries += [
        (swatch(CLASSES[None], HEIGHTS[None]), "not known"),
        (
            swatch(f"hatch-{CLASSES[Blocks.WRITES]}"),
            f"hatched: it may take so long ({quantities.span(0, 0)} is drawn as a line)",
        ),
        (
            swatch(f"held-{CLASSES[Blocks.WRITES]}"),
            "outlined: done, and locked until its transaction ends",
        ),
    ]
    return legend(entries)
