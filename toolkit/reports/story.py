"""A run as a story on stderr: where, from which revision, each revision with its time."""

from __future__ import annotations

import math
import sys
from types import TracebackType
from typing import TYPE_CHECKING, Self, TextIO

from toolkit.events import (
    BlockerEnded,
    CameBack,
    Event,
    LoadLookedAt,
    LockAwaited,
    OtherValues,
    PlanJudged,
    PoolsElsewhere,
    PutInTrash,
    ReplayFinished,
    ReplayMoved,
    RevisionFinished,
    RevisionStarted,
    RowsRemovedUnbounded,
    RunResumed,
    RunStarted,
    StatementCancelled,
    StatementFinished,
    StatementStarted,
    StopAsked,
    TurnAwaited,
)
from toolkit.redaction import redact
from toolkit.reports.counting import counted
from toolkit.reports.heartbeat import Heartbeat

if TYPE_CHECKING:
    from rich.progress import TaskID

SHOWN_SQL = 60
"""Characters of the running statement that a terminal shows."""
HEARTBEAT = 60.0
"""Seconds of silence after which a run without a terminal says what it is doing."""


class Story:
    """Tells the events of a run as plain lines, and during a long revision that it is still at work."""

    def __init__(self, stream: TextIO | None = None, *, verbose: bool = False, heartbeat: float = HEARTBEAT) -> None:
        self._stream = stream or sys.stderr
        self._verbose = verbose
        self._heartbeat = Heartbeat(heartbeat, self._say, _one_line)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._heartbeat.close()

    def tell(self, event: Event) -> None:
        """Tell one event, when it happens."""
        match event:
            case RunStarted():
                self._say(str(event.place))
                self._say(_route(event))
            case RevisionStarted():
                self._heartbeat.start(event.revision)
            case StatementStarted():
                self._heartbeat.doing = event.sql
            case RevisionFinished():
                self._heartbeat.stop()
                self._say(_revision_line(event))
            case StatementFinished():
                if self._verbose:
                    self._say(_statement_line(event))
            case ReplayMoved():
                self._replay(event)
            case ReplayFinished():
                self._heartbeat.stop()
            case LoadLookedAt() | PoolsElsewhere() | PlanJudged():
                self._before(event)
            case _:
                self._aside(event)

    def _before(self, event: LoadLookedAt | PoolsElsewhere | PlanJudged) -> None:
        """What is done before anything runs."""
        if isinstance(event, LoadLookedAt):
            self._say(f"Looking at the load of the server for {event.seconds:.0f} s.")
            return
        if isinstance(event, PoolsElsewhere):
            for name, source in zip(event.pools, event.sources, strict=True):
                self._say(f"Pool {name} leads to none of these databases, and is not counted: {source}.")
            return
        from toolkit.reports.findings import text_of

        for finding in event.findings:
            self._say(text_of(finding))

    def _aside(self, event: Event) -> None:
        for line in _aside_lines(event):
            self._say(line)

    def _replay(self, event: ReplayMoved) -> None:
        if event.position == 1:
            kept = "; the result is kept" if event.is_kept else ""
            self._say(f"Trying {counted(event.revisions, 'revision')} on a shadow database{kept}.")
        self._heartbeat.start(event.revision)

    def _say(self, line: str) -> None:
        print(line, file=self._stream, flush=True)


