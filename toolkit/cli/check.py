"""tk check."""

from __future__ import annotations

from typing import Annotated

import typer

from toolkit.cli.common import Invocation, command
from toolkit.cli.options import Severities, ShadowUrl
from toolkit.cli.telling import telling

Models = Annotated[bool, typer.Option("--models", help="Only: is a revision missing for the models?")]
Live = Annotated[bool, typer.Option("--live", help="Only: was the database changed by hand?")]
Migrations = Annotated[bool, typer.Option("--migrations", help="Only: pending revisions, heads, the snapshot.")]


Ignore = Annotated[
    list[str] | None,
    typer.Option("--ignore", help="Leave objects out: a pattern as in [tool.tk] ignore.", metavar="PATTERN"),
]


@command
def check(
    invocation: Invocation,
    models: Models = False,
    live: Live = False,
    migrations: Migrations = False,
    ignore: Ignore = None,
    severity: Severities = None,
    shadow_url: ShadowUrl = None,
) -> int:
    """Fail when the models, the revisions and the database differ."""
    from toolkit.drift.checking import Parts
    from toolkit.finding import has_errors
    from toolkit.rehearsal.aside import output_aside
    from toolkit.workflows.check import check as compare

    settings = invocation.settings(ignore=ignore, severity=severity, shadow_url=shadow_url)
    every = not (models or live or migrations)
    parts = Parts(models=models or every, live=live or every, migrations=migrations or every)
    # A report must hold nothing else: what env.py and the models print is part of the story.
    with telling(settings) as tell, output_aside(shown=True):
        result = compare(settings, parts, tell, explicit=not every)
    invocation.answer(result, settings)
    if result.failure is not None:
        raise result.failure
    return 1 if has_errors(result.findings) else 0
