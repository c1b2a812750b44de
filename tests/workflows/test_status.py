"""Where everything stands."""

from __future__ import annotations

from tests.projects.maker import BRANCHES, LINE, Revision
from tests.workflows.conftest import MakeSettings
from toolkit.workflows.status import status


def test_status(project: MakeSettings) -> None:
    settings = project(*BRANCHES)
    answer = status(settings)
    assert {entry.revision for entry in answer.heads} == {"bc33", "de55"}
    assert {entry.revision for entry in answer.databases[0].pending} == {revision.name for revision in BRANCHES}
    assert answer.configuration == (str(settings.directory / "alembic.ini"),)
    assert answer.scripts == str(settings.directory / "scripts")
    assert answer.notes == ()


def test_two_heads_that_nobody_meant(project: MakeSettings) -> None:
    [note] = status(project(*LINE, Revision("dd44", "ab22"))).notes
    assert note.startswith("The history has 2 heads: cc33 in scripts/versions/cc33_create.py; dd44 in ")
