"""tk check."""

from __future__ import annotations

from toolkit.cli.common import Invocation, command


@command
def check(invocation: Invocation) -> int:
    """Fail when the models and the database differ."""
    from toolkit.workflows.check import check as compare

    settings = invocation.settings()
    result = compare(settings)
    invocation.answer(result, settings)
    return 1 if result.differences else 0
