"""What a command asks of a run."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

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
