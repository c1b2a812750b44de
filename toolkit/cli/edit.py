"""tk edit."""

from __future__ import annotations

from toolkit.cli.common import Invocation, command
from toolkit.cli.options import Target

TAKES_RELATIVE_TARGETS = True


@command
def edit(invocation: Invocation, revision: Target = "current") -> None:
    """Open revision files in the editor."""
    from toolkit.workflows.edit import edit as open_files

    open_files(invocation.settings(), revision)
