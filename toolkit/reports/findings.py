"""The answer of check as text for a person: what is wrong, what follows, and what to do about it."""

from __future__ import annotations

from collections.abc import Iterator

from toolkit.answers import CheckedDatabase, CheckResult
from toolkit.finding import Finding, Severity
from toolkit.reports.characters import lines_of, shown
from toolkit.reports.comparing import compared
from toolkit.reports.counting import counted

PROJECT = "project"
"""Whose findings those are that concern no database."""
SIDES = {"models": "the models", "migrations": "the migrations", "live": "the database"}


def render(answer: CheckResult, *, verbose: bool = False) -> str:
    """The findings, by database where there are several, and how many there are; or that there is none."""
    blocks = ["\n".join(_basis(database)) for database in answer.databases] if verbose else []
    groups = grouped(answer)
    if len(groups.keys() - {PROJECT}) > 1 and answer.findings:
        for name, findings in groups.items():
            blocks += [_heading(answer, name), *(text_of(finding, verbose=verbose) for finding in findings)]
    else:
        blocks += [text_of(finding, verbose=verbose) for finding in answer.findings]
    return "\n\n".join([*blocks, summary(answer)])


def text_of(finding: Finding, *, verbose: bool = False) -> str:
    """One finding: the fact on the first line, and all that helps with it indented below."""
    lines = [f"{finding.severity.value}[{shown(finding.name)}] {shown(finding.subject)}: {shown(finding.fact)}"]
    lines += [f"  {line}" for line in details(finding)]
    if finding.location is not None:
        lines.append(f"  {shown(finding.location.file)}:{finding.location.line}")
    if verbose:
        lines.append(f"  To accept it: {shown(finding.allow)}")
    return "\n".join(lines)


def details(finding: Finding) -> Iterator[str]:
    """The lines that follow a fact in every format: the consequence, the two sides, the remedy."""
    yield from lines_of(finding.consequence)
    yield from compared(finding.expected, finding.found)
    yield from lines_of(finding.remedy)


def grouped(answer: CheckResult) -> dict[str, list[Finding]]:
    """The findings of the project where there are any, then those of each database, which may be none."""
    groups: dict[str, list[Finding]] = {}
    if any(finding.database is None for finding in answer.findings) or not answer.databases:
        groups[PROJECT] = []
    groups |= {database.place.url: [] for database in answer.databases}
    for finding in answer.findings:
        groups.setdefault(finding.database or PROJECT, []).append(finding)
    return groups


def summary(answer: CheckResult) -> str:
    """``2 errors, 1 note``, or what agrees."""
    if answer.findings:
        found = [finding.severity for finding in answer.findings]
        return ", ".join(
            counted(found.count(severity), severity.value) for severity in reversed(Severity) if severity in found
        )
    if not answer.databases:
        return "No database was checked."
    if len(answer.databases) == 1:
        return agreement(answer.databases[0])
    return "\n".join(f"{agreement(database)[:-1]}: {shown(database.place.url)}" for database in answer.databases)


def agreement(database: CheckedDatabase) -> str:
    """The sentence for a database with which nothing is wrong."""
    sides = [SIDES.get(side, side) for side in database.compared]
    if len(sides) < 2:  # noqa: PLR2004 a comparison has two sides
        return "Nothing was found; no schemas were compared."
    sentence = f"{', '.join(sides[:-1])} and {sides[-1]} agree."
    return f"{sentence[:1].upper()}{sentence[1:]}"


def _heading(answer: CheckResult, name: str) -> str:
    checked = next((database for database in answer.databases if database.place.url == name), None)
    if checked is None:
        return "The project:" if name == PROJECT else f"{shown(name)}:"
    agrees = not any(finding.database == name for finding in answer.findings)
    return f"{shown(str(checked.place))}: {agreement(checked) if agrees else ''}".rstrip()


def _basis(database: CheckedDatabase) -> list[str]:
    return [
        f"Database      {shown(str(database.place))}",
        f"  at          {', '.join(database.revisions) or 'base: no revision was applied yet'}",
        f"  compared    {', '.join(database.compared) or 'nothing'}",
        f"  expected    {shown(database.expected_from)}",
    ]
