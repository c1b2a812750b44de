"""Where everything stands."""

from __future__ import annotations

from tests.projects.maker import BRANCHES
from tests.workflows.conftest import MakeSettings
from toolkit.workflows.status import status


def test_status(project: MakeSettings) -> None:
    settings = project(*BRANCHES)
    answer = status(settings)
    assert {entry.revision for entry in answer.heads} == {"bc33", "de55"}
    assert {entry.revision for entry in answer.databases[0].pending} == {revision.name for revision in BRANCHES}
    assert answer.configuration == (str(settings.directory / "alembic.ini"),)
    assert answer.scripts == str(settings.directory / "scripts")
