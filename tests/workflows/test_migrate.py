"""Up to a revision."""

from __future__ import annotations

import pytest

from tests.projects.maker import BRANCHES, Revision
from tests.projects.opened import Heard
from tests.workflows.conftest import MakeSettings
from toolkit.errors import CommandRefused, MultipleHeads, TkError
from toolkit.workflows.current import current
from toolkit.workflows.migrate import _range, migrate


def test_every_revision_is_told_as_it_runs(project: MakeSettings) -> None:
    heard = Heard()
    [database] = migrate(project(), "head", heard.append).databases
    assert database.after == ("cc33",)
    assert heard.kinds().count("RevisionFinished") == 3


def test_several_heads(project: MakeSettings) -> None:
    settings = project(*BRANCHES)
    with pytest.raises(MultipleHeads):
        migrate(settings, "head", Heard().append)
    assert set(migrate(settings, "heads", Heard().append).databases[0].after) == {"bc33", "de55"}


def test_a_failure_says_what_is_true_now(project: MakeSettings) -> None:
    settings = project(Revision("aa11"), Revision("bb22", "aa11", upgrade="op.execute('SELECT * FROM nowhere')"))
    with pytest.raises(TkError) as caught:
        migrate(settings, "head", Heard().append)
    assert caught.value.state.startswith("app.db is at ")
    assert current(settings).databases[0].at_head is False


def test_ranges() -> None:
    assert _range("head", sql=False) == (None, "head")
    assert _range("a:b", sql=True) == ("a", "b")
    assert _range(":b", sql=True) == (None, "b")
    with pytest.raises(CommandRefused):
        _range("a:b", sql=False)
