"""Exceptions in the project's own Python: env.py, the models that it imports, and the revisions."""

from __future__ import annotations

import traceback
from pathlib import Path

import toolkit
from toolkit.diagnosis.scene import (
    Scene,
    chain,
    first_line,
    frames_of,
    is_raised_by_project,
    is_revision_file,
    place_in_project,
    shown,
)
from toolkit.errors import (
    CommandRefused,
    EnvironmentFailed,
    OutputUnwritable,
    RevisionFailed,
    RevisionFilesBroken,
    TkError,
)

AGAIN = "Correct it, then run the same command again; `--raiseerr` shows the whole traceback."


def diagnose(error: BaseException, scene: Scene) -> TkError | None:
    """An exception raised by the project's own code in our words, or None."""
    if not is_raised_by_project(error, scene):
        for cause in chain(error):
            found = _unparsable(cause, scene) or _unwritten(cause)
            if found is not None:
                return found
    return _raised(error, scene)


def _unparsable(cause: BaseException, scene: Scene) -> TkError | None:
    """A file that Python cannot read, whether its text or only its encoding is wrong."""
    if not isinstance(cause, SyntaxError | UnicodeDecodeError):
        return None
    # Python names no file where it meets a null byte, or a byte that is not UTF-8.
    named = getattr(cause, "filename", None) or _being_imported(cause)
    if named is None or not Path(named).is_file():
        return None
    path, line = shown(named, scene), getattr(cause, "lineno", None)
    kind = RevisionFilesBroken if is_revision_file(named, scene) else EnvironmentFailed
    why = cause.msg if isinstance(cause, SyntaxError) else f"It is not UTF-8: {first_line(cause)}"
    return kind(f"Python cannot parse {path}.", where=f"{path}:{line}" if line else path, why=why, mend=AGAIN)


def _being_imported(cause: BaseException) -> str | None:
    frames = list(frames_of(cause))
    if not frames or "importlib" not in frames[-1].f_code.co_filename:
        return None
    paths = [frame.f_locals.get("path") or frame.f_locals.get("filename") for frame in frames]
    return next((str(path) for path in reversed(paths) if path), None)


def _unwritten(cause: BaseException) -> TkError | None:
    """SQL that cannot be written: the disk is full, or the encoding cannot hold it, and another would change it."""
    writers = ("static_output", "write_outstream")
    if not any(frame.f_code.co_name in writers for frame in frames_of(cause)):
        return None
    if isinstance(cause, UnicodeEncodeError):
        return CommandRefused(
            f"The SQL cannot be written in the encoding of the output, {cause.encoding}.",
            why=f"It holds {cause.object[cause.start : cause.end]!r}.",
            mend="Set PYTHONIOENCODING=utf-8, then run the same command again.",
        )
    if isinstance(cause, OSError):
        mend = "Make room where it goes, then run the command again."
        return OutputUnwritable("The SQL could not be written.", why=first_line(cause), mend=mend)
    return None


def _raised(error: BaseException, scene: Scene) -> TkError | None:
    if scene.revision is not None and isinstance(error, TypeError) and _is_ours(error):
        return RevisionFailed(
            f"The upgrade() or downgrade() of revision {scene.revision} cannot be called.",
            why=first_line(error),
            mend="Write it as a function without parameters: `def upgrade() -> None:`.",
        )
    frame = place_in_project(error, scene)
    if frame is None or _is_ours(error):
        return None
    path, kind = shown(frame.filename, scene), type(error).__name__
    where, text = f"{path}:{frame.lineno}", first_line(error)
    did, why = f"raised {kind}", text if text == kind else f"{kind}: {text}"
    if isinstance(error, SystemExit):
        did = "ended the program (sys.exit)"
    if scene.revision is not None:
        return RevisionFailed(f"Revision {scene.revision} {did}.", where=where, why=why, mend=AGAIN)
    if is_revision_file(frame.filename, scene):
        return RevisionFilesBroken(
            f"The revision file {path} cannot be imported: it {did}.", where=where, why=why, mend=AGAIN
        )
    return EnvironmentFailed(
        f"{'env.py' if frame.filename.endswith('env.py') else path} {did}.", where=where, why=why, mend=AGAIN
    )


def _is_ours(error: BaseException) -> bool:
    """Whether tk itself raised it: env.py stands in the traceback too, since tk runs within it."""
    last = traceback.extract_tb(error.__traceback__)[-1].filename
    return Path(last).is_relative_to(Path(toolkit.__file__).parent)
