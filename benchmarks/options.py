"""What one calls for on the command line."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

BACKENDS = ("sqlite", "mariadb", "mysql", "postgresql")


@dataclass(frozen=True, kw_only=True)
class Options:
    """How much is measured; each benchmark takes from it what concerns it."""

    runs: int = 7
    backends: Sequence[str] = BACKENDS
    tables: Sequence[int] = (100, 1000)
