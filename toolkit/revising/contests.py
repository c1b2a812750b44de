"""Heads that nobody meant to have: two people wrote a revision on one parent."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path

from alembic.script import Script, ScriptDirectory

from toolkit.revising.git import writer

Contest = tuple[Script, ...]
"""The heads that stand against each other, sorted by their ids."""


def contests(heads: Sequence[Script | None]) -> tuple[Contest, ...]:
    """None where each head has a branch label of its own: such a branch is meant to stay one.

    Alembic gives a label to every revision of its branch, so two heads with the same labels are on one branch.
    """
    found = sorted((head for head in heads if head is not None), key=lambda head: head.revision)
    groups: dict[frozenset[str], list[Script]] = defaultdict(list)
    for head in found:
        groups[frozenset(head.branch_labels)].append(head)
    if len(groups) < len(found):
        return tuple(tuple(group) for group in groups.values() if len(group) > 1)
    is_unnamed = any(not labels.difference(*(groups.keys() - {labels})) for labels in groups)
    return (tuple(found),) if is_unnamed and len(found) > 1 else ()


def contests_of(script: ScriptDirectory) -> tuple[Contest, ...]:
    """Those of a history."""
    return contests(script.get_revisions(script.get_heads()))


def names_of(contest: Sequence[Script], separator: str = ", ") -> str:
    """Their ids."""
    return separator.join(head.revision for head in contest)


def is_of_one_branch(contest: Contest) -> bool:
    """Whether the heads have the same labels, or none: then nothing says that any of them is meant to stay one."""
    return len({frozenset(head.branch_labels) for head in contest}) == 1


def counted(contest: Contest) -> str:
    """What has how many heads."""
    labels = sorted(contest[0].branch_labels)
    branch = f"branch {', '.join(labels)}" if labels and is_of_one_branch(contest) else "history"
    return f"The {branch} has {len(contest)} heads"


def told(head: Script, directory: Path) -> str:
    """A head with its file, and who wrote it where git knows."""
    who = writer(Path(head.path))
    return f"{head.revision} in {shown(head, directory)}{f' ({who})' if who else ''}"


def shown(script: Script, directory: Path) -> str:
    """Its file, as a person in the directory writes it."""
    path, home = Path(script.path).resolve(), directory.resolve()
    return path.relative_to(home).as_posix() if path.is_relative_to(home) else str(path)


def ways_out(contest: Contest) -> str:
    """The two commands that leave one head."""
    merge = f"`tk merge {names_of(contest, ' ')}` joins them"
    if not is_of_one_branch(contest):
        return f"Branches that are meant each need a label of their own (`branch_labels`); {merge}."
    if contest[2:]:
        return f"`tk rebase REVISION --onto HEAD` puts one line on top of another; {merge}."
    return f"`tk rebase` puts yours on top of the other; {merge}."


def notice(contest: Contest, directory: Path) -> str:
    """That they are there, and the two ways out, in one paragraph."""
    heads = "; ".join(told(head, directory) for head in contest)
    return f"{counted(contest)}: {heads}. {ways_out(contest)}"
