"""tk current."""

from __future__ import annotations

from typing import Annotated

import typer

from toolkit.cli.common import Invocation, command

CheckHeads = Annotated[
    bool, typer.Option("-c", "--check-heads", help="Exit with 1 unless the database is at every head.")
]


@command
def current(invocation: Invocation, check_heads: CheckHeads = False) -> None:
    """Show the revisions that the database is at."""
    from toolkit.workflows.current import current as look

    settings = invocation.settings()
    invocation.answer(look(settings, check_heads=check_heads), settings)
