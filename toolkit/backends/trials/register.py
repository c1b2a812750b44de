"""Which module times a backend. Only that of the backend at hand is imported."""

from __future__ import annotations

import importlib
from collections.abc import Mapping

from toolkit.backends.trials.base import Trials

TRIALS: Mapping[str, tuple[str, str]] = {
    "mysql": ("innodb", "InnoDBTrials"),
    "mariadb": ("innodb", "InnoDBTrials"),
    "postgresql": ("postgresql", "PostgreSQLTrials"),
}
"""By backend: the module of this folder, and the class in it. SQLite's files are small, and copied in a moment."""


def trials_of(backend_name: str) -> Trials | None:
    """None for a backend that is not timed."""
    found = TRIALS.get(backend_name)
    if found is None:
        return None
    module, name = found
    trials: Trials = getattr(importlib.import_module(f"toolkit.backends.trials.{module}"), name)()
    return trials
