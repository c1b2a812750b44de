"""What was seen of one statement, and of one revision, while they ran on the shadow."""

from __future__ import annotations

from dataclasses import dataclass

from toolkit.backends.sql.values import Statement
from toolkit.impact import Impact


@dataclass(frozen=True, kw_only=True)
class Seen:
    """One statement of a revision, sent to the shadow."""

    revision: str
    direction: str
    statement: Statement
    sent: tuple[str, ...]
    """The texts that went to the server in its place; one that is its own where nothing was exchanged."""
    impacts: tuple[Impact, ...] = ()
    """Of each text that was sent."""
    tables: tuple[tuple[str | None, str] | None, ...] = ()
    """By table of all impacts in order: what it is called in the live database; None where it is not there."""
    times: int = 1
    trash: tuple[str, ...] = ()
    returns: tuple[str, ...] = ()
    unknown: str | None = None
    refused: str | None = None
    file: str | None = None
    line: int | None = None


@dataclass(frozen=True, kw_only=True)
class Reversal:
    """One revision taken back."""

    revision: str
    why_not: str | None
    """None where it led back."""
