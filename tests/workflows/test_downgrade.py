"""Back to a revision."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from tests.projects.maker import Revision
from tests.projects.opened import Heard
from tests.workflows.conftest import MakeSettings
from toolkit.errors import CommandRefused, NoWayBack, PreflightFailed, StatementFailed, TargetInvalid
from toolkit.workflows.downgrade import _range, downgrade
from toolkit.workflows.migrate import migrate


def test_the_steps_are_told_newest_first(project: MakeSettings) -> None:
    settings = project()
    migrate(settings, "head", Heard().append)
    [database] = downgrade(settings, "aa11", Heard().append).databases
    assert [step.revision for step in database.steps] == ["cc33", "ab22"]
    assert (database.before, database.after) == (("cc33",), ("aa11",))


def test_too_far(project: MakeSettings) -> None:
    settings = project()
    migrate(settings, "aa11", Heard().append)
    with pytest.raises(TargetInvalid):
        downgrade(settings, "-2", Heard().append)


def test_what_would_fail_does_not_begin(project: MakeSettings) -> None:
    broken = Revision("ab22", "aa11", upgrade="pass", downgrade="op.execute('ALTER TABLE nowhere ADD x INTEGER')")
    settings = project(Revision("aa11"), broken)
    migrate(settings, "head", Heard().append)
    with pytest.raises(PreflightFailed, match=r"refused-statement \(statement ab22\.1\)"):
        downgrade(replace(settings, preflight="always"), "-1", Heard().append)
    with pytest.raises(StatementFailed):
        downgrade(replace(settings, preflight="off"), "-1", Heard().append)


def test_ranges() -> None:
    assert _range("a:b", sql=True) == ("a", "b")
    assert _range("-1", sql=False) == (None, "-1")
    with pytest.raises(CommandRefused):
        _range("a:b", sql=False)
    with pytest.raises(CommandRefused):
        _range("a", sql=True)


def test_where_there_is_no_way_back_nothing_is_undone(project: MakeSettings, tmp_path: Path) -> None:
    settings = project()
    migrate(settings, "head", Heard().append)
    file = tmp_path / "scripts/versions/ab22_create.py"
    file.write_text(file.read_text().partition("def downgrade")[0])
    with pytest.raises(NoWayBack, match="ab22"):
        downgrade(settings, "base", Heard().append)
    [database] = downgrade(settings, "ab22", Heard().append).databases
    assert [step.revision for step in database.steps] == ["cc33"]
