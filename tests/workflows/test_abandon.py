"""Back to where the database stood before the revision that is half applied."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import filterfalse
from typing import Any

import pytest
import sqlalchemy as sa

from tests.conftest import MakeDatabase
from tests.projects.maker import LINE, Revision
from tests.projects.opened import Heard, settings_of
from tests.scenarios.state import state_of
from tests.servers.database import Database
from tests.workflows.conftest import MakeSettings
from toolkit.backends.own import is_our_own
from toolkit.backends.sessions.register import sessions_of
from toolkit.errors import AnotherRunner, CommandRefused, TkError
from toolkit.settings import Settings
from toolkit.workflows.abandon import abandon
from toolkit.workflows.downgrade import downgrade
from toolkit.workflows.migrate import migrate
from toolkit.workflows.runs import runs
from toolkit.workflows.trash import list_trash

BROKEN = "op.execute('INSERT INTO nowhere VALUES (1)')"
FIRST = Revision(
    "aa11",
    upgrade="""op.create_table('old', sa.Column('id', sa.Integer, primary_key=True))
    op.create_table('t', sa.Column('id', sa.Integer, primary_key=True), sa.Column('n', sa.Integer))""",
)
DEFINITIONS = """op.create_table('new', sa.Column('id', sa.Integer, primary_key=True))
    op.add_column('t', sa.Column('more', sa.Integer))
    op.create_index('ix', 't', ['id'])
    op.drop_table('old')
    op.drop_column('t', 'n')"""


def second(upgrade: str, downgrade: str = "pass") -> Revision:
    return Revision("ab22", "aa11", upgrade=upgrade, downgrade=downgrade)


def rewrite(settings: Settings, revision: Revision) -> None:
    (settings.directory / f"scripts/versions/{revision.name}_create.py").write_text(revision.text(), encoding="utf-8")


def execute(url: str, *statements: str) -> None:
    with sa.create_engine(url, poolclass=sa.NullPool).begin() as connection:
        for statement in statements:
            connection.exec_driver_sql(statement)


def seen(url: str) -> dict[str, tuple[set[str], list[str | None], list[tuple[object, ...]]]]:
    """Columns, indexes and rows of each table, without what tk keeps."""
    engine = sa.create_engine(url, poolclass=sa.NullPool)
    inspector, found = sa.inspect(engine), {}
    for table in filterfalse(is_our_own, inspector.get_table_names()):
        columns = [*filterfalse(is_our_own, (column["name"] for column in inspector.get_columns(table)))]
        indexes = [index["name"] for index in inspector.get_indexes(table)]
        query: Any = sa.select(*map(sa.column, columns)).select_from(sa.table(table))
        with engine.connect() as connection:
            found[table] = (set(columns), indexes, [tuple(row) for row in connection.execute(query)])
    return found


def stop(settings: Settings) -> None:
    with pytest.raises(TkError, match="nowhere"):
        migrate(settings, "head", Heard().append)


def outcomes(settings: Settings) -> Sequence[str]:
    return [run.outcome for run in runs(settings).runs]


@pytest.fixture(params=["mariadb", "mysql"])
def server(request: pytest.FixtureRequest, make_database: MakeDatabase) -> Database:
    """One that commits every definition by itself."""
    return make_database(request.param)


def test_definitions_are_taken_back_and_what_was_dropped_has_its_rows(project: MakeSettings, server: Database) -> None:
    settings = project(FIRST, second(f"{DEFINITIONS}\n    {BROKEN}"), url=server.url)
    migrate(settings, "aa11", Heard().append)
    execute(server.url, "INSERT INTO old VALUES (1)", "INSERT INTO t VALUES (1, 10)")
    before = seen(server.url)
    stop(settings)
    assert set(seen(server.url)) == {"alembic_version", "new", "t"}
    [outcome] = abandon(settings, "upgrade", Heard().append).databases
    assert seen(server.url) == before
    assert (outcome.before, outcome.after, outcome.steps, outcome.at_head) == (("aa11",), ("aa11",), (), False)
    assert outcomes(settings) == ["abandoned", "finished"]


def test_what_it_made_may_hold_rows_by_now_and_goes_to_the_trash(project: MakeSettings, mariadb: Database) -> None:
    making = "op.create_table('new', sa.Column('id', sa.Integer, primary_key=True))"
    settings = project(FIRST, second(f"{making}; op.create_index('ix', 't', ['n']); {BROKEN}"), url=mariadb.url)
    migrate(settings, "aa11", Heard().append)
    stop(settings)
    execute(mariadb.url, "INSERT INTO new VALUES (7)")
    abandon(settings, "upgrade", Heard().append)
    [kept] = [name for name in state_of(mariadb).rows if name.endswith("_new")]
    assert state_of(mariadb).rows[kept] == ["7"]
    [entry] = list_trash(settings, ()).entries
    assert (entry.what, entry.kept, entry.revision, entry.direction) == ("table new", kept, "ab22", "upgrade")


def test_afterwards_the_corrected_revision_runs_from_its_beginning(project: MakeSettings, mariadb: Database) -> None:
    settings = project(FIRST, second(f"{DEFINITIONS}\n    {BROKEN}"), url=mariadb.url)
    migrate(settings, "aa11", Heard().append)
    stop(settings)
    abandon(settings, "upgrade", Heard().append)
    rewrite(settings, second(DEFINITIONS))
    [database] = migrate(settings, "head", Heard().append).databases
    assert database.after == ("ab22",)
    # Five definitions, each sent.
    assert database.steps[0].statements == 5


def test_a_downgrade_is_taken_back_alike(project: MakeSettings, mariadb: Database) -> None:
    settings = project(
        FIRST, second("pass", f"op.drop_table('old'); op.drop_index('none_such', 't'); {BROKEN}"), url=mariadb.url
    )
    migrate(settings, "head", Heard().append)
    execute(mariadb.url, "INSERT INTO old VALUES (1)")
    before = state_of(mariadb)
    with pytest.raises(TkError):
        # Else it would not begin.
        downgrade(replace(settings, preflight="off"), "-1", Heard().append)
    [outcome] = abandon(settings, "downgrade", Heard().append).databases
    assert state_of(mariadb) == before
    assert (outcome.after, outcome.at_head) == (("ab22",), True)


def test_changed_rows_cannot_be_taken_back_and_nothing_is(project: MakeSettings, server: Database) -> None:
    changing = f"op.create_index('ix', 't', ['n']); op.execute('UPDATE t SET n = 2'); op.drop_table('old'); {BROKEN}"
    settings = project(FIRST, second(changing), url=server.url)
    migrate(settings, "aa11", Heard().append)
    execute(server.url, "INSERT INTO t VALUES (1, 10)", "INSERT INTO old VALUES (1)")
    stop(settings)
    half = state_of(server)
    with pytest.raises(CommandRefused, match="nothing was changed") as refused:
        abandon(settings, "upgrade", Heard().append)
    assert "UPDATE t SET n = 2" in refused.value.why
    assert state_of(server) == half
    assert outcomes(settings)[0] == "open"
    execute(server.url, "CREATE TABLE nowhere (id INTEGER)")
    assert migrate(settings, "head", Heard().append).databases[0].at_head


def test_where_the_server_rolled_back_only_the_run_is_closed(project: MakeSettings, sqlite: Database) -> None:
    settings = project(FIRST, second(f"{DEFINITIONS}\n    {BROKEN}"), url=sqlite.url)
    migrate(settings, "aa11", Heard().append)
    before = state_of(sqlite)
    stop(settings)
    [outcome] = abandon(settings, "upgrade", Heard().append).databases
    assert outcome.after == ("aa11",)
    assert state_of(sqlite) == before
    assert outcomes(settings) == ["abandoned", "finished"]


def test_without_an_interrupted_run_there_is_nothing_to_abandon(project: MakeSettings) -> None:
    settings = project(*LINE)
    for _ in ("no journal", "no open run"):
        with pytest.raises(CommandRefused, match="nothing to abandon"):
            abandon(settings, "upgrade", Heard().append)
        migrate(settings, "head", Heard().append)


def test_a_run_at_work_is_not_abandoned(project: MakeSettings, sqlite: Database) -> None:
    settings = project(FIRST, second(BROKEN), url=sqlite.url)
    stop(settings)
    sessions = sessions_of("sqlite")
    assert sessions is not None
    with sa.create_engine(sqlite.url, poolclass=sa.NullPool).connect() as connection:
        hold = sessions.hold(connection, ".alembic_version", "another")
        assert hold is not None
        with pytest.raises(AnotherRunner, match="within 0 s"):
            abandon(settings_of(settings.directory, wait=0.0), "upgrade", Heard().append)
        hold.release()
    assert abandon(settings, "upgrade", Heard().append).databases
