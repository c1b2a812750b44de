"""The findings as a Code Quality report of GitLab, which shows what a merge request adds and mends."""

from __future__ import annotations

import hashlib
import json
from typing import Any

from toolkit.answers import CheckResult
from toolkit.finding import Finding, Severity
from toolkit.reports.characters import shown
from toolkit.reports.repository import location_of

SEVERITIES = {Severity.ERROR: "major", Severity.WARNING: "minor", Severity.NOTE: "info"}


def render(answer: CheckResult) -> str:
    """One JSON array, in ASCII, so that no encoding can spoil it."""
    seen: dict[str, int] = {}
    return json.dumps([_entry(finding, answer, seen) for finding in answer.findings], indent=2)


def _entry(finding: Finding, answer: CheckResult, seen: dict[str, int]) -> dict[str, Any]:
    location = location_of(finding, answer)
    told = [f"{finding.subject}: {finding.fact}", finding.consequence, finding.remedy]
    if finding.database is not None:
        told.append(f"Database: {finding.database}")
    return {
        "description": shown(" ".join(" ".join(told).split())),
        "check_name": shown(finding.name),
        "fingerprint": _fingerprint(finding, seen),
        "severity": SEVERITIES[finding.severity],
        "location": {"path": shown(location.file), "lines": {"begin": location.line}},
    }


def _fingerprint(finding: Finding, seen: dict[str, int]) -> str:
    """The finding's own, but for one that is found again, as in another database: GitLab wants each only once."""
    again = seen[finding.fingerprint] = seen.get(finding.fingerprint, -1) + 1
    if not again:
        return finding.fingerprint
    return hashlib.sha256(f"{finding.fingerprint} {again}".encode()).hexdigest()[:32]
