"""What is done outside of a run is done when nobody runs."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.execution.attempts import engine_at
from tests.projects.opened import Heard
from tests.servers.database import Database
from tests.workflows.conftest import MakeSettings
from toolkit.errors import AnotherRunner
from toolkit.events import TurnAwaited
from toolkit.settings import Settings
from toolkit.workflows.taking import take_turn
from toolkit.workflows.trash import purge_trash, restore_trash


@pytest.fixture
def settings(project: MakeSettings, database: Database) -> Settings:
    return replace(project(url=database.url), wait=0.2)


def test_one_has_it_and_the_next_waits_for_it(database: Database, settings: Settings) -> None:
    heard = Heard()
    engine = engine_at(database)
    with engine.connect() as one, engine.connect() as other:
        hold = take_turn(one, settings, heard.append, schema=None, version_table="alembic_version")
        assert hold is not None
        with pytest.raises(AnotherRunner):
            take_turn(other, settings, heard.append, schema=None, version_table="alembic_version")
        assert any(isinstance(event, TurnAwaited) for event in heard)
        hold.release()
        again = take_turn(other, settings, heard.append, schema=None, version_table="alembic_version")
        assert again is not None
        again.release()


def test_the_trash_is_left_alone_while_a_run_is_at_work(database: Database, settings: Settings) -> None:
    with engine_at(database).connect() as runner:
        hold = take_turn(runner, settings, Heard().append, schema=None, version_table="alembic_version")
        assert hold is not None
        with pytest.raises(AnotherRunner):
            purge_trash(settings, (), "0s", lambda question: True, Heard().append)
        with pytest.raises(AnotherRunner):
            restore_trash(settings, ["old"], None, Heard().append)
        hold.release()
    assert purge_trash(settings, (), "99999999999d", lambda question: True, Heard().append).entries == ()
