"""What a command asks of a run."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from toolkit.execution.journal.records import Worked
from toolkit.execution.watchdog import Watch

FindSteps = Callable[[Any], list[Any]]
"""From the heads of a database to Alembic's steps for it."""


@dataclass(frozen=True, kw_only=True)
class Intention:
    """What a command asks of a run."""

    command: str
    """``upgrade``, ``downgrade`` or ``stamp``."""
    target: str
    find_steps: FindSteps
    wait: float = 600.0
    """Seconds to wait for another runner."""
    lock_timeout: float = 1.0
    lock_retry: float = 600.0
    kill_idle_after: float | None = None
    resume_from: int | None = None
    no_trash: str | None = None
    """Why drops are to be drops; None where they are not."""
    clauses: Mapping[str, str] = field(default_factory=dict)
    """By the text of a definition, what makes the server refuse to do more for it than was planned."""
    instant: frozenset[str] = frozenset()
    """Texts of definitions that take no more than a moment."""
    watch: Watch | None = None
    """What the application bears; None where nobody watches."""
    note: str = ""
    """What a person accepted, and why: the journal keeps it."""
    works: Mapping[str, Worked] = field(default_factory=dict)
    """By the text of a statement, what it does with how many bytes; how long that takes the journal remembers."""
