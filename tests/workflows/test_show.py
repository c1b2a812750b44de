"""What revision files say about themselves."""

from __future__ import annotations

from tests.projects.maker import BRANCHES
from tests.projects.opened import Heard
from tests.workflows.conftest import MakeSettings
from toolkit.workflows.migrate import migrate
from toolkit.workflows.opening import open_project
from toolkit.workflows.show import denoted, show


def test_the_whole_entry(project: MakeSettings) -> None:
    [entry] = show(project(), "aa").revisions
    assert entry.line == entry.details
    assert entry.line.startswith("Rev: aa11\nParent: <base>\n")


def test_symbols(project: MakeSettings) -> None:
    settings = project(*BRANCHES)
    with open_project(settings, "show", rev="") as opened:
        assert set(denoted(opened, "heads")) == {"bc33", "de55"}
        assert denoted(opened, "left@head") == ("bc33",)
        assert denoted(opened, "base") == ()


def test_current_asks_the_database(project: MakeSettings) -> None:
    settings = project()
    assert show(settings, "current").revisions == ()
    migrate(settings, "ab22", Heard().append)
    assert [entry.revision for entry in show(settings, "current").revisions] == ["ab22"]
