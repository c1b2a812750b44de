"""The one door out: an error becomes a paragraph on stderr and an exit code, never a traceback."""

from __future__ import annotations

import errno
import os
import signal
import sys
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO, Any

import typer

from toolkit.errors import (
    CommandRefused,
    EnvironmentFailed,
    Interrupted,
    OutputUnwritable,
    RevisionFailed,
    TkError,
    UnexpectedFault,
)

TRACED = (UnexpectedFault, RevisionFailed, EnvironmentFailed)
"""The errors whose traceback says more than their paragraph."""


@contextmanager
def door(flags: Mapping[str, Any]) -> Iterator[None]:
    """Let a command run; what it raises leaves here as an exit code."""
    code = 0
    threading.excepthook = _tell_of_thread
    try:
        _stand_somewhere()
        yield
    except typer.Exit as leaving:
        code = leaving.exit_code
    except BaseException as error:  # whatever it is, no traceback reaches the screen
        code = _leave(error, flags)
    raise typer.Exit(_flushed(code, flags))


def _leave(error: BaseException, flags: Mapping[str, Any]) -> int:
    if isinstance(error, TkError):
        return _tell(error, flags)
    if isinstance(error, KeyboardInterrupt | typer.Abort):
        stopped = Interrupted("Stopped.")
        stopped.exit_code = 128 + getattr(error, "number", signal.SIGINT)
        return _tell(stopped, flags)
    if isinstance(error, BrokenPipeError):
        # Whoever read our output has gone (``tk history | head``); python would complain once more at exit.
        _silence(sys.stdout)
        return 0
    if isinstance(error, OSError) and error.errno in (errno.ENOSPC, errno.EBADF, errno.EIO):
        return _tell(_unwritable(error), flags)
    fault = UnexpectedFault(
        f"tk did not foresee this: {type(error).__name__}.",
        why=str(error)[:600],
        mend="Report it with the traceback.",
    )
    fault.__cause__ = error
    return _tell(fault, flags)


def _tell_of_thread(trouble: threading.ExceptHookArgs) -> None:
    """A thread of a driver or of the project failed: the command goes on, and what follows from it is told there.

    What is no error, or an error of ours, comes out of the command itself.
    """
    if not issubclass(trouble.exc_type, Exception) or issubclass(trouble.exc_type, TkError):
        return
    from toolkit.redaction import redact

    name = trouble.thread.name if trouble.thread else "?"
    text = " ".join(redact(str(trouble.exc_value), _secrets({})).split())[:300]
    with suppress(OSError, ValueError):
        typer.echo(f"warning: the thread {name} ended with {trouble.exc_type.__name__}: {text}", err=True)


def _stand_somewhere() -> None:
    try:
        Path.cwd()
    except OSError as error:
        raise CommandRefused(
            "The current directory does not exist any more.", why=str(error), mend="Change to the project's directory."
        ) from None


def _tell(error: TkError, flags: Mapping[str, Any]) -> int:
    from toolkit.reports import fault

    secrets = (*_secrets(flags), *error.secrets)
    cause = error.__cause__
    log = fault.write_traceback(cause, secrets) if isinstance(error, TRACED) and cause is not None else None
    text = fault.render(error, secrets, log=log)
    if flags.get("traceback") and cause is not None:
        text = f"{fault.render_traceback(cause, secrets)}{text}"
    with suppress(OSError, ValueError):  # with stderr gone too, the exit code is all that is left
        typer.echo(text, err=True)
    return error.exit_code


def _flushed(code: int, flags: Mapping[str, Any]) -> int:
    """The exit code, once the answer is really written: a full disk shows only then."""
    try:
        if sys.stdout is not None and not sys.stdout.closed:
            sys.stdout.flush()
    except BrokenPipeError:
        _silence(sys.stdout)
    except OSError as error:
        _silence(sys.stdout)
        return code or _tell(_unwritable(error), flags)
    return code


def _unwritable(error: OSError) -> TkError:
    _silence(sys.stdout)
    return OutputUnwritable(
        "The output could not be written.", why=str(error), mend="Make room where it goes, then run the command again."
    )


def _silence(stream: IO[str] | None) -> None:
    with suppress(OSError, ValueError, AttributeError):
        assert stream is not None
        os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())


def _secrets(flags: Mapping[str, Any]) -> Iterator[str]:
    """Every password that this process may have been given: on the command line, by a variable, in a file."""
    from toolkit.redaction import passwords_in

    for name in ("url", "shadow_url"):
        yield from passwords_in(str(flags.get(name) or ""))
    for name, value in os.environ.items():
        if "://" in value:
            yield from passwords_in(value)
        elif name.upper().endswith(("PASSWORD", "PASSWD", "_PWD")):
            yield value
    for name in (*(flags.get("config") or ()), "alembic.ini", "pyproject.toml", os.environ.get("ALEMBIC_CONFIG", "")):
        yield from _secrets_of_file(Path(name)) if name else ()


def _secrets_of_file(path: Path) -> Iterator[str]:
    from toolkit.redaction import passwords_in

    with suppress(OSError):
        for line in path.read_text(encoding="utf-8", errors="replace").splitlines():
            value = line.partition("=")[2].strip()
            if ":" in value:
                yield from passwords_in(value)
                yield from passwords_in(value.replace("%%", "%"))
