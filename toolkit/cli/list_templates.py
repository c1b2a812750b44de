"""tk list-templates."""

from __future__ import annotations

from toolkit.cli.common import Invocation, command


@command
def list_templates(invocation: Invocation) -> None:
    """List the layouts that init can create."""
    from toolkit.workflows.list_templates import list_templates as look

    settings = invocation.settings()
    invocation.answer(look(), settings)
