"""tk heads."""

from __future__ import annotations

from typing import Annotated

import typer

from toolkit.cli.common import Invocation, command

ResolveDependencies = Annotated[bool, typer.Option("--resolve-dependencies", help="Count depends_on as a parent too.")]


@command
def heads(invocation: Invocation, resolve_dependencies: ResolveDependencies = False) -> None:
    """Show the revisions that no other one follows."""
    from toolkit.workflows.heads import heads as look

    settings = invocation.settings()
    found = look(settings, resolve_dependencies=resolve_dependencies)
    invocation.answer(found, settings)
    for note in () if settings.quiet else found.notes:
        # Scripts read the lines on stdout, which are Alembic's.
        typer.echo(note, err=True)
