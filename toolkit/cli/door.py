"""The one door out: an error becomes a paragraph on stderr and an exit code, never a traceback."""

from __future__ import annotations

import os
import sys
import traceback
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import typer

from toolkit.errors import Interrupted, RevisionFailed, TkError, UnexpectedFault


@contextmanager
def door(flags: Mapping[str, Any]) -> Iterator[None]:
    """Let a command run; what it raises leaves here as an exit code."""
    try:
        yield
    except typer.Exit:
        raise
    except TkError as error:
        raise typer.Exit(_tell(error, flags)) from None
    except KeyboardInterrupt:
        raise typer.Exit(_tell(Interrupted("Stopped."), flags)) from None
    except BrokenPipeError:
        # Whoever read our output has gone (``tk history | head``); python would complain once more at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        raise typer.Exit(0) from None
    except Exception as error:  # the traceback goes to a file; see UnexpectedFault
        fault = UnexpectedFault(
            f"tk did not foresee this: {type(error).__name__}.",
            why=str(error)[:600],
            mend="Report it with the traceback.",
        )
        fault.__cause__ = error
        raise typer.Exit(_tell(fault, flags)) from None


def _tell(error: TkError, flags: Mapping[str, Any]) -> int:
    from toolkit.redaction import redact
    from toolkit.reports import fault

    secrets = tuple(_secrets(flags))
    cause = error.__cause__
    if flags.get("traceback") and cause is not None:
        typer.echo(redact("".join(traceback.format_exception(cause)), secrets), err=True)
    log: Path | None = None
    if isinstance(error, UnexpectedFault | RevisionFailed) and cause is not None:
        log = fault.write_traceback(cause, secrets)
    typer.echo(fault.render(error, secrets, log=log), err=True)
    return error.exit_code


def _secrets(flags: Mapping[str, Any]) -> Iterator[str]:
    """Every password that this process may have been given: on the command line, by a variable, in a file."""
    from toolkit.redaction import passwords_in

    yield from passwords_in(str(flags.get("url") or ""))
    for name, value in os.environ.items():
        if "://" in value:
            yield from passwords_in(value)
        elif name.endswith(("PASSWORD", "PASSWD", "_PWD")):
            yield value
    for name in (*(flags.get("config") or ()), "alembic.ini", "pyproject.toml", os.environ.get("ALEMBIC_CONFIG", "")):
        path = Path(name)
        if name and path.is_file():
            for line in path.read_text(encoding="utf-8", errors="replace").splitlines():
                yield from passwords_in(line.replace("%%", "%"))
                yield from passwords_in(line)
