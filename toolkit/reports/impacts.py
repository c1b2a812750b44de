"""What a statement does to tables and to those who use them, in words."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from toolkit.impact import Blocks, Work
from toolkit.plan import Duration, PlannedRevision, PlannedStatement, PlannedTable
from toolkit.reports import quantities
from toolkit.reports.counting import counted

WORK = {
    Work.SCAN.value: "reads every row",
    Work.INDEX.value: "builds an index",
    Work.ROWS.value: "changes rows",
    Work.REWRITE.value: "copies the table",
}
WAITING = {
    Blocks.NOTHING.value: "nobody waits",
    Blocks.WRITES.value: "writes wait",
    Blocks.EVERYTHING.value: "reads and writes wait",
}
MOMENT = 0.1
"""Seconds: of what takes no more it does not matter how sure that is."""
BASIS = {
    "measured": "measured on this server",
    "remembered": "as in earlier runs here",
    "assumed": "assumed: nothing is known of this server",
}


def effects(statement: PlannedStatement) -> Iterator[str]:
    """What it does: a sentence for each table, or one that says why none is told."""
    if statement.refused is not None:
        yield f"the server refuses it, and the revision ends here: {statement.refused}"
        return
    if statement.unknown is not None:
        yield f"its impact is not known: {statement.unknown}"
        return
    if not statement.tables:
        yield _without_tables(statement)
    for table in statement.tables:
        yield f"{table}: {effect(table, statement)}"


def effect(table: PlannedTable, statement: PlannedStatement) -> str:
    """``copies the table: 1,234 rows, 1.2 GiB; writes wait 40 to 90 s (measured on this server)``."""
    if table.work == Work.NONE.value:
        return _momentary(table, statement)
    work = WORK.get(table.work, table.work)
    amount = ", ".join(_amount(table))
    waiting = WAITING.get(table.blocks, f"{table.blocks} wait")
    head = f"{work}: {amount}" if amount else work
    if table.blocks == Blocks.NOTHING.value:
        return f"{head}; {waiting}{lasting(statement.duration, before=', it takes ')}"
    return f"{head}; {waiting}{lasting(statement.duration, before=' ')}"


def lasting(duration: Duration | None, *, before: str) -> str:
    """``before`` with the range and how sure it is; that it is not known for how long, where it is not."""
    if duration is None:
        return ", it is not known how long" if before.startswith(",") else ", for how long is not known"
    if duration.high <= MOMENT:
        return f"{before}a moment"
    basis = BASIS.get(duration.basis, "" if duration.basis == "instant" else duration.basis)
    return f"{before}{quantities.span(duration.low, duration.high)}{f' ({basis})' if basis else ''}"


def blocking(statement: PlannedStatement, table: PlannedTable) -> Blocks | None:
    """What it keeps others from doing with the table; None where that is not known."""
    return Blocks(table.blocks) if is_known(statement) and table.blocks in WAITING else None


def is_known(statement: PlannedStatement) -> bool:
    """Whether the server told what it does with it."""
    return statement.unknown is None and statement.refused is None


def total(revisions: Iterable[PlannedRevision]) -> str | None:
    """How long all statements of which it is known take one after another; None where it is of none."""
    known = [statement.duration for statement in _all(revisions) if statement.duration is not None]
    if not known:
        return None
    return quantities.span(sum(duration.low for duration in known), sum(duration.high for duration in known))


def unmeasured(revisions: Iterable[PlannedRevision]) -> int:
    """Of how many statements it is not known how long they take."""
    return sum(statement.duration is None and statement.kind != "session" for statement in _all(revisions))


def amended(statement: PlannedStatement) -> Sequence[str]:
    """What is really sent, where that is something else: the added clause alone, or each statement."""
    sent = [_plain(sql) for sql in statement.sent]
    if not sent or sent == [_plain(statement.sql)]:
        return ()
    clause = _plain(statement.impact.clause or "") if statement.impact else ""
    if clause and len(sent) == 1 and sent[0].replace(clause, "").rstrip(" ,") == _plain(statement.sql):
        return (f"with {clause}",)
    return statement.sent


def reversible(revision: PlannedRevision) -> str:
    """Whether there is a way back, and why not."""
    if revision.is_reversible:
        return "reversible"
    verdict = "whether it is reversible was not tried" if revision.is_reversible is None else "not reversible"
    return f"{verdict}: {revision.irreversible}" if revision.irreversible else verdict


def without_statements(revision: PlannedRevision) -> str:
    """What is told in place of statements. One that was not tried may send some all the same."""
    return "no statement of it was seen" if revision.is_reversible is None else "sends no statement"


def _all(revisions: Iterable[PlannedRevision]) -> Iterator[PlannedStatement]:
    return (statement for revision in revisions for statement in revision.statements)


def _momentary(table: PlannedTable, statement: PlannedStatement) -> str:
    algorithm = statement.impact.algorithm if statement.impact else None
    how = algorithm or table.lock
    if statement.kind != "definition" and table.blocks == Blocks.NOTHING.value:
        return "nobody waits"
    return f"{how}, a moment alone" if how else "a moment alone"


def _without_tables(statement: PlannedStatement) -> str:
    if statement.kind == "session":
        return "concerns the session alone"
    if statement.impact is None:
        known = statement.duration is not None
        return f"its impact is not known{lasting(statement.duration, before='; it takes ') if known else ''}"
    if statement.duration is None or statement.duration.basis == "instant":
        return "touches no table that is there; nobody waits"
    return f"touches no table that is there; nobody waits{lasting(statement.duration, before=', it takes ')}"


def _amount(table: PlannedTable) -> Iterator[str]:
    if table.rows is not None:
        yield counted(table.rows, "row")
    if table.bytes is not None:
        yield quantities.size(table.bytes)


def _plain(sql: str) -> str:
    return " ".join(sql.split()).removesuffix(";").rstrip()
