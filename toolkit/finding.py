"""What a check says: one value for everything that tk finds, whichever stage found it and however it is shown."""

from __future__ import annotations

import glob
import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum


class Severity(Enum):
    """How much it matters. Only errors make a command fail."""

    NOTE = "note"
    WARNING = "warning"
    ERROR = "error"


@dataclass(frozen=True, kw_only=True)
class Location:
    """A line of a file that a person would change. ``file`` is relative to the project where it lies in it."""

    file: str
    line: int
    """Counts from 1."""


@dataclass(frozen=True, kw_only=True)
class Finding:
    """One thing that a person should know of, and what to do about it."""

    name: str
    """The kind, in kebab-case: what ``severity`` settings, ``allow`` and ``tk explain`` take."""
    severity: Severity
    subject: str
    """What it is about, as ``column orders.note``; with ``name`` and ``database`` it tells this finding from others."""
    fact: str
    """One sentence, with the names and texts that prove it."""
    consequence: str
    remedy: str
    """What to do, to paste where that is possible."""
    database: str | None = None
    """The database's URL, its password hidden; None where no database is concerned."""
    location: Location | None = None
    expected: str | None = None
    found: str | None = None

    @property
    def allow(self) -> str:
        """How a person accepts it."""
        # ``ignore`` takes patterns. A string of JSON is one of TOML, but for this one character.
        subject = json.dumps(glob.escape(self.subject), ensure_ascii=False).replace("\x7f", "\\u007F")
        return f'[tool.tk.severity] {self.name} = "note", or [tool.tk] ignore = [{subject}]'

    @property
    def fingerprint(self) -> str:
        """Stable from run to run, for programs that follow a finding over time: 32 hexadecimal digits."""
        told = f"{self.name}\0{self.subject}\0{self.fact}"
        return hashlib.sha256(told.encode(errors="backslashreplace")).hexdigest()[:32]


def has_errors(findings: Iterable[Finding]) -> bool:
    """Whether a command that found these fails."""
    return any(finding.severity is Severity.ERROR for finding in findings)
