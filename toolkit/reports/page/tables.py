"""What the page tells in rows: statements, declared pools, sessions, what the server grants."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from toolkit.forecast import DeclaredPool
from toolkit.plan import PlannedRevision, PlannedStatement
from toolkit.redaction import redact
from toolkit.reports import impacts, pools, quantities
from toolkit.reports.page.drawing import rect, scale, scrolled
from toolkit.reports.page.markup import Child, Markup, element, joined, paragraphs

STATEMENTS = ("Number", "Statement", "What it does", "How long", "Notices")
METER = 160.0
READ = 10_000
"""Characters of a statement that the page has: some hold a megabyte of values."""


def table(caption: str, header: Sequence[str], rows: Iterable[Sequence[Child]], class_: str | None = None) -> Markup:
    """A table; the first cell of a row names it."""
    heads = (element("th", name, scope="col", role="columnheader") for name in header)
    head = element("thead", element("tr", *heads, role="row"), role="rowgroup")
    body = element("tbody", *(_row(header, row) for row in rows), role="rowgroup")
    # The roles stay when the style makes blocks of the rows, on a telephone.
    return element("table", element("caption", caption), head, body, role="table", class_=class_)


def statements(revision: PlannedRevision) -> Markup:
    """The statements of one revision, with all that is known of each."""
    caption = f"Statements of {revision.revision}"
    return table(caption, STATEMENTS, (_statement(revision, planned) for planned in revision.statements), "cards")


def declared(told: Sequence[DeclaredPool]) -> Markup:
    """The pools as they are declared."""
    caption = "Declared pools"
    return scrolled(table(caption, pools.HEADER, map(pools.row, told)), caption)


def sessions(told: Mapping[str, int]) -> Markup:
    """How many sessions there are in each state, with a bar."""
    most = scale(map(float, told.values()), left=0, width=METER)
    rows = ((state, f"{count:,}", _meter(most.at(float(count)))) for state, count in told.items())
    return table("Sessions by state", ("State", "Sessions", "Share"), rows)


def facts(told: Iterable[tuple[str, str]]) -> Markup:
    """Names with what is known of them."""
    pairs = (joined([element("dt", name), element("dd", value)]) for name, value in told)
    return element("dl", *pairs, class_="told")


def _row(header: Sequence[str], row: Sequence[Child]) -> Markup:
    first, *rest = row
    cells = (element("td", cell, role="cell", data_label=name) for name, cell in zip(header[1:], rest, strict=True))
    return element("tr", element("th", first, scope="row", role="rowheader"), *cells, role="row")


def _statement(revision: PlannedRevision, planned: PlannedStatement) -> Sequence[Child]:
    return (
        f"{revision.revision}.{planned.number}",
        joined(_sql(planned)),
        paragraphs(impacts.effects(planned)),
        _long(planned),
        paragraphs(_notices(planned)),
    )


def _sql(planned: PlannedStatement) -> Iterator[Markup]:
    yield element("div", _shortened(planned.sql), class_="sql")
    if planned.times > 1:
        yield element("p", f"sent {planned.times:,} times in a row", class_="muted")
    for sent in impacts.amended(planned):
        yield element("p", "sent ", element("span", _shortened(sent), class_="sql"), class_="muted")
    if planned.location is not None:
        yield element("p", f"{planned.location.file}:{planned.location.line}", class_="muted")


def _shortened(sql: str) -> str:
    sql = sql.strip()
    rest = f" ... ({len(sql):,} characters in all)" if len(sql) > READ else ""
    return redact(sql[:READ]) + rest


def _long(planned: PlannedStatement) -> str:
    duration = planned.duration
    if duration is None:
        return "" if planned.kind == "session" else "not known"
    return quantities.span(duration.low, duration.high)


def _notices(planned: PlannedStatement) -> Iterator[str]:
    yield from planned.notices
    if planned.trash:
        yield f"To the trash: {', '.join(planned.trash)}"
    if planned.returns:
        yield f"Back from the trash: {', '.join(planned.returns)}"


def _meter(width: float) -> Markup:
    bar = rect(0, 2, width, 12, "nothing")
    return element("svg", bar, viewBox=f"0 0 {METER:.0f} 16", width=METER, height=16, aria_hidden="true")
