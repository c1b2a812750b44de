"""Any answer as text for a person."""

from __future__ import annotations

from typing import Any

from toolkit.outcomes import RunOutcome
from toolkit.reports import outcome


def render(answer: Any, *, verbose: bool = False) -> str:
    """The answer as lines, without a newline at the end."""
    if isinstance(answer, RunOutcome):
        return outcome.render(answer)
    # A run, which is to start soon, does without the answers of all other commands.
    from toolkit.reports.answers import RENDERERS

    return RENDERERS[type(answer)](answer, verbose)
