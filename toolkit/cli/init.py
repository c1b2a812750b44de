"""tk init."""

from __future__ import annotations

from typing import Annotated

import typer

from toolkit.cli.common import Invocation, command

Where = Annotated[str | None, typer.Argument(help="The directory to create; migrations by default.")]
Template = Annotated[
    str | None, typer.Option("-t", "--template", help="The layout; see list-templates.", metavar="NAME")
]
Package = Annotated[bool, typer.Option("--package", help="Add an empty __init__.py to the directories.")]
Multidb = Annotated[bool, typer.Option("--multidb", help="Several databases: the layout multidb, or flask-multidb.")]


@command
def init(
    invocation: Invocation,
    directory: Where = None,
    template: Template = None,
    package: Package = False,
    multidb: Multidb = False,
) -> None:
    """Create a migrations directory that runs at once."""
    from toolkit.workflows.init import init as create

    settings = invocation.settings()
    invocation.answer(
        create(settings, directory=directory, template=template, package=package, multidb=multidb), settings
    )
