"""The revision files as one value: which they are, and whether one of them changed."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from toolkit.project import Project


@dataclass(frozen=True, kw_only=True)
class RevisionFiles:
    """All revisions of a project. ``digest`` changes with every line of every file."""

    heads: tuple[str, ...]
    digest: str
    count: int


def revision_files(project: Project) -> RevisionFiles:
    """Read every revision file that the history is made of."""
    paths = sorted(_paths(project))
    digest = hashlib.sha256()
    for path in paths:
        # Line ends change with the checkout.
        digest.update(Path(path).read_bytes().replace(b"\r\n", b"\n") + b"\0")
    return RevisionFiles(
        heads=tuple(sorted(project.script.get_heads())), digest=digest.hexdigest()[:32], count=len(paths)
    )


def _paths(project: Project) -> Iterator[str]:
    for script in project.script.walk_revisions():
        yield script.path
