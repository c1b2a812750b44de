"""A run as a story on stderr: where, from which revision, each revision with its time."""

from __future__ import annotations

import sys
from types import TracebackType
from typing import TYPE_CHECKING, Self, TextIO

from toolkit.events import Event, RevisionFinished, RevisionStarted, RunStarted, StatementFinished
from toolkit.redaction import redact
from toolkit.reports.counting import counted

if TYPE_CHECKING:
    from rich.progress import TaskID

SHOW_PROGRESS_FROM = 2
"""Revisions of a run from which a terminal shows a progress bar."""


class Story:
    """Tells the events of a run as plain lines."""

    def __init__(self, stream: TextIO | None = None, *, verbose: bool = False) -> None:
        self._stream = stream or sys.stderr
        self._verbose = verbose
        self._total = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Nothing is kept open."""

    def tell(self, event: Event) -> None:
        """Tell one event, when it happens."""
        match event:
            case RunStarted():
                self._total = event.revisions
                self._say(str(event.place))
                self._say(_route(event))
            case RevisionFinished():
                self._say(_revision_line(event))
            case StatementFinished() if self._verbose:
                self._say(_statement_line(event))

    def _say(self, line: str) -> None:
        print(line, file=self._stream, flush=True)


class LiveStory(Story):
    """The same on a terminal, with a line at the bottom that shows what runs now, and for how long."""

    def __init__(self, stream: TextIO | None = None, *, verbose: bool = False) -> None:
        super().__init__(stream, verbose=verbose)
        from rich.console import Console
        from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

        self._console = Console(file=self._stream)
        self._progress = Progress(
            BarColumn(bar_width=24),
            MofNCompleteColumn(),
            TextColumn("{task.description}"),
            TimeElapsedColumn(),
            console=self._console,
            transient=True,
        )
        self._task: TaskID | None = None

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._progress.stop()

    def tell(self, event: Event) -> None:
        """Tell one event, and move the bar."""
        super().tell(event)
        match event:
            case RunStarted() if event.revisions >= SHOW_PROGRESS_FROM:
                self._progress.start()
                self._task = self._progress.add_task("", total=event.revisions)
            case RevisionStarted() if self._task is not None:
                self._progress.update(
                    self._task, description=f"{event.revision} {event.doc}"[:60], completed=event.position - 1
                )

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


def _statement_line(event: StatementFinished) -> str:
    failed = "  FAILED" if event.failed else ""
    return redact(f"    {event.seconds * 1000:9.1f} ms  {' '.join(event.sql.split())}{failed}")


def make_story(*, quiet: bool, verbose: bool) -> Story | None:
    """The story that fits: none when quiet, live on a terminal, else plain lines."""
    if quiet:
        return None
    return LiveStory(verbose=verbose) if sys.stderr.isatty() else Story(verbose=verbose)
