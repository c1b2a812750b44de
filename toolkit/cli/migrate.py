"""tk migrate."""

from __future__ import annotations

from typing import Annotated

import typer

from toolkit.cli.common import Invocation, command
from toolkit.cli.options import Sql, Tag, Target
from toolkit.cli.telling import telling

TAKES_RELATIVE_TARGETS = True


def _not_flask(value: str | None) -> None:
    if value is not None:
        raise typer.BadParameter(
            "`tk migrate` applies revisions. "
            "To write one, as `flask db migrate` does: tk revision --autogenerate -m ..."
        )


FlaskMessage = Annotated[str | None, typer.Option("-m", "--message", hidden=True, callback=_not_flask)]


@command
def migrate(
    invocation: Invocation, revision: Target = "head", sql: Sql = False, tag: Tag = None, message: FlaskMessage = None
) -> None:
    """Bring the database up to a revision (head by default)."""
    from toolkit.workflows.migrate import migrate as run

    settings = invocation.settings()
    with telling(settings) as tell:
        outcome = run(settings, revision, tell, sql=sql, tag=tag)
    if not sql:
        invocation.answer(outcome, settings)
