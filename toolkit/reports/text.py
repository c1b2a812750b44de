"""Every answer as text for a person. Where Alembic prints the same thing, the lines are Alembic's."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from toolkit import answers
from toolkit.reports import findings
from toolkit.reports.counting import counted


def render(answer: Any, *, verbose: bool = False) -> str:
    """The answer as lines, without a newline at the end."""
    return RENDERERS[type(answer)](answer, verbose)


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
    ]


def _named(entry: answers.RevisionEntry) -> str:
    labels = f" ({', '.join(entry.branch_labels)})" if entry.branch_labels else ""
    return f"{entry.revision}{labels} {entry.doc}".rstrip()


def _run(answer: answers.RunOutcome, verbose: bool) -> str:
    return "\n".join(_outcome(database, answer.seconds) for database in answer.databases)


def _outcome(database: answers.DatabaseOutcome, seconds: float) -> str:
    at = ", ".join(database.after) or "base"
    head = " (head)" if database.at_head else ""
    steps = [step for step in database.steps if step.direction != "stamp"]
    if database.steps and not steps:
        return f"{database.place.database} is stamped {at}{head}; no migration ran."
    if not steps:
        return f"{database.place.database} is at {at}{head}; there was nothing to do."
    verb = {"upgrade": "applied", "downgrade": "undone"}[steps[0].direction]
    revisions, statements = (
        counted(len(steps), "revision"),
        counted(sum(step.statements for step in steps), "statement"),
    )
    return f"{database.place.database} is at {at}{head}; {revisions} {verb} with {statements} in {seconds:.1f} s."


def _check(answer: answers.CheckResult, verbose: bool) -> str:
    return findings.render(answer, verbose=verbose)


def _files(answer: answers.FilesWritten, verbose: bool) -> str:
    return "\n".join([*(f"Wrote {path}" for path in answer.files), *answer.notes])


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
    answers.RunOutcome: _run,
    answers.CheckResult: _check,
    answers.FilesWritten: _files,
    answers.Templates: _templates,
    answers.Pages: _pages,
}
