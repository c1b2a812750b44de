"""From what a first revision sends, and models that differ from it, to the revision that autogenerate writes."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from tests.autogenerate.cycle import untold
from tests.projects.maker import Revision, make_project
from tests.projects.opened import settings_of
from toolkit.answers import FilesWritten
from toolkit.drift.checking import Parts
from toolkit.workflows.check import check
from toolkit.workflows.migrate import migrate
from toolkit.workflows.revise import revise


def written(directory: Path, url: str, upgrade: str, models: str, **options: Any) -> FilesWritten:
    """What `tk revision --autogenerate` answers, on a database that has the first revision alone."""
    make_project(directory, [Revision("aa11", upgrade=upgrade)], url=url, models=models)
    migrate(settings_of(directory), "head", untold)
    return revise(settings_of(directory), autogenerate=True, rev_id="bb22", **options)


def applied(directory: Path) -> list[str]:
    """What `tk check` finds between models and database when all revisions are applied."""
    settings = settings_of(directory)
    migrate(settings, "head", untold)
    parts = Parts(models=True, live=True, migrations=False)
    return [f"{one.subject}: {one.fact}" for one in check(settings, parts, untold).findings]
