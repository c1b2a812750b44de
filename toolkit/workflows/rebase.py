"""Rebase: the revisions that only I have, moved on top of the other head."""

from __future__ import annotations

from pathlib import Path

from alembic.script import Script, ScriptDirectory
from alembic.util import to_tuple

from toolkit.answers import Rebased
from toolkit.errors import CommandRefused, RevisionFilesBroken, TargetInvalid
from toolkit.outcomes import Place
from toolkit.project import Project
from toolkit.revising.contests import Contest, contests_of, counted, names_of, notice, shown
from toolkit.revising.line import Line
from toolkit.revising.ownership import Choice, by_git, by_name, published
from toolkit.revising.parent import Unwritable, with_parent
from toolkit.revising.writing import replace_file
from toolkit.settings import Settings
from toolkit.workflows.applied import refuse_applied
from toolkit.workflows.entries import entry_of
from toolkit.workflows.opening import open_project


def rebase(
    settings: Settings, revision: str | None = None, *, onto: str | None = None, offline: bool = False
) -> Rebased:
    """Change the parent of the first revision of a line to the other head. Raises a TkError, and nothing is changed.

    ``offline`` does so without asking a database whether the revisions are applied.
    """
    if revision is None and onto is not None:
        raise CommandRefused(
            "--onto names the head that stays; which line is to move on top of it?",
            mend=f"Name that, too: `tk rebase REVISION --onto {onto}`.",
        )
    with open_project(settings, "current", check_heads=False, verbose=settings.verbose) as project:
        found = contests_of(project.script)
        if revision is None and not found:
            return Rebased(heads=tuple(project.script.get_heads()), notes=(_nothing_to_move(project.script),))
        choice = _chosen(project, revision, onto, found)
        line = choice.line
        path = _source_file(line.first)
        try:
            before = path.read_bytes()
            after = with_parent(before, line.onto.revision)
        except Unwritable as error:
            raise CommandRefused(
                f"The parent of {line.first.revision} cannot be rewritten.",
                where=shown(line.first, settings.directory),
                why=f"In this file {error}.",
                mend=f"Write `down_revision = {line.onto.revision!r}` there yourself, or join the heads: `tk merge`.",
            ) from error
        asked = () if offline else refuse_applied(project, line)
        old = to_tuple(line.first.down_revision, default=())
        replace_file(path, after)
        script = _proved(project, line, path, before)
        return _answer(project, script, choice, old, asked, named=revision is not None, offline=offline)


def _chosen(project: Project, revision: str | None, onto: str | None, found: tuple[Contest, ...]) -> Choice:
    script = project.script
    if revision is not None:
        contest: Contest = found[0] if len(found) == 1 else ()
        target = None if onto is None else _one(script, onto)
        return by_name(script, contest, _one(script, revision), target)
    if len(found) > 1:
        several = "; ".join(f"{counted(contest)}, {names_of(contest)}" for contest in found)
        raise CommandRefused(f"{several}.", mend="Name what is to move: `tk rebase REVISION --onto HEAD`.")
    return by_git(script, found[0])


def _nothing_to_move(script: ScriptDirectory) -> str:
    heads = sorted(script.get_heads())
    if not heads[1:]:
        return f"There is nothing to move: the history has {'one head, ' + heads[0] if heads else 'no revision yet'}."
    return (
        f"There is nothing to move: the heads {', '.join(heads)} are branches, each with a label of its own. "
        "Where one is to be moved all the same, name both: `tk rebase REVISION --onto HEAD`."
    )


def _one(script: ScriptDirectory, name: str) -> Script:
    # Alembic gives None for the base, though its annotation does not say so.
    found: Script | None = script.get_revision(name) if name.strip() else None
    if found is None:
        raise TargetInvalid(
            f"{name.strip() or 'An empty name'} is no revision that could be moved, or moved onto.",
            mend="`tk heads` lists the heads.",
        )
    return found


def _source_file(revision: Script) -> Path:
    path = Path(revision.path).resolve()
    if path.suffix != ".py":
        raise CommandRefused(
            f"{revision.revision} has no source file, so its parent cannot be rewritten.",
            where=str(path),
            why="It is there as byte code only (`sourceless`).",
            mend="Run `tk rebase` where the source is, then deploy again.",
        )
    return path


def _proved(project: Project, line: Line, path: Path, before: bytes) -> ScriptDirectory:
    """The history read anew, with one head fewer. Raises RevisionFilesBroken, and the file is as it was."""
    expected = set(project.script.get_heads()) - {line.onto.revision}
    try:
        script = project.reread([path]).script
        heads, follows = set(script.get_heads()), script.get_revision(line.first.revision).down_revision
        if heads == expected and follows == line.onto.revision and list(script.walk_revisions()):
            return script
    except BaseException as error:
        replace_file(path, before)
        if not isinstance(error, Exception):
            raise
        raise RevisionFilesBroken(
            "The history cannot be read with the moved revisions, so they were put back.",
            where=shown(line.first, project.settings.directory),
            why=str(error),
        ) from error
    replace_file(path, before)
    raise RevisionFilesBroken(
        "The revisions could not be moved, and were put back.",
        where=shown(line.first, project.settings.directory),
        why=f"Read anew, the history has the heads {', '.join(sorted(heads))}, and the parent is {follows}.",
        mend=f"Write `down_revision = {line.onto.revision!r}` there yourself: it is given a value in several places.",
    )


def _answer(
    project: Project,
    script: ScriptDirectory,
    choice: Choice,
    old: tuple[str, ...],
    asked: tuple[Place, ...],
    *,
    named: bool,
    offline: bool,
) -> Rebased:
    line, directory = choice.line, project.settings.directory
    notes = (
        ["No database was asked whether they are applied: where one is, `tk migrate` goes wrong."] if offline else []
    )
    if named:
        notes += published(line, Path(line.first.path).resolve().parent)
    notes += [notice(contest, directory) for contest in contests_of(script)]
    return Rebased(
        moved=tuple(entry_of(script.get_revision(revision.revision)) for revision in line.moved),
        onto=line.onto.revision,
        down_revision_before=old,
        file=shown(line.first, directory),
        reason=choice.reason,
        databases=asked,
        heads=tuple(sorted(script.get_heads())),
        notes=tuple(notes),
    )
