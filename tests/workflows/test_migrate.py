"""Up to a revision."""

from __future__ import annotations

from dataclasses import replace

import pytest
import sqlalchemy as sa

from tests.projects.maker import BRANCHES, Revision
from tests.projects.opened import Heard
from tests.workflows.conftest import MakeSettings
from toolkit.errors import CommandRefused, MultipleHeads, PreflightFailed, StatementFailed, TkError
from toolkit.settings import Settings
from toolkit.workflows.current import current
from toolkit.workflows.migrate import _range, migrate
from toolkit.workflows.runs import runs


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


def narrowing(project: MakeSettings) -> Settings:
    """A table with equal values, and a revision that would not have them."""
    making = "op.create_table('t', sa.Column('id', sa.Integer, primary_key=True), sa.Column('n', sa.Integer))"
    unique = "op.create_index('uq', 't', ['n'], unique=True)"
    settings = project(Revision("aa11", upgrade=making), Revision("ab22", "aa11", upgrade=unique))
    migrate(settings, "aa11", Heard().append)
    with sa.create_engine("sqlite:///app.db", poolclass=sa.NullPool).begin() as connection:
        connection.exec_driver_sql("INSERT INTO t VALUES (1, 5), (2, 5)")
    return settings


def test_what_would_fail_does_not_begin(project: MakeSettings) -> None:
    settings, heard = narrowing(project), Heard()
    with pytest.raises(PreflightFailed, match="duplicate-values"):
        migrate(settings, "head", heard.append)
    assert "RunStarted" not in heard.kinds()
    assert [run.outcome for run in runs(settings).runs] == ["finished"]


def test_without_a_preflight_it_begins(project: MakeSettings) -> None:
    heard = Heard()
    with pytest.raises(StatementFailed):
        migrate(replace(narrowing(project), preflight="off"), "head", heard.append)
    assert "RunStarted" in heard.kinds()
    assert "ReplayMoved" not in heard.kinds()


def test_what_is_only_printed_is_held_against_nothing(
    project: MakeSettings, capsys: pytest.CaptureFixture[str]
) -> None:
    migrate(narrowing(project), "aa11:head", Heard().append, sql=True)
    assert "UNIQUE" in capsys.readouterr().out
