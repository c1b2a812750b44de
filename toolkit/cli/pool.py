"""tk pool."""

from __future__ import annotations

from typing import Annotated

import typer

from toolkit.cli.common import Invocation, command
from toolkit.cli.options import Allow, Busy, Rate, Sample, Severities, WriteShare
from toolkit.cli.telling import telling
from toolkit.fault import Stopped

Watch = Annotated[bool, typer.Option("--watch", help="Go on looking and show it live, until Ctrl-C.")]


@command
def pool(
    invocation: Invocation,
    watch: Watch = False,
    sample: Sample = None,
    rate: Rate = None,
    busy: Busy = None,
    write_share: WriteShare = None,
    allow: Allow = None,
    severity: Severities = None,
) -> int:
    """Hold the declared connection pools against the live server, and tell when they will fail."""
    from toolkit.finding import has_errors
    from toolkit.rehearsal.aside import output_aside
    from toolkit.reports.watching import watching
    from toolkit.workflows.looking import looking_of
    from toolkit.workflows.pool import pool as look

    settings = invocation.settings(allow=allow, severity=severity)
    looking = looking_of(sample=sample, rate=rate, busy=busy, write_share=write_share, endless=watch)
    with telling(settings) as tell, output_aside(shown=True), watching(live=watch) as shown:
        try:
            result = look(settings, tell, looking=looking, shown=shown)
        except KeyboardInterrupt as error:
            # Ctrl-C is how a watch ends; SIGTERM ends whatever runs.
            if not watch or isinstance(error, Stopped):
                raise
            return 0
    invocation.answer(result, settings)
    return 1 if has_errors(result.findings) else 0
