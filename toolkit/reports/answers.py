"""Every answer as lines for a person. Where Alembic prints the same thing, the lines are Alembic's."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from toolkit import answers
from toolkit.forecast import PoolResult
from toolkit.outcomes import RunOutcome
from toolkit.plan import PlanResult
from toolkit.reports import findings, outcome, plan, pools
from toolkit.reports.counting import counted


def _revisions(answer: answers.Revisions, verbose: bool) -> str:
    return "\n".join(entry.line for entry in answer.revisions)


def _current(answer: answers.Current, verbose: bool) -> str:
    lines: list[str] = []
    for database in answer.databases:
        if verbose or len(answer.databases) > 1:
            lines.append(f"Current revision(s) for {database.place.url}:")
        lines += [entry.line for entry in database.current]
    return "\n".join(lines)


def _status(answer: answers.Status, verbose: bool) -> str:
    lines: list[str] = []
    for database in answer.databases:
        lines += _standing(database)
    lines += [f"Heads         {', '.join(_named(entry) for entry in answer.heads) or 'none: there is no revision yet'}"]
    lines += [f"Scripts       {answer.scripts}", f"Configured by {', '.join(answer.configuration) or 'nothing'}"]
    lines += [f"Setting       {name}: {source}" for name, source in answer.settings.items()]
    lines += [f"Note          {note}" for note in answer.notes]
    return "\n".join(lines)


def _standing(database: answers.DatabaseRevisions) -> list[str]:
    current = [_named(entry) for entry in database.current] + [f"{name} (no such file)" for name in database.unknown]
    pending = [f"                {_named(entry)}" for entry in database.pending]
    verdict = "unknown" if database.unknown else counted(len(pending), "revision")
    return [
        f"Database      {database.place}",
        f"  at          {', '.join(current) or 'base: no revision was applied yet'}",
        f"  pending     {verdict}",
        *pending,
        *_interrupted(database.interrupted),
    ]


def _interrupted(run: answers.InterruptedRun | None) -> list[str]:
    if run is None:
        return []
    command = f"tk {'migrate' if run.command == 'upgrade' else run.command} {run.target}"
    alive = {True: "is at work", False: "is gone", None: "ran on another machine"}[run.is_alive]
    place = f"in the middle of {run.revision}" if run.revision else "between two revisions: nothing is half done"
    lines = [
        f"  interrupted `{command}` of {run.started}, by {run.os_user}@{run.host} pid {run.pid} (which {alive})",
        f"              stopped {place}; attempt {run.attempts}. Run it again to finish it.",
    ]
    for sent in run.statements:
        times = f" x {sent.count}" if sent.count > 1 else ""
        lines.append(f"                {sent.number:>4} {sent.state:<6} {' '.join(sent.sql.split())[:90]}{times}")
    return lines


def _runs(answer: answers.Runs, verbose: bool) -> str:
    if not answer.runs:
        return "No run is in the journal."
    lines = []
    for run in answer.runs:
        route = f"{', '.join(run.before) or 'base'} -> {', '.join(run.after) or ('base' if run.finished else '?')}"
        statements = sum(revision["statements"] for revision in run.revisions)
        seconds = sum(revision["seconds"] for revision in run.revisions)
        lines.append(
            f"{run.started}  {run.outcome:<9} {run.command} {run.target}  {run.database}: {route}  "
            f"({counted(len(run.revisions), 'revision')}, {counted(statements, 'statement')}, {seconds:.1f} s, "
            f"{counted(run.attempts, 'attempt')})  {run.os_user}@{run.host}"
        )
        lines += [f"    {run.note}"] if run.note else []
        if verbose:
            lines += [
                f"    {revision['direction']} {revision['revision']}  {counted(revision['statements'], 'statement')}, "
                f"{revision['seconds']:.2f} s"
                for revision in run.revisions
            ]
    return "\n".join(lines)


def _trash_contents(answer: answers.TrashContents, verbose: bool) -> str:
    if not answer.entries:
        return "The trash is empty."
    return "\n".join(_trash_line(entry) for entry in answer.entries)


def _trash_line(entry: answers.TrashEntry) -> str:
    thing = "row" if entry.what.startswith("table ") else "value"
    rows = "rows unknown" if entry.rows is None else counted(entry.rows, thing)
    size = "" if entry.bytes is None else f", {entry.bytes:,} bytes"
    since = f"since {entry.since} ({entry.direction} {entry.revision})"
    return f"{entry.id}  {entry.what}  {since}  {rows}{size}  as {entry.kept}"


def _trash_change(answer: answers.TrashChange, verbose: bool) -> str:
    if not answer.entries:
        return f"Nothing was {answer.verb}."
    return "\n".join([*(f"{entry.what}: {answer.verb}" for entry in answer.entries), *answer.notes])


def _named(entry: answers.RevisionEntry) -> str:
    labels = f" ({', '.join(entry.branch_labels)})" if entry.branch_labels else ""
    return f"{entry.revision}{labels} {entry.doc}".rstrip()


def _run(answer: RunOutcome, verbose: bool) -> str:
    return outcome.render(answer)


def _check(answer: answers.CheckResult, verbose: bool) -> str:
    return findings.render(answer, verbose=verbose)


def _plan(answer: PlanResult, verbose: bool) -> str:
    return plan.render(answer, verbose=verbose)


def _pool(answer: PoolResult, verbose: bool) -> str:
    return pools.render(answer, verbose=verbose)


def _files(answer: answers.FilesWritten, verbose: bool) -> str:
    return "\n".join([*(f"Wrote {path}" for path in answer.files), *answer.notes])


def _rebased(answer: answers.Rebased, verbose: bool) -> str:
    if not answer.moved:
        return "\n".join(answer.notes)
    names = ", ".join(_named(entry) for entry in answer.moved)
    before = ", ".join(answer.down_revision_before) or "nothing"
    asked = (
        [f"Applied in no database that was asked: {', '.join(map(str, answer.databases))}."] if answer.databases else []
    )
    return "\n".join(
        [
            f"Moved on top of {answer.onto}: {names}.",
            f"{answer.moved[0].revision} follows {answer.onto} now, and followed {before} before: {answer.file}",
            f"Why this line: {answer.reason}.",
            *asked,
            f"{'Heads' if len(answer.heads) > 1 else 'The one head'}: {', '.join(answer.heads)}.",
            *answer.notes,
        ]
    )


def _templates(answer: answers.Templates, verbose: bool) -> str:
    width = max((len(template.name) for template in answer.templates), default=0)
    lines = [f"{template.name:<{width}}  {template.synopsis}" for template in answer.templates]
    return "\n".join([*lines, "", "Use one with `tk init --template NAME`."])


def _pages(answer: answers.Pages, verbose: bool) -> str:
    if not answer.whole:
        width = max(len(page.name) for page in answer.pages)
        return "\n".join(f"{page.name:<{width}}  {page.summary}" for page in answer.pages)
    return "\n\n".join(f"{page.name} (exit code {page.exit_code})\n\n{page.text}" for page in answer.pages)


RENDERERS: Mapping[type[Any], Callable[[Any, bool], str]] = {
    answers.Revisions: _revisions,
    answers.Current: _current,
    answers.Status: _status,
    RunOutcome: _run,
    answers.CheckResult: _check,
    answers.FilesWritten: _files,
    answers.Rebased: _rebased,
    answers.Templates: _templates,
    answers.Pages: _pages,
    answers.Runs: _runs,
    answers.TrashContents: _trash_contents,
    answers.TrashChange: _trash_change,
    PlanResult: _plan,
    PoolResult: _pool,
}
