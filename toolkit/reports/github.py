"""The findings as workflow commands of GitHub Actions, which shows them beside the lines they are about."""

from __future__ import annotations

from toolkit.answers import CheckResult
from toolkit.finding import Finding, Severity
from toolkit.reports import findings
from toolkit.reports.characters import shown
from toolkit.reports.repository import from_root

COMMANDS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.NOTE: "notice"}


def render(answer: CheckResult) -> str:
    """One command for each finding, and the summary as a line of the log."""
    return "\n".join([*(_command(finding) for finding in answer.findings), findings.summary(answer)])


def _command(finding: Finding) -> str:
    place = finding.location
    properties = {} if place is None else {"file": from_root(place.file), "line": str(place.line)}
    properties["title"] = f"{finding.name}: {finding.subject}"
    told = ",".join(f"{name}={_property(value)}" for name, value in properties.items())
    message = [finding.fact, *findings.details(finding)]
    if finding.database is not None:
        message.append(f"Database: {finding.database}")
    return f"::{COMMANDS[finding.severity]} {told}::" + _data("\n".join(message))


def _data(text: str) -> str:
    return shown(text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A"), keep="\t")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
