"""tk stamp."""

from __future__ import annotations

from typing import Annotated

import typer

from toolkit.cli.common import Invocation, command
from toolkit.cli.options import Sql, Tag, Targets
from toolkit.cli.telling import telling

TAKES_RELATIVE_TARGETS = True
Purge = Annotated[bool, typer.Option("--purge", help="Empty the version table first, whatever is in it.")]


@command
def stamp(
    invocation: Invocation,
    revisions: Targets = ["head"],  # noqa: B006 Typer copies it
    sql: Sql = False,
    tag: Tag = None,
    purge: Purge = False,
) -> None:
    """Say what the database is at, without running a migration."""
    from toolkit.workflows.stamp import stamp as run

    settings = invocation.settings()
    with telling(settings) as tell:
        outcome = run(settings, tuple(revisions), tell, sql=sql, tag=tag, purge=purge)
    if not sql:
        invocation.answer(outcome, settings)
