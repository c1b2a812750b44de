"""The options that every command takes, before its name or after it, and what a command does with them."""

from __future__ import annotations

import importlib
import inspect
import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from toolkit.cli.door import door

if TYPE_CHECKING:
    from toolkit.errors import TkError
    from toolkit.settings import Settings

ConfigFiles = Annotated[
    list[str] | None,
    typer.Option(
        "--config", help="Configuration file: an ini file or a pyproject.toml; twice for one of each.", metavar="FILE"
    ),
]
Section = Annotated[str | None, typer.Option("--name", help="Section of the ini file.", metavar="NAME")]
XArguments = Annotated[
    list[str] | None,
    typer.Option("-x", "--x-arg", help="Argument for env.py, key=value; may be repeated.", metavar="ARG"),
]
Directory = Annotated[str | None, typer.Option("-d", "--directory", help="The migrations directory.", metavar="DIR")]
Application = Annotated[
    str | None, typer.Option("--app", help="The Flask application, package:create_app.", metavar="APP")
]
Url = Annotated[str | None, typer.Option("--url", help="Database URL, in place of sqlalchemy.url.", metavar="URL")]
OutputFormat = Annotated[
    str | None,
    typer.Option(
        "--format",
        help="text or json; for check and plan also sarif, junit, github, gitlab or html; for pool html.",
        metavar="FORMAT",
    ),
]
Quiet = Annotated[bool, typer.Option("-q", "--quiet", help="Tell only the answer and errors.")]
Verbose = Annotated[bool, typer.Option("-v", "--verbose", help="Tell more; with a run, every statement.")]
Traceback = Annotated[bool, typer.Option("--raiseerr", help="Show the traceback of an error.")]


def _common(
    config: ConfigFiles = None,
    section: Section = None,
    arguments: XArguments = None,
    scripts: Directory = None,
    app: Application = None,
    url: Url = None,
    format: OutputFormat = None,  # noqa: A002 the option's name
    quiet: Quiet = False,
    verbose: Verbose = False,
    traceback: Traceback = False,
) -> None:
    """Never called: its signature is the list of common options."""


COMMON = tuple(inspect.signature(_common, eval_str=True).parameters.values())


FORMATS_OF: Mapping[str, tuple[str, ...]] = {
    "check": ("text", "json", "sarif", "junit", "github", "gitlab", "html"),
    "plan": ("text", "json", "sarif", "junit", "github", "gitlab", "html"),
    "pool": ("text", "json", "html"),
}
"""Those of the commands that answer with more than text and JSON."""


@dataclass(frozen=True)
class Invocation:
    """One call of a command: its name, and what was given for the common options."""

    command: str
    flags: Mapping[str, Any]

    def settings(self, **own: object) -> Settings:
        """The flags with the environment and the configuration behind them; ``own`` are those of this command.

        Raises SettingInvalid for a format that cannot render this command's answer, before anything is done.
        """
        from toolkit import settings

        loaded = settings.load({**self.flags, **own}, os.environ, Path.cwd())
        if loaded.format not in FORMATS_OF.get(self.command, settings.FORMATS_OF_ANY_ANSWER):
            raise _wrong_format(self.command, loaded)
        return loaded

    def answer(self, value: Any, settings: Settings) -> None:
        """Print the answer on stdout in the format that was asked for."""
        # The module of a format has its name; only the one that was asked for is imported.
        report = importlib.import_module(f"toolkit.reports.{settings.format}")
        options = {"verbose": settings.verbose} if settings.format == "text" else {}
        rendered = report.render(value, **options)
        if rendered:
            typer.echo(rendered)


def _wrong_format(command: str, settings: Settings) -> TkError:
    from toolkit.errors import SettingInvalid
    from toolkit.settings import FORMATS_OF_ANY_ANSWER

    here = FORMATS_OF.get(command, FORMATS_OF_ANY_ANSWER)
    others = " and ".join(f"`tk {name}`" for name, formats in FORMATS_OF.items() if settings.format in formats)
    return SettingInvalid(
        f"`tk {command}` cannot answer as {settings.format}.",
        where=settings.sources["format"],
        mend=f"Use {', '.join(here[:-1])} or {here[-1]} here; {settings.format} is for {others}.",
    )


def command(function: Callable[..., int | None]) -> Callable[..., None]:
    """Give a command the common options and the door.

    ``function`` takes an Invocation first, and returns its exit code, None for 0.
    """
    name = function.__name__.replace("_", "-")
    own = list(inspect.signature(function, eval_str=True).parameters.values())[1:]

    @wraps(function)
    def called(context: typer.Context, **options: Any) -> None:
        given = {parameter.name: options.pop(parameter.name) for parameter in COMMON}
        flags = merged(context.obj or {}, given)
        with door({**options, **flags}):
            raise typer.Exit(function(Invocation(name, flags), **options) or 0)

    context = inspect.Parameter("context", inspect.Parameter.POSITIONAL_OR_KEYWORD, annotation=typer.Context)
    called.__signature__ = inspect.Signature([context, *own, *COMMON])  # type: ignore[attr-defined]  # read by Typer
    called.__annotations__ = {parameter.name: parameter.annotation for parameter in (context, *own, *COMMON)}
    return called


def merged(before: Mapping[str, Any], after: Mapping[str, Any]) -> dict[str, Any]:
    """The options given before the command's name and after it: lists are joined, the later value wins."""
    joined: dict[str, Any] = {}
    for name, late in after.items():
        early = before.get(name)
        joined[name] = [*(early or []), *(late or [])] if isinstance(early or late, list) else (late or early)
    return joined
