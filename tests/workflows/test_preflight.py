"""Whether a run's plan is made first, and how often env.py runs for it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
import sqlalchemy as sa

from tests.projects.maker import Revision
from tests.projects.opened import Heard
from tests.servers.database import Database
from tests.workflows.conftest import MakeSettings
from toolkit.errors import CommandRefused, PreflightFailed
from toolkit.events import ReplayMoved
from toolkit.settings import Settings
from toolkit.workflows.migrate import migrate

TABLE = Revision("aa11", upgrade="op.create_table('t', sa.Column('id', sa.Integer), sa.Column('n', sa.Integer))")
ADD = Revision("bb22", "aa11", upgrade="op.add_column('t', sa.Column('m', sa.Integer))")
UNIQUE = Revision("bb22", "aa11", upgrade="op.create_index('ux', 't', ['n'], unique=True)")


def counting(settings: Settings) -> Path:
    """A file that env.py writes a line into each time it runs."""
    env, ran = settings.directory / "scripts/env.py", settings.directory / "ran.txt"
    env.write_text(f"with open({str(ran)!r}, 'a') as ran: ran.write('once ')\n{env.read_text()}")
    return ran


def at_first(settings: Settings, database: Database, *rows: str) -> None:
    migrate(replace(settings, preflight="off"), "aa11", Heard().append)
    engine = sa.create_engine(database.url, poolclass=sa.NullPool)
    with engine.begin() as connection:
        for row in rows:
            connection.exec_driver_sql(f"INSERT INTO t (id, n) VALUES ({row})")


@pytest.mark.parametrize(("rows", "times"), [((), 1), (("1, 1",), 3)])
def test_env_py_runs_more_than_once_only_where_rows_are_at_stake(
    project: MakeSettings, database: Database, rows: tuple[str, ...], times: int
) -> None:
    settings = project(TABLE, ADD, url=database.url)
    at_first(settings, database, *rows)
    ran, heard = counting(settings), Heard()
    assert migrate(settings, "head", heard.append).databases[0].at_head
    assert ran.read_text().split() == ["once"] * times
    assert bool(heard.of(ReplayMoved)) is bool(rows)


def test_nothing_pending_takes_one_look(project: MakeSettings, database: Database) -> None:
    settings = project(TABLE, url=database.url)
    at_first(settings, database, "1, 1")
    ran = counting(settings)
    migrate(settings, "head", Heard().append)
    assert ran.read_text().split() == ["once"]


@pytest.mark.parametrize(("preflight", "stops"), [("auto", True), ("always", True), ("off", False)])
def test_what_does_not_fit_stops_it_unless_it_is_off(
    project: MakeSettings, mariadb: Database, preflight: str, stops: bool
) -> None:
    settings = project(TABLE, UNIQUE, url=mariadb.url)
    at_first(settings, mariadb, "1, 5", "2, 5")
    with pytest.raises(Exception, match=r"duplicate-values|The database refused") as raised:
        migrate(replace(settings, preflight=preflight), "head", Heard().append)
    assert isinstance(raised.value, PreflightFailed) is stops


def test_no_database_is_begun_before_all_were_looked_at(project: MakeSettings, sqlite: Database) -> None:
    settings = project(TABLE, UNIQUE, url=sqlite.url)
    env = settings.directory / "scripts/env.py"
    alone = "    with sa.create_engine(URL, poolclass=sa.NullPool).connect() as connection:\n        run(connection=connection)"
    text = env.read_text()
    assert alone in text
    each = alone.replace("URL,", "url,").replace("\n", "\n    ")
    env.write_text(text.replace(alone, f"    for url in (URL, URL + '2'):\n    {each}"))
    second = replace(sqlite, url=f"{sqlite.url}2")
    at_first(settings, second, "1, 5", "2, 5")
    with pytest.raises(PreflightFailed, match="duplicate-values"):
        migrate(settings, "head", Heard().append)
    with sa.create_engine(sqlite.url).connect() as first:
        assert first.exec_driver_sql("SELECT version_num FROM alembic_version").all() == [("aa11",)]


def test_a_reason_is_needed_before_anything_is_looked_at(project: MakeSettings, sqlite: Database) -> None:
    settings = replace(project(TABLE, url=sqlite.url), allow=("null-values",))
    ran = counting(settings)
    with pytest.raises(CommandRefused, match="needs a reason"):
        migrate(settings, "head", Heard().append)
    assert not ran.exists()
