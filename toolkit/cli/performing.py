"""What migrate and downgrade do with their options."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from toolkit.cli.common import Invocation
from toolkit.cli.telling import telling


def perform(
    invocation: Invocation, work: Callable[..., Any], revision: str, command: str, options: Mapping[str, Any]
) -> None:
    """Run ``work`` to the revision, or take back what an interrupted run of Alembic's ``command`` did; answer."""
    from toolkit.workflows.choices import choices_of

    of_settings = ("wait", "lock_timeout", "preflight", "allow", "reason")
    settings = invocation.settings(**{name: options[name] for name in of_settings})
    choices = choices_of(**{name: options[name] for name in ("no_trash", "resume_from", "kill_blockers")})
    with telling(settings) as tell:
        if options["abandon"]:
            from toolkit.workflows.abandon import abandon

            outcome = abandon(settings, command, tell)
        else:
            outcome = work(settings, revision, tell, sql=options["sql"], tag=options["tag"], choices=choices)
    if not options["sql"]:
        invocation.answer(outcome, settings)
