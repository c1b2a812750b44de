"""Which revisions the databases are at."""

from __future__ import annotations

import pytest

from tests.projects.maker import BRANCHES
from tests.projects.opened import Heard
from tests.workflows.conftest import MakeSettings
from toolkit.errors import NotAtHead, VersionTableInvalid
from toolkit.workflows.current import current
from toolkit.workflows.migrate import migrate


def test_several(project: MakeSettings) -> None:
    settings = project(*BRANCHES)
    migrate(settings, "left@head", Heard().append)
    migrate(settings, "right", Heard().append)
    [database] = current(settings).databases
    assert {entry.revision for entry in database.current} == {"bc33", "dd44"}
    with pytest.raises(NotAtHead, match="not at every head"):
        current(settings, check_heads=True)
    migrate(settings, "heads", Heard().append)
    assert current(settings, check_heads=True).databases[0].at_head


def test_a_revision_that_no_file_has(project: MakeSettings) -> None:
    settings = project()
    migrate(settings, "head", Heard().append)
    (settings.directory / "scripts/versions/cc33_create.py").unlink()
    with pytest.raises(VersionTableInvalid, match="cc33"):
        current(settings)
