"""The part that every run shares."""

from __future__ import annotations

from dataclasses import replace

import pytest
import sqlalchemy as sa

from tests.projects.maker import LINE, Revision
from tests.projects.opened import Heard, settings_of
from tests.servers.database import Database
from tests.workflows.conftest import MakeSettings
from toolkit.errors import CommandRefused, Interrupted, ReplayDiffers, TkError
from toolkit.workflows.abandon import abandon
from toolkit.workflows.migrate import migrate


def test_an_env_py_that_takes_its_url_from_elsewhere_migrates_nothing(project: MakeSettings) -> None:
    settings = project()
    env = settings.directory / "scripts/env.py"
    env.write_text(
        env.read_text().replace('URL = config.get_alembic_option("sqlalchemy.url")', 'URL = "sqlite:///mine.db"')
    )
    with pytest.raises(CommandRefused, match="not to the URL asked for"):
        migrate(settings_of(settings.directory, url="sqlite:///asked.db"), "head", Heard().append)
    assert not (settings.directory / "asked.db").exists()
    assert (
        migrate(settings_of(settings.directory, url="sqlite:///mine.db"), "head", Heard().append).databases[0].at_head
    )


def test_ctrl_c_says_what_is_true_now(project: MakeSettings) -> None:
    settings = project(
        *LINE, Revision("dd44", "cc33", upgrade="raise KeyboardInterrupt"), options="transaction_per_migration=True"
    )
    with pytest.raises(Interrupted) as caught:
        migrate(settings, "head", Heard().append)
    assert caught.value.state.startswith("app.db is at cc33")


def test_what_was_rolled_back_is_named(project: MakeSettings) -> None:
    broken = Revision("bb22", "aa11", upgrade="op.execute('SELECT * FROM nowhere')")
    settings = project(Revision("aa11"), broken, options="transactional_ddl=True")
    with pytest.raises(TkError) as caught:
        migrate(settings, "head", Heard().append)
    assert "aa11 ran too and was rolled back" in caught.value.state


def test_a_revision_that_sends_something_else_tells_the_ways_out(project: MakeSettings, mysql: Database) -> None:
    counted = """
        n = op.get_bind().exec_driver_sql('SELECT COUNT(*) FROM t_aa11').scalar()
        op.execute(f'INSERT INTO t_aa11 (id) VALUES ({n + 1})')
        op.execute('ALTER TABLE t_aa11 ADD COLUMN n INT')
        op.execute('SELECT * FROM nowhere')
    """
    settings = project(Revision("aa11"), Revision("bb22", "aa11", upgrade=counted), url=mysql.url)
    with pytest.raises(TkError):
        migrate(settings, "head", Heard().append)
    with pytest.raises(ReplayDiffers) as caught:
        migrate(settings, "head", Heard().append)
    assert "--resume-from" in (caught.value.mend or "")


def test_a_part_of_a_statement_that_stays_is_told(project: MakeSettings, mysql: Database) -> None:
    made = Revision("aa11", upgrade="op.execute('CREATE TABLE t (id INT, note INT, k INT)')")
    filled = Revision("bb22", "aa11", upgrade="op.execute('INSERT INTO t VALUES (1, 2, 3)')")
    dropped = Revision("cc33", "bb22", upgrade="op.execute('ALTER TABLE t DROP COLUMN note, ADD COLUMN k INT')")
    settings = replace(project(made, filled, dropped, url=mysql.url), preflight="off")
    migrate(settings, "bb22", Heard().append)
    with pytest.raises(TkError, match="k") as caught:
        migrate(settings, "head", Heard().append)
    assert "a part of the first statement of cc33 ran before it stopped and may stay" in caught.value.state
    assert "--abandon" in (caught.value.mend or "")
    abandon(settings, "upgrade", Heard().append)
    engine = sa.create_engine(mysql.url, poolclass=sa.NullPool)
    with engine.connect() as connection:
        assert connection.exec_driver_sql("SELECT note FROM t").scalar() == 2
