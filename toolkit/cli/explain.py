"""tk explain."""

from __future__ import annotations

from typing import Annotated

import typer

from toolkit.cli.common import Invocation, command

Name = Annotated[str | None, typer.Argument(help="The name in brackets of an error or a finding.")]


@command
def explain(invocation: Invocation, name: Name = None) -> None:
    """Explain an error or a finding by its name, or list them all."""
    from toolkit.workflows.explain import explain as page

    settings = invocation.settings()
    invocation.answer(page(name), settings)
