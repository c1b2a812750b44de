"""One line of revisions, and what happens to the history when it is moved on top of another head."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from pathlib import Path

from alembic.script import Script, ScriptDirectory
from alembic.util import to_tuple

from toolkit.errors import CommandRefused
from toolkit.revising.contests import shown

INSTEAD = "Join them instead: `tk merge heads`."


@dataclass(frozen=True, kw_only=True)
class Line:
    """The revisions that move: ``first`` is the one whose parent changes, and ``moved`` all that follow it."""

    first: Script
    moved: tuple[Script, ...]
    """The oldest first."""
    onto: Script

    @property
    def names(self) -> frozenset[str]:
        """The ids of those that move."""
        return frozenset(script.revision for script in self.moved)


def line_of(script: ScriptDirectory, revision: Script, onto: Script) -> Line:
    """The line that ``revision`` is the head or the first of, to be moved on top of ``onto``.

    Raises CommandRefused where that leaves the history as it is, or in a circle.
    """
    beneath = ancestors(script, [onto.revision])
    if revision.revision in beneath:
        raise CommandRefused(
            f"{revision.revision} cannot be moved on top of {onto.revision}: it is beneath it already.",
            mend="Name the head, or the first revision, of the line that is to move, and the other head after --onto.",
        )
    own = ancestors(script, [revision.revision]) - beneath
    begins = [name for name in own if not own & set(parents(script, name))]
    moved = descendants(script, begins)
    # With a parent beneath the line, what joins two lines would name one revision and an ancestor of it.
    joining = [name for name in moved.difference(begins) if beneath & set(parents(script, name))]
    if len(begins) != 1 or joining:
        raise CommandRefused(
            f"The line of {revision.revision} cannot be moved by changing one parent.",
            why=f"It joins lines of the history: see {', '.join(sorted(joining or begins))}.",
            mend=INSTEAD,
        )
    _refuse_circle(script, moved, onto, beneath)
    in_order = [found for found in script.walk_revisions() if found.revision in moved]
    return Line(first=script.get_revision(begins[0]), moved=tuple(reversed(in_order)), onto=onto)


def _refuse_circle(script: ScriptDirectory, moved: Collection[str], onto: Script, beneath: Collection[str]) -> None:
    for name in sorted(beneath):
        needed = sorted(ancestors(script, [name], dependencies=True) & set(moved))
        if needed:
            raise CommandRefused(
                f"{needed[0]} cannot be moved on top of {onto.revision}: that line needs it first.",
                where=shown(script.get_revision(name), Path.cwd()),
                why=f"{name} depends on {needed[0]}, so each would have to run before the other.",
                mend=INSTEAD,
            )


def parents(script: ScriptDirectory, name: str) -> tuple[str, ...]:
    """The ids that a revision names as its parents."""
    return to_tuple(script.get_revision(name).down_revision, default=())


def ancestors(script: ScriptDirectory, names: Iterable[str], *, dependencies: bool = False) -> set[str]:
    """The revisions and all before them; with ``dependencies`` also what these depend on."""
    found: set[str] = set()
    waiting = list(names)
    while waiting:
        name = waiting.pop()
        if name not in found:
            found.add(name)
            revision = script.get_revision(name)
            waiting += revision._all_down_revisions if dependencies else parents(script, name)
    return found


def descendants(script: ScriptDirectory, names: Iterable[str]) -> set[str]:
    """The revisions and all after them."""
    found: set[str] = set()
    waiting = list(names)
    while waiting:
        name = waiting.pop()
        if name not in found:
            found.add(name)
            waiting += script.get_revision(name).nextrev
    return found
