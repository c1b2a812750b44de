"""tk downgrade."""

from __future__ import annotations

from toolkit.cli.common import Invocation, command
from toolkit.cli.options import Sql, Tag, Target
from toolkit.cli.telling import telling

TAKES_RELATIVE_TARGETS = True


@command
def downgrade(invocation: Invocation, revision: Target = "-1", sql: Sql = False, tag: Tag = None) -> None:
    """Take the database back to a revision (one step by default)."""
    from toolkit.workflows.downgrade import downgrade as run

    settings = invocation.settings()
    with telling(settings) as tell:
        outcome = run(settings, revision, tell, sql=sql, tag=tag)
    if not sql:
        invocation.answer(outcome, settings)
