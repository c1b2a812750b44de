"""Which of two heads is mine: the one that git has not yet where the others work."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from alembic.script import Script, ScriptDirectory

from toolkit.errors import CommandRefused
from toolkit.revising.contests import Contest, is_of_one_branch, names_of, shown
from toolkit.revising.git import Branch, committed, default_branches, is_elsewhere, share_repository, upstream
from toolkit.revising.line import INSTEAD, Line, descendants, line_of

_NAME_IT = "Name the head that is to move: `tk rebase {}`; `--onto` names the other one."


@dataclass(frozen=True, kw_only=True)
class Choice:
    """The line that moves, and why this one."""

    line: Line
    reason: str


def by_git(script: ScriptDirectory, contest: Contest) -> Choice:
    """The head that is mine, on top of the other. Raises CommandRefused where git does not tell them apart."""
    if contest[2:]:
        raise CommandRefused(
            f"There are {len(contest)} heads, {names_of(contest)}: which line is to move on top of which?",
            mend=f"Name both: `tk rebase {contest[0].revision} --onto {contest[1].revision}`.",
        )
    if not is_of_one_branch(contest):
        raise CommandRefused(
            f"The heads {names_of(contest)} do not have the same branch labels, so one of them may be meant to stay.",
            mend="Give each a label of its own (`branch_labels`), or say what moves: `tk rebase REVISION --onto HEAD`.",
        )
    seen: list[str] = []
    for branches in _views(*contest):
        mine, why = _mine(contest, branches)
        if mine is not None:
            [theirs] = [head for head in contest if head is not mine]
            line = line_of(script, mine, theirs)
            _refuse_published(line, branches)
            return Choice(line=line, reason=why)
        seen.append(why)
    raise CommandRefused(
        f"Which of the heads is yours, {contest[0].revision} or {contest[1].revision}?",
        why=f"git does not tell: {', '.join(seen)}." if seen else "git knows nothing of these files.",
        mend=_NAME_IT.format(contest[0].revision),
    )


def _mine(contest: Contest, branches: tuple[Branch, ...]) -> tuple[Script | None, str]:
    """The head that these branches do not have, where they have the other one; and why, or why there is none."""
    names = " and ".join(branch.name for branch in branches)
    here = [head for head in contest if _where(head, branches)]
    away = [head for head in contest if head not in here]
    if len(here) != len(away):
        return None, f"{'both are' if here else 'neither is'} in {names}"
    path = Path(away[0].path).resolve()
    if branches != default_branches(path.parent) and is_elsewhere(path, branches):
        # Another branch may have come in by a merge, which the own one does not know of.
        return None, f"{away[0].revision} is not in {names}, but in another branch of a remote"
    return away[0], f"{away[0].revision} is not in {names}, {here[0].revision} is"


def by_name(script: ScriptDirectory, contest: Contest, revision: Script, onto: Script | None) -> Choice:
    """The line that a person named, on top of the head that was named, or of the only other one."""
    heads = script.get_revisions(script.get_heads())
    if onto is not None and not onto.is_head:
        raise CommandRefused(
            f"{onto.revision} is no head: with a line on top of it there would be as many heads as before.",
            mend=f"Name one of {', '.join(sorted(head.revision for head in heads))} after --onto.",
        )
    if onto is None:
        onto = _other(script, contest or tuple(heads), revision)
    return Choice(line=line_of(script, revision, onto), reason="named on the command line")


def _other(script: ScriptDirectory, heads: Contest, revision: Script) -> Script:
    own = descendants(script, [revision.revision])
    others = [head for head in heads if head.revision not in own]
    if not others:
        raise CommandRefused(
            f"{revision.revision} is beneath every head, so there is none that it could be moved on top of.",
            mend="Name the head, or the first revision, of the line that is to move; `tk heads` lists the heads.",
        )
    if others[1:]:
        found = ", ".join(head.revision for head in others)
        raise CommandRefused(
            f"On top of which head is {revision.revision} to be moved, {found}?",
            mend=f"Name it: `tk rebase {revision.revision} --onto HEAD`.",
        )
    return others[0]


def published(line: Line, directory: Path) -> Iterator[str]:
    """The revisions that others may have, each in words."""
    branches = default_branches(directory)
    for script in line.moved:
        where = _where(script, branches)
        if where:
            yield f"{script.revision} is in {where} already: where it was applied, the history does not fit any more."


def _views(one: Script, other: Script) -> Iterator[tuple[Branch, ...]]:
    """What counts as being where the others work; the first that tells the heads apart decides."""
    directory = Path(one.path).resolve().parent
    if not share_repository(Path(one.path), Path(other.path)):
        return
    # A branch that was pushed is still mine until it is merged, so the default branch is asked before its own.
    for found in (default_branches(directory), upstream(directory), committed(directory)):
        if found:
            yield found


def _where(script: Script, branches: Iterable[Branch]) -> str:
    path = Path(script.path).resolve()
    return next((branch.name for branch in branches if branch.has(path, script.revision)), "")


def _refuse_published(line: Line, branches: tuple[Branch, ...]) -> None:
    for script in line.moved:
        where = _where(script, branches)
        if where:
            raise CommandRefused(
                f"{script.revision} belongs to the line that would move, and it is in {where} already.",
                where=shown(script, Path.cwd()),
                why="Others may have applied it.",
                mend=INSTEAD,
            )
