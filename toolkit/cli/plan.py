"""tk plan."""

from __future__ import annotations

from typing import Annotated

import typer

from toolkit.cli.common import Invocation, command
from toolkit.cli.options import Allow, Busy, NoTrash, PlanTarget, Rate, Sample, Severities, ShadowUrl, WriteShare
from toolkit.cli.telling import telling

TAKES_RELATIVE_TARGETS = True

Downgrade = Annotated[bool, typer.Option("--downgrade", help="Plan the way down to the revision.")]


@command
def plan(
    invocation: Invocation,
    revision: PlanTarget = "heads",
    downgrade: Downgrade = False,
    sample: Sample = None,
    rate: Rate = None,
    busy: Busy = None,
    write_share: WriteShare = None,
    allow: Allow = None,
    severity: Severities = None,
    no_trash: NoTrash = None,
    shadow_url: ShadowUrl = None,
) -> int:
    """Tell what the pending revisions will do to the tables and the pools, before they run."""
    from toolkit.finding import has_errors
    from toolkit.rehearsal.aside import output_aside
    from toolkit.workflows.looking import looking_of
    from toolkit.workflows.plan import plan as make

    settings = invocation.settings(allow=allow, severity=severity, shadow_url=shadow_url, no_trash=no_trash)
    looking = looking_of(sample=sample, rate=rate, busy=busy, write_share=write_share)
    with telling(settings) as tell, output_aside(shown=True):
        result = make(settings, revision, tell, downgrade=downgrade, looking=looking)
    invocation.answer(result, settings)
    return 1 if has_errors(result.findings) else 0