class LiveStory(Story):
    """The same on a terminal, with a line at the bottom that shows what runs now, and for how long."""

    def __init__(self, stream: TextIO | None = None, *, verbose: bool = False) -> None:
        # The bar moves by itself: no heartbeat is wanted.
        super().__init__(stream, verbose=verbose, heartbeat=math.inf)
        from rich.console import Console
        from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

        self._console = Console(file=self._stream)
        columns = (BarColumn(bar_width=16), MofNCompleteColumn(), TimeElapsedColumn())
        now = TextColumn("{task.fields[now]}", markup=False)
        self._progress = Progress(*columns, now, console=self._console, transient=True)
        self._task: TaskID | None = None
        self._revision = ""

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        super().__exit__(kind, error, trace)
        self._progress.stop()

    def tell(self, event: Event) -> None:
        """Tell one event, and move the bar."""
        super().tell(event)
        match event:
            case RunStarted() if event.revisions:
                self._progress.start()
                self._task = self._progress.add_task("", total=event.revisions, now="")
            case RevisionStarted() if self._task is not None:
                self._revision = event.revision
                self._progress.update(self._task, completed=event.position - 1, now=event.revision)
            case ReplayMoved():
                self._move(event)
            case ReplayFinished() if self._task is not None:
                self._progress.remove_task(self._task)
                self._task = None
            case StatementStarted() if self._task is not None and event.revision is not None:
                self._progress.update(self._task, now=f"{self._revision}  {_one_line(event.sql)[:SHOWN_SQL]}")

    def _move(self, event: ReplayMoved) -> None:
        if event.position == 1:
            self._progress.start()
            self._task = self._progress.add_task("", total=event.revisions, now="")
        if self._task is not None:
            self._progress.update(self._task, completed=event.position, now=event.revision)

    def _say(self, line: str) -> None:
        self._console.print(line, markup=False, highlight=False, soft_wrap=True)


def _route(event: RunStarted) -> str:
    stands = ", ".join(event.before) or "base"
    if not event.revisions:
        return f"At {stands}; nothing to run for {event.target}."
    return f"From {stands} to {event.target}: {counted(event.revisions, 'revision')}"


def _revision_line(event: RevisionFinished) -> str:
    sign = {"upgrade": "+", "downgrade": "-"}.get(event.direction, "=")
    name = f"{event.revision} {event.doc}".rstrip()
    return f"  {sign} {name}  ({event.seconds:.2f} s, {counted(event.statements, 'statement')})"


def _aside_lines(event: Event) -> list[str]:
    """What a run meets on its way."""
    lines: list[str] = []
    match event:
        case TurnAwaited():
            lines = [f"Another process migrates this database: {event.holder}. Waiting up to {event.seconds:g} s."]
        case LockAwaited():
            blockers = "; ".join(map(_one_line, event.blockers)) or "who holds it cannot be seen"
            lines = [f"    locked: {_one_line(event.sql)[:SHOWN_SQL]}", f"      held by: {blockers}"]
            lines.append(f"      try {event.attempt + 1} in {event.pause:.1f} s; others pass meanwhile")
        case StatementCancelled():
            lines = [f"    ended {_one_line(event.sql)[:SHOWN_SQL]}: {event.reason}"]
        case BlockerEnded():
            lines = [f"    ended {_one_line(event.blocker)}"]
        case RunResumed():
            ran = counted(event.statements, "statement")
            at = f"in {event.revision}, of which {ran} ran" if event.revision else "between two revisions"
            lines = [f"Going on with the run of {event.since}, which stopped {at}."]
        case PutInTrash():
            lines = [f"    drops {event.what}; the trash keeps it as {event.kept}"]
        case CameBack():
            lines = [f"    back from the trash: {event.what}", *(f"      note: {note}" for note in event.notes)]
        case RowsRemovedUnbounded() | OtherValues():
            lines = [f"    warning: {_warning(event)}: {_one_line(event.sql)[:SHOWN_SQL]}"]
        case StopAsked():
            lines = ["Stopping when the running statement is done; once more to stop at once."]
    return lines


def _warning(event: RowsRemovedUnbounded | OtherValues) -> str:
    if isinstance(event, RowsRemovedUnbounded):
        return "removes all rows, and keeps none"
    return f"{event.revision} makes other values than before it was interrupted, and what is done keeps those"


def _statement_line(event: StatementFinished) -> str:
    failed = "  FAILED" if event.failed else ""
    return f"    {event.seconds * 1000:9.1f} ms  {_one_line(event.sql)}{failed}"


def _one_line(sql: str) -> str:
    return redact(" ".join(sql.split()))


def make_story(*, quiet: bool, verbose: bool) -> Story | None:
    """The story that fits: none when quiet, live on a terminal, else plain lines."""
    if quiet:
        return None
    return LiveStory(verbose=verbose) if sys.stderr.isatty() else Story(verbose=verbose)
