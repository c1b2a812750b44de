"""Errors of Alembic's revision graph: targets that cannot be reached, files that form no history."""

from __future__ import annotations

import re
from collections.abc import Iterator

from alembic.script import revision as graph
from alembic.util import CommandError

from toolkit.diagnosis.files import named
from toolkit.diagnosis.scene import Scene, chain, first_line
from toolkit.errors import (
    MultipleHeads,
    PendingRevisions,
    RevisionFilesBroken,
    TargetInvalid,
    TkError,
    VersionTableInvalid,
)
from toolkit.revising.git import writer


def diagnose(error: BaseException, scene: Scene) -> TkError | None:
    """An error of the revision graph in our words, or None."""
    causes = list(chain(error))
    found = next(
        (found for cause in causes if (found := _broken_files(cause, scene) or _unreachable(cause, causes, scene))),
        None,
    )
    # Alembic wraps the errors of the graph in its CommandError, which then knows less than they do.
    return found or next(
        (_command_error(first_line(cause)) for cause in causes if isinstance(cause, CommandError)), None
    )


def _broken_files(cause: BaseException, scene: Scene) -> TkError | None:
    versions = ", ".join(map(str, scene.versions))
    if isinstance(cause, graph.CycleDetected):
        return RevisionFilesBroken(
            "The revisions form a cycle, so none of them is the first.",
            where=versions,
            why=first_line(cause),
            mend="Correct `down_revision` (or `depends_on`) in one of them.",
        )
    if not isinstance(cause, UserWarning):
        return None
    text = str(cause)
    if match := re.search(r"Revision (\S+) is present more than once", text):
        return RevisionFilesBroken(
            f"Two revision files carry the id {match[1]}.",
            where=", ".join(named(match[1], scene)) or versions,
            why="A copied file keeps the id of its original.",
            mend="Give one of them an id of its own (`revision = ...`), or delete the copy.",
        )
    if match := re.search(r"Revision (\S+) referenced from (?:.*? -> )?(\S+)", text):
        return RevisionFilesBroken(
            f"The revision {match[1]} does not exist, though {match[2].rstrip(',')} names it as its parent.",
            where=", ".join(named(match[2].rstrip(","), scene)) or versions,
            why="Its file was deleted, renamed, or is on another branch of the repository.",
            mend="Restore the file, or correct `down_revision`.",
        )
    return None


def _unreachable(cause: BaseException, causes: list[BaseException], scene: Scene) -> TkError | None:
    if isinstance(cause, graph.MultipleHeads):
        heads = ", ".join(cause.heads)
        return MultipleHeads(
            f"The history has several heads: {heads}.",
            where="; ".join(place for head in cause.heads for place in _written(head, scene)),
            why=f"`{cause.argument}` could mean any of them.",
            mend="Where two people wrote on one parent, `tk rebase` puts yours on top of the other, `tk merge heads` "
            "joins them. Of branches that are meant, name one, `BRANCH@head`, or `heads` for all.",
        )
    if isinstance(cause, graph.RangeNotAncestorError):
        return TargetInvalid(
            f"There is no way from {cause.lower} to {cause.upper}: they are not on one line of the history.",
            mend="Look at the line with `tk history`; a database on another branch needs `heads` or `BRANCH@head`.",
        )
    if isinstance(cause, graph.ResolutionError):
        return _unresolved(cause, causes)
    if isinstance(cause, graph.RevisionError):
        return _command_error(first_line(cause)) or _relative(first_line(cause))
    return None


def _written(head: str, scene: Scene) -> Iterator[str]:
    """The files of a head, each with who wrote it where git knows."""
    for place in named(head, scene):
        who = writer(scene.directory / place.rpartition(":")[0])
        yield f"{place} ({who})" if who else place


def _unresolved(cause: graph.ResolutionError, causes: list[BaseException]) -> TkError:
    text = " ".join(map(str, causes))
    if "Multiple" in text or "more than one" in text or "ambiguous" in text:
        return TargetInvalid(
            f"The revision {cause.argument} is ambiguous.",
            why=first_line(cause),
            mend="Write more characters of its id.",
        )
    return TargetInvalid(
        f"There is no revision {cause.argument}.",
        why="No revision file has an id, a partial id or a branch label like it.",
        mend="Look for it with `tk history`; if it is new, is its file in the versions directory?",
    )


def _relative(text: str) -> TkError:
    return TargetInvalid(
        "The revision asked for cannot be reached.",
        why=text,
        mend="Look at the line with `tk history`, and at where the database stands with `tk current`.",
    )


def _command_error(text: str) -> TkError | None:
    if "Target database is not up to date" in text:
        return PendingRevisions(
            "The database is behind the revision files, so the models cannot be compared with it.",
            mend="Run `tk migrate` first; `tk status` lists what is pending.",
        )
    if "overlaps with other requested revisions" in text:
        return VersionTableInvalid(
            "The version table holds revisions that contradict each other: one is an ancestor of the other.",
            why=text,
            mend="Keep the later one: `tk stamp --purge REVISION` (it runs no migration).",
        )
    if "Ambiguous walk" in text:
        return TargetInvalid(
            "A step back from a merge leads to each of its parents, and the target does not say which.",
            why=text,
            mend="Name the parent to go back to, `tk downgrade PARENT`; `tk history --verbose` shows them.",
        )
    if re.search(
        r"Relative revision .* (?:didn't|did not) produce|Walked too far|not enough|too many (steps|revisions)", text
    ):
        return TargetInvalid(
            "The relative target goes further than there are revisions.",
            why=text,
            mend="Take fewer steps; `tk history --indicate-current` shows how many there are.",
        )
    if re.search(r"(revision|branch|head|range|target)", text, re.IGNORECASE):
        return _relative(text)
    return None
