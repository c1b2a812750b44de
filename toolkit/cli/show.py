"""tk show."""

from __future__ import annotations

from toolkit.cli.common import Invocation, command
from toolkit.cli.options import Target

TAKES_RELATIVE_TARGETS = True


@command
def show(invocation: Invocation, revision: Target = "head") -> None:
    """Show what a revision file says about itself."""
    from toolkit.workflows.show import show as look

    settings = invocation.settings()
    invocation.answer(look(settings, revision), settings)
