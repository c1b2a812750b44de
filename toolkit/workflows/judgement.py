"""Findings as a person has decided about them: their severities, and those that are accepted for this once."""

from __future__ import annotations

import difflib
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import replace

from toolkit.errors import SettingInvalid
from toolkit.finding import Finding, Severity
from toolkit.settings import Settings

_SUBJECTS = frozenset({"server", "replicas"})
"""Those of one word."""


def as_set(found: Iterable[Finding], severities: Mapping[str, str]) -> Iterator[Finding]:
    """Each finding with the severity that the project gave its kind."""
    for finding in found:
        severity = severities.get(finding.name)
        if severity is None:
            yield finding
        elif severity != "off":
            yield replace(finding, severity=Severity(severity))


def allowed(found: Iterable[Finding], names: Collection[str]) -> Iterator[Finding]:
    """Errors of these kinds, or about these subjects, as warnings."""
    for finding in found:
        is_allowed = finding.severity is Severity.ERROR and not {finding.name, finding.subject}.isdisjoint(names)
        yield replace(finding, severity=Severity.WARNING) if is_allowed else finding


def refuse_misnamed(settings: Settings, known: Collection[str]) -> None:
    """Raises SettingInvalid where a severity, or what is accepted, is of a kind that there is not."""
    refuse_unknown(settings.severity, known, "severity")
    refuse_unknown((name for name in settings.allow if not _is_subject(name)), known, "allow")


def refuse_unknown(given: Iterable[str], known: Collection[str], setting: str) -> None:
    """Raises SettingInvalid for a name that no finding has."""
    for name in given:
        if name not in known:
            close = difflib.get_close_matches(name, known, n=1)
            hint = f"Did you mean `{close[0]}`?" if close else f"The findings are: {', '.join(sorted(known))}."
            raise SettingInvalid(f"`{setting}` names no finding: {name}.", where=setting, mend=hint)


def _is_subject(name: str) -> bool:
    return " " in name or name in _SUBJECTS
