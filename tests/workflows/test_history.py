"""The revisions in order."""

from __future__ import annotations

import pytest

from tests.projects.opened import Heard
from tests.workflows.conftest import MakeSettings
from toolkit.errors import TargetInvalid
from toolkit.workflows.history import _ends, history
from toolkit.workflows.migrate import migrate


def test_ranges() -> None:
    assert _ends(None) == (None, None)
    assert _ends("a:b") == ("a", "b")
    assert _ends(" a: ") == ("a", None)
    assert _ends(":b") == (None, "b")
    for wrong in ("a", "a:b:c", ""):
        with pytest.raises(TargetInvalid):
            _ends(wrong)


def test_the_database_is_asked_only_where_it_matters(project: MakeSettings) -> None:
    settings = project()
    history(settings, rev_range="aa11:")
    assert not (settings.directory / "seen.jsonl").exists()
    history(settings, indicate_current=True)
    assert (settings.directory / "seen.jsonl").exists()


def test_current_as_an_end(project: MakeSettings) -> None:
    settings = project()
    migrate(settings, "ab22", Heard().append)
    assert [entry.revision for entry in history(settings, rev_range="current:").revisions] == ["cc33", "ab22"]
    assert [entry.revision for entry in history(settings, rev_range=":current").revisions] == ["ab22", "aa11"]
