"""tk snapshot."""

from __future__ import annotations

from typing import Annotated

import typer

from toolkit.cli.common import Invocation, command
from toolkit.cli.options import ShadowUrl
from toolkit.cli.telling import telling

FromDatabase = Annotated[
    bool, typer.Option("--from-database", help="Read it from the database, instead of running the revisions.")
]


@command
def snapshot(invocation: Invocation, from_database: FromDatabase = False, shadow_url: ShadowUrl = None) -> None:
    """Write the schema at head to a file beside the revisions."""
    from toolkit.workflows.snapshot import snapshot as write

    settings = invocation.settings(shadow_url=shadow_url)
    with telling(settings) as tell:
        answer = write(settings, tell, from_database=from_database)
    invocation.answer(answer, settings)
