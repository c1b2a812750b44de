"""A pool as it was found, in an engine or in the options for one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy.engine import URL


@dataclass(frozen=True, kw_only=True)
class FoundPool:
    """What one engine, or the options for one, says. What is not said is left out of ``values``."""

    bind: str | None = None
    """Its name among several, as Flask-SQLAlchemy has them; None for the default one."""
    values: Mapping[str, Any] = field(default_factory=dict)
    """Of an engine by the names of DeclaredPool, of options by those of ``create_engine``."""
    user: str | None = None
    url: URL | None = field(default=None, repr=False)
    """Where it leads; None for mere options."""
