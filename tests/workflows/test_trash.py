"""What migrations dropped: listed, brought back, removed for good."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from tests.conftest import MakeDatabase
from tests.projects.maker import Revision
from tests.projects.opened import Heard
from tests.servers.database import Database
from tests.workflows.conftest import MakeSettings
from toolkit.answers import TrashEntry
from toolkit.errors import CommandRefused
from toolkit.events import CameBack
from toolkit.settings import Settings
from toolkit.workflows.migrate import migrate
from toolkit.workflows.trash import list_trash, purge_trash, restore_trash

MAKING = Revision(
    "aa11",
    upgrade="""op.create_table('old', sa.Column('id', sa.Integer, primary_key=True))
    op.create_table('t', sa.Column('id', sa.Integer, primary_key=True), sa.Column('n', sa.Integer))""",
)
DROPPING = Revision("ab22", "aa11", upgrade="op.drop_column('t', 'n'); op.drop_table('old')")


def engine_at(url: str) -> sa.Engine:
    return sa.create_engine(url, poolclass=sa.NullPool)


def rows(url: str, query: str) -> list[tuple[object, ...]]:
    with engine_at(url).connect() as connection:
        return [tuple(row) for row in connection.exec_driver_sql(query)]


def execute(url: str, *statements: str) -> None:
    with engine_at(url).begin() as connection:
        for statement in statements:
            connection.exec_driver_sql(statement)


def dropped(project: MakeSettings, url: str = "sqlite:///app.db") -> Settings:
    """A table of two rows and a column with one value are in the trash."""
    settings = project(MAKING, DROPPING, url=url)
    migrate(settings, "aa11", Heard().append)
    execute(url, "INSERT INTO old VALUES (1), (2)", "INSERT INTO t VALUES (1, 10), (2, NULL)")
    migrate(settings, "head", Heard().append)
    return settings


def listed(settings: Settings, *names: str) -> dict[str, TrashEntry]:
    return {entry.what: entry for entry in list_trash(settings, names).entries}


def restore(settings: Settings, *names: str, new_name: str | None = None) -> tuple[str, ...]:
    return tuple(entry.what for entry in restore_trash(settings, names, new_name, Heard().append).entries)


def purge(settings: Settings, *names: str, older_than: str | None = None, agreed: bool = True) -> tuple[str, ...]:
    change = purge_trash(settings, names, older_than, lambda question: agreed, Heard().append)
    return tuple(entry.what for entry in change.entries)


def test_everything_is_told_with_its_rows_and_the_revision_that_dropped_it(
    project: MakeSettings, database: Database
) -> None:
    settings = dropped(project, database.url)
    found = listed(settings)
    assert {what: entry.rows for what, entry in found.items()} == {"table old": 2, "column t.n": 1}
    for entry in found.values():
        assert (entry.revision, entry.direction) == ("ab22", "upgrade")
        assert entry.kept.startswith("tktrash_")
        assert len(entry.id) == 8


def test_all_comes_back_with_its_rows(project: MakeSettings, database: Database) -> None:
    settings = dropped(project, database.url)
    assert set(restore(settings, "old", "t.n")) == {"table old", "column t.n"}
    assert rows(database.url, "SELECT id FROM old ORDER BY id") == [(1,), (2,)]
    assert rows(database.url, "SELECT id, n FROM t ORDER BY id") == [(1, 10), (2, None)]
    assert listed(settings) == {}


def test_all_is_purged_for_good(project: MakeSettings, database: Database) -> None:
    settings = dropped(project, database.url)
    assert len(purge(settings, older_than="0s")) == 2
    assert listed(settings) == {}
    names = sa.inspect(engine_at(database.url)).get_table_names()
    assert not [name for name in names if name.startswith("tktrash_")]
    assert [column["name"] for column in sa.inspect(engine_at(database.url)).get_columns("t")] == ["id"]


@pytest.mark.parametrize("of", ["id", "kept"])
def test_an_entry_answers_to_its_id_and_to_its_name_in_the_trash(project: MakeSettings, of: str) -> None:
    settings = dropped(project)
    name = getattr(listed(settings)["table old"], of)
    assert [*listed(settings, name)] == ["table old"]
    assert restore(settings, name) == ("table old",)


def test_too_short_a_beginning_of_an_id_means_nothing(project: MakeSettings) -> None:
    settings = dropped(project)
    assert listed(settings, listed(settings)["table old"].id[:7]) == {}


def test_what_comes_back_is_told(project: MakeSettings) -> None:
    settings, heard = dropped(project), Heard()
    restore_trash(settings, ["old"], None, heard.append)
    assert heard.of(CameBack) == [CameBack(what="table old", notes=())]


def test_a_name_that_is_taken_is_refused_and_another_one_is_not(project: MakeSettings) -> None:
    settings = dropped(project)
    execute("sqlite:///app.db", "CREATE TABLE old (id INTEGER)", "ALTER TABLE t ADD COLUMN n INTEGER")
    for name in ("old", "t.n"):
        with pytest.raises(CommandRefused, match="another one of that name"):
            restore(settings, name)
    assert len(listed(settings)) == 2
    restore(settings, "old", new_name="older")
    restore(settings, "t.n", new_name="m")
    assert rows("sqlite:///app.db", "SELECT id FROM older") == [(1,), (2,)]
    assert rows("sqlite:///app.db", "SELECT id, m, n FROM t") == [(1, 10, None), (2, None, None)]


@pytest.mark.parametrize("backend", ["mariadb", "postgresql"])
def test_a_column_comes_back_to_its_table_under_the_name_that_that_has_now(
    backend: str, project: MakeSettings, make_database: MakeDatabase
) -> None:
    url = make_database(backend).url
    settings = dropped(project, url)
    execute(url, "ALTER TABLE t RENAME TO u", "CREATE TABLE t (id INTEGER, n INTEGER)")
    restore(settings, "t.n")
    assert rows(url, "SELECT id, n FROM u ORDER BY id") == [(1, 10), (2, None)]


@pytest.mark.parametrize("backend", ["sqlite", "postgresql"])
def test_where_one_cannot_come_back_none_does(backend: str, project: MakeSettings, make_database: MakeDatabase) -> None:
    url = make_database(backend).url
    settings = dropped(project, url)
    execute(url, "CREATE TABLE old (id INTEGER)")
    with pytest.raises(CommandRefused, match="table old cannot come back"):
        restore(settings, "t.n", "old")
    assert len(listed(settings)) == 2
    assert "n" not in [column["name"] for column in sa.inspect(engine_at(url)).get_columns("t")]


def test_what_somebody_has_removed_cannot_come_back_but_leaves_the_list(
    project: MakeSettings, database: Database
) -> None:
    settings = dropped(project, database.url)
    execute(database.url, f"DROP TABLE {listed(settings)['table old'].kept}")
    with pytest.raises(CommandRefused, match="is gone"):
        restore(settings, "old")
    assert purge(settings, "old") == ("table old",)
    assert [*listed(settings)] == ["column t.n"]


def test_only_what_is_older_is_purged(project: MakeSettings) -> None:
    settings = dropped(project)
    assert purge(settings, older_than="1h") == ()
    execute("sqlite:///app.db", "UPDATE tk_trash SET since = '2026-01-02T03:04:05.678+00:00' WHERE column_name IS NULL")
    assert purge(settings, older_than="1 h") == ("table old",)
    assert purge(settings, "old", "t.n", older_than="0s") == ("column t.n",)


def test_without_a_yes_nothing_is_purged(project: MakeSettings) -> None:
    settings = dropped(project)
    asked: list[str] = []

    def refuses(question: str) -> bool:
        asked.append(question)
        return False

    with pytest.raises(CommandRefused, match=r"Nothing was purged: 1 in the trash of app\.db"):
        purge_trash(settings, ["old"], None, refuses, Heard().append)
    assert asked == ["Remove for good table old?"]
    assert len(listed(settings)) == 2
    assert purge(settings, older_than="1d", agreed=False) == (), "nothing to ask about"


def test_orders_that_say_too_little(project: MakeSettings) -> None:
    settings = dropped(project)
    for names, new_name in (((), None), (("old", "t.n"), "one"), (("nothing",), None)):
        with pytest.raises(CommandRefused):
            restore(settings, *names, new_name=new_name)
    for names, older_than in (((), None), (("nothing",), None), ((), "30"), ((), "some days")):
        with pytest.raises(CommandRefused):
            purge(settings, *names, older_than=older_than)
    assert len(listed(settings)) == 2


def test_a_database_without_a_journal_has_an_empty_trash(project: MakeSettings) -> None:
    settings = project(MAKING)
    assert listed(settings) == {}
    assert purge(settings, older_than="0s") == ()


def own_schema(database: Database) -> str:
    own = {"postgresql": "public", "sqlite": "main"}
    return own.get(database.backend) or str(sa.make_url(database.url).database)


def test_an_entry_answers_to_its_name_with_its_schema_and_without(project: MakeSettings, database: Database) -> None:
    own = own_schema(database)
    drops = f"op.execute('DROP TABLE {own}.old'); op.execute('ALTER TABLE t DROP COLUMN n')"
    settings = project(MAKING, Revision("ab22", "aa11", upgrade=drops), url=database.url)
    migrate(settings, "aa11", Heard().append)
    execute(database.url, "INSERT INTO old VALUES (1)", "INSERT INTO t VALUES (1, 10)")
    migrate(settings, "head", Heard().append)
    for name in ("old", f"{own}.old", "t.n", f"{own}.t.n"):
        assert len(listed(settings, name)) == 1, name
    assert len(restore(settings, "old", f"{own}.t.n")) == 2
    assert rows(database.url, "SELECT id FROM old") == [(1,)]
    assert rows(database.url, "SELECT id, n FROM t") == [(1, 10)]


def test_an_entry_answers_to_its_name_as_the_server_folds_it(project: MakeSettings, database: Database) -> None:
    drops = "op.execute('ALTER TABLE t DROP COLUMN N')"
    settings = project(MAKING, Revision("ab22", "aa11", upgrade=drops), url=database.url)
    migrate(settings, "aa11", Heard().append)
    execute(database.url, "INSERT INTO t VALUES (1, 10)")
    migrate(settings, "head", Heard().append)
    assert len(restore(settings, "t.n")) == 1
    assert [column["name"] for column in sa.inspect(engine_at(database.url)).get_columns("t")] == ["id", "n"]
    assert rows(database.url, "SELECT n FROM t") == [(10,)]


def test_a_table_of_sqlite_answers_in_capitals_and_in_small_letters(project: MakeSettings) -> None:
    settings = dropped(project)
    assert len(listed(settings, "OLD")) == 1
    assert len(listed(settings, "Main.Old")) == 1
    assert len(listed(settings, "T.N")) == 1
    assert listed(settings, "other.old") == {}
