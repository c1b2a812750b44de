"""What a run did, as frozen values. Apart from the answers of other commands, which a run need not load."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

TEXT_ONLY: Mapping[str, Any] = {"text_only": True}
"""Metadata of a field that serves other reports and is left out of JSON."""


@dataclass(frozen=True, kw_only=True)
class Place:
    """A database that a command is connected to. ``url`` has its password hidden."""

    backend: str
    server_version: str
    url: str
    database: str

    def __str__(self) -> str:
        return f"{self.backend} {self.server_version} at {self.url}"


@dataclass(frozen=True, kw_only=True)
class StepOutcome:
    """One revision that ran."""

    revision: str
    doc: str
    direction: str
    statements: int
    seconds: float


@dataclass(frozen=True, kw_only=True)
class DatabaseOutcome:
    """What a run did to one database, and where that database stands now."""

    place: Place
    before: tuple[str, ...]
    after: tuple[str, ...]
    steps: tuple[StepOutcome, ...]
    at_head: bool
    taken_back: str | None = None
    """The revision that was half applied, where it was abandoned."""


@dataclass(frozen=True, kw_only=True)
class RunOutcome:
    """The answer of migrate, downgrade and stamp."""

    databases: tuple[DatabaseOutcome, ...]
    seconds: float
