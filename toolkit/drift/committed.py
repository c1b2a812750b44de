"""The snapshot that is committed beside the revisions: whether it can be used, and whether it is stale."""

from __future__ import annotations

import os
from collections.abc import Iterator
from functools import cached_property
from pathlib import Path

from toolkit.backends.register import backend_named
from toolkit.catalog.reading import Snapshot, SnapshotUnreadable
from toolkit.drift.findings.stale_snapshot import stale_snapshot
from toolkit.drift.history import RevisionFiles
from toolkit.drift.storing import read_snapshot, snapshot_path
from toolkit.finding import Finding
from toolkit.project import Project
from toolkit.rehearsal.observing import Observed


class Committed:
    """The snapshot of one database, read once; there may be none."""

    def __init__(self, project: Project, observed: Observed, files: RevisionFiles) -> None:
        self._path = snapshot_path(project, observed)
        self._observed, self._files = observed, files
        self.name = Path(os.path.relpath(self._path, project.settings.directory)).as_posix()
        """The file, as a person calls it."""

    @cached_property
    def usable(self) -> Snapshot | None:
        """None where it is not of these revisions, or of another kind or series of servers."""
        found = self._found
        if not isinstance(found, Snapshot) or found.heading.get("revisions") != self._files.digest:
            return None
        catalog, place = found.catalog, self._observed.place
        series = backend_named(catalog.backend).series
        same = catalog.backend == place.backend and series(place.server_version) == series(catalog.server_version)
        return found if same else None

    def stale(self) -> Iterator[Finding]:
        """One finding where it does not show what the revisions make."""
        found = self._found
        if isinstance(found, SnapshotUnreadable):
            yield stale_snapshot(self.name, f"It cannot be read: {found}.")
        elif found is not None and found.heading.get("revisions") != self._files.digest:
            yield stale_snapshot(self.name, self._why(found.heading.get("heads")))

    @cached_property
    def _found(self) -> Snapshot | SnapshotUnreadable | None:
        try:
            return read_snapshot(self._path)
        except SnapshotUnreadable as unreadable:
            return unreadable

    def _why(self, heads: object) -> str:
        if heads == list(self._files.heads):
            return "A revision file was changed after it was written."
        return f"It is of {_named(heads)}, and the history is at {_named(self._files.heads)}."


def _named(heads: object) -> str:
    return ", ".join(map(str, heads)) if isinstance(heads, list | tuple) and heads else "base"
