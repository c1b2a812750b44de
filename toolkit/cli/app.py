"""The program: ``tk``."""

from __future__ import annotations

import atexit
import gc
import inspect
import signal
from types import FrameType
from typing import Annotated, Any

import typer

from toolkit import __version__
from toolkit.cli.common import COMMON
from toolkit.cli.shelf import Shelf
from toolkit.fault import Stopped

SHORT = {"config": ("-c", "--config"), "section": ("-n", "--name")}
"""Alembic's short options that mean something else after some commands' names (``current -c``)."""

DESCRIPTION = """Migrations and schema management for SQLAlchemy projects.

Runs on an existing Alembic or Flask-Migrate project as it is. `tk COMMAND --help` tells more of a command.
"""


def main() -> None:
    """Run the program on the command line of this process, and exit."""
    # Importing SQLAlchemy makes many objects that stay: Python's default is to look through all of them,
    # again and again, for some that do not. This is a tenth of the time of a short command, which makes fewer than so
    # many; those of a long one are looked through all the same.
    gc.set_threshold(200_000, 20, 20)
    # The memory goes with the process: to free the models of a large project one by one takes a fifth of a check.
    # What is registered first runs last, so whatever else is to be done at the end is done.
    atexit.register(gc.freeze)
    if signal.getsignal(signal.SIGTERM) is signal.SIG_DFL:
        # As Ctrl-C: what is temporary is removed, and what is true now is told.
        signal.signal(signal.SIGTERM, _stop)
    application()()


def _stop(number: int, frame: FrameType | None) -> None:
    raise Stopped(number)


def application() -> typer.Typer:
    """The Typer application, with the common options before the command's name."""
    app = typer.Typer(
        cls=Shelf,
        name="tk",
        help=DESCRIPTION,
        no_args_is_help=True,
        rich_markup_mode=None,
        pretty_exceptions_enable=False,
        context_settings={"help_option_names": ["-h", "--help"]},
    )
    app.callback()(_callback())
    return app


def _callback() -> Any:
    def remember(context: typer.Context, version: bool, **options: Any) -> None:
        context.obj = options

    show = Annotated[
        bool, typer.Option("--version", help="Show the versions and exit.", is_eager=True, callback=_version)
    ]
    parameters = [
        inspect.Parameter("context", inspect.Parameter.POSITIONAL_OR_KEYWORD, annotation=typer.Context),
        *map(_with_short, COMMON),
        inspect.Parameter("version", inspect.Parameter.POSITIONAL_OR_KEYWORD, default=False, annotation=show),
    ]
    remember.__signature__ = inspect.Signature(parameters)  # type: ignore[attr-defined]  # read by Typer
    remember.__annotations__ = {parameter.name: parameter.annotation for parameter in parameters}
    return remember


def _with_short(parameter: inspect.Parameter) -> inspect.Parameter:
    if parameter.name not in SHORT:
        return parameter
    kind, option = parameter.annotation.__origin__, parameter.annotation.__metadata__[0]
    declared = typer.Option(*SHORT[parameter.name], help=option.help, metavar=option.metavar)
    return parameter.replace(annotation=Annotated[kind, declared])


def _version(wanted: bool) -> None:
    if wanted:
        from importlib.metadata import version

        packages = ", ".join(f"{name} {version(name)}" for name in ("alembic", "sqlalchemy"))
        typer.echo(f"tk {__version__} ({packages})")
        raise typer.Exit(0)
