"""Snapshot: write the schema that the revisions make to a file, for reviews and for checks without a shadow."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path

from toolkit.answers import FilesWritten
from toolkit.backends.register import backend_named
from toolkit.catalog.relative import relative
from toolkit.catalog.values import Catalog
from toolkit.drift import modelling
from toolkit.drift.expecting import Expected, Expecting
from toolkit.drift.history import RevisionFiles, revision_files
from toolkit.drift.judging import Judge
from toolkit.drift.locating import Locator
from toolkit.drift.selecting import Selection
from toolkit.drift.storing import cache_of, heading, snapshot_path, write_snapshot
from toolkit.errors import CommandRefused, OutputUnwritable
from toolkit.events import Listener
from toolkit.project import Project
from toolkit.rehearsal.confining import Unreplayable
from toolkit.rehearsal.observing import Observed, observe
from toolkit.settings import Settings
from toolkit.workflows.opening import open_project


def snapshot(settings: Settings, tell: Listener, *, from_database: bool) -> FilesWritten:
    """Write the snapshot of each database; ``from_database`` reads it there instead of running the history."""
    with open_project(settings, "check") as project:
        seen = observe(project, live=from_database)
        # Not before env.py has loaded the models: revision files may use them, and change them.
        files = revision_files(project)
        written = []
        for observed in seen:
            expecting = Expecting(
                project=project,
                observed=observed,
                files=files,
                cache=cache_of(os.environ),
                shadow_url=settings.shadow_url,
                tell=tell,
            )
            written.append(_write(expecting, files, from_database=from_database))
        return FilesWritten(
            files=tuple(Path(os.path.relpath(path, settings.directory)).as_posix() for path in written),
            revisions=files.heads,
        )


def _write(expecting: Expecting, files: RevisionFiles, *, from_database: bool) -> Path:
    project, observed = expecting.project, expecting.observed
    expected = Expected(head=_live(expecting) if from_database else None)
    expecting.find(expected, head=True, own=False, models=bool(observed.metadata))
    if expected.head is None:
        _refuse(expected)
    assert expected.head is not None
    selection = Selection(observed)
    catalog = relative(selection.of(expected.head))
    series = backend_named(catalog.backend).series(catalog.server_version)
    marked = modelling.fingerprint(observed) if _agrees(project, observed, selection, expected) else None
    path = snapshot_path(project, observed)
    try:
        write_snapshot(path, replace(catalog, server_version=series), heading(files, marked))
    except OSError as error:
        raise OutputUnwritable("The snapshot could not be written.", where=str(path), why=str(error)) from error
    return path


def _live(expecting: Expecting) -> Catalog | None:
    if not expecting.is_at_head():
        raise CommandRefused(
            "The database is not at the head of the history, so it is no snapshot of it.",
            where=expecting.observed.place.url,
            mend="Run `tk migrate` first, or leave --from-database out.",
        )
    return expecting.observed.live


def _agrees(project: Project, observed: Observed, selection: Selection, expected: Expected) -> bool:
    """Whether the models say the same: as long as they do not change, no shadow is needed to know it."""
    if expected.models is None:
        return False
    judge = Judge(selection=selection, database=observed.place.url, ignore=(), locate=Locator(project).of)
    return not any(judge.compared(head=expected.head, own=None, models=expected.models, live=None))


def _refuse(expected: Expected) -> None:
    for trouble in expected.troubles:
        if isinstance(trouble, Unreplayable):
            raise CommandRefused(
                f"The history cannot be run on an empty database: revision {trouble.revision} failed.",
                why=trouble.why,
                mend="Take the snapshot from a database at the head: `tk snapshot --from-database`.",
            ) from trouble
        raise trouble
