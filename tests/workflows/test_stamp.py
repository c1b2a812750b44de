"""What a database is said to be at."""

from __future__ import annotations

import pytest

from tests.projects.maker import BRANCHES
from tests.projects.opened import Heard
from tests.workflows.conftest import MakeSettings
from toolkit.errors import CommandRefused
from toolkit.workflows.current import current
from toolkit.workflows.stamp import _targets, stamp


def test_several_at_once_and_none(project: MakeSettings) -> None:
    settings = project(*BRANCHES)
    assert set(stamp(settings, ("bb22", "dd44"), Heard().append).databases[0].after) == {"bb22", "dd44"}
    assert {entry.revision for entry in current(settings).databases[0].current} == {"bb22", "dd44"}
    assert stamp(settings, ("base",), Heard().append).databases[0].after == ()


def test_purge_forgets_what_no_file_has(project: MakeSettings) -> None:
    settings = project()
    stamp(settings, ("head",), Heard().append)
    (settings.directory / "scripts/versions/cc33_create.py").unlink()
    assert stamp(settings, ("head",), Heard().append, purge=True).databases[0].after == ("ab22",)


def test_targets() -> None:
    assert _targets(("a", "b"), sql=False) == (None, ("a", "b"))
    assert _targets(("a:b",), sql=True) == ("a", ("b",))
    with pytest.raises(CommandRefused, match="from one revision"):
        _targets(("a:b", "c:d"), sql=True)
    with pytest.raises(CommandRefused):
        stamp(None, ("a",), Heard().append, sql=True, purge=True)  # type: ignore[arg-type]  # it does not get so far
