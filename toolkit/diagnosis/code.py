"""Exceptions in the project's own Python: env.py, the models that it imports, and the revisions."""

from __future__ import annotations

import re
import traceback
from pathlib import Path

import toolkit
from toolkit.diagnosis.scene import Scene, chain, first_line, is_revision_file, place_in_project, shown
from toolkit.errors import EnvironmentFailed, RevisionFailed, RevisionFilesBroken, TkError

AGAIN = "Correct it, then run the same command again; `--raiseerr` shows the whole traceback."


def diagnose(error: BaseException, scene: Scene) -> TkError | None:
    """An exception raised by the project's own code in our words, or None."""
    for cause in chain(error):
        if isinstance(cause, SyntaxError) and cause.filename:
            return _unparsable(cause, scene)
        if isinstance(cause, UnicodeDecodeError | ValueError) and (path := _undecodable(cause)):
            return RevisionFilesBroken(
                f"The file {shown(path, scene)} is not UTF-8.", why=first_line(cause), mend="Save it as UTF-8, or declare its encoding."
            )
    return _unusable(error, scene) or _raised(error, scene)


def _unparsable(cause: SyntaxError, scene: Scene) -> TkError:
    path = shown(str(cause.filename), scene)
    kind = RevisionFilesBroken if is_revision_file(str(cause.filename), scene) else EnvironmentFailed
    return kind(f"Python cannot parse {path}.", where=f"{path}:{cause.lineno}", why=cause.msg, mend=AGAIN)


def _undecodable(cause: BaseException) -> str | None:
    frame, path = cause.__traceback__, None
    while frame is not None:
        local = frame.tb_frame.f_locals
        if frame.tb_frame.f_code.co_name in ("source_to_code", "get_code", "load_module_py") and local.get("path"):
            path = str(local["path"])
        frame = frame.tb_next
    return path if isinstance(cause, UnicodeDecodeError) else None


def _raised(error: BaseException, scene: Scene) -> TkError | None:
    frame = place_in_project(error, scene)
    if frame is None or _is_ours(error):
        return None
    where = f"{shown(frame.filename, scene)}:{frame.lineno}"
    why = f"{type(error).__name__}: {first_line(error)}"
    if scene.revision is not None:
        return RevisionFailed(f"Revision {scene.revision} raised {type(error).__name__}.", where=where, why=why, mend=AGAIN)
    if is_revision_file(frame.filename, scene):
        return RevisionFilesBroken(f"The revision file {shown(frame.filename, scene)} cannot be imported.", where=where, why=why, mend=AGAIN)
    return EnvironmentFailed(
        f"{'env.py' if frame.filename.endswith('env.py') else shown(frame.filename, scene)} raised {type(error).__name__}.",
        where=where,
        why=why,
        mend=AGAIN,
    )


def _is_ours(error: BaseException) -> bool:
    """Whether tk itself raised it: env.py stands in the traceback too, since tk runs within it."""
    last = traceback.extract_tb(error.__traceback__)[-1].filename
    return Path(last).is_relative_to(Path(toolkit.__file__).parent)


def _unusable(error: BaseException, scene: Scene) -> TkError | None:
    """Files that import, and lack what Alembic needs of them."""
    text = first_line(error)
    if match := re.search(r"module '?(\S+?)'? has no attribute '(upgrade|downgrade)'", text):
        return RevisionFilesBroken(
            f"The revision {scene.revision or match[1]} has no function {match[2]}().",
            why=text,
            mend=f"Add `def {match[2]}() -> None:` to its file.",
        )
    if "Could not determine revision id from filename" in text:
        return RevisionFilesBroken("A revision file has no id.", why=text, mend="Add `revision = ...` to it, or move it elsewhere.")
    return None
