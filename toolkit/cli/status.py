"""tk status."""

from __future__ import annotations

from toolkit.cli.common import Invocation, command


@command
def status(invocation: Invocation) -> None:
    """Tell where the databases stand, what is pending, and where the settings come from."""
    from toolkit.workflows.status import status as look

    settings = invocation.settings()
    invocation.answer(look(settings), settings)
