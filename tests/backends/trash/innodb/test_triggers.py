from __future__ import annotations

import sqlalchemy as sa

from tests.backends.trash.innodb.desk import Desk, desk_of
from tests.servers.database import Database
from toolkit.backends.sql.values import Name
from toolkit.backends.trash.innodb.session import session_of
from toolkit.backends.trash.innodb.triggers import Trigger, is_taken, may_name, read_triggers

_TOLD = (
    "SELECT trigger_name, action_statement, sql_mode, definer, character_set_client, collation_connection, action_order "
    "FROM information_schema.triggers WHERE trigger_schema = DATABASE() ORDER BY 1"
)


def test_each_is_made_again_under_its_own_settings(desk: Desk) -> None:
    desk.run("CREATE TABLE t (a VARCHAR(40))")
    desk.run("SET SESSION sql_mode = 'ANSI_QUOTES,PIPES_AS_CONCAT,NO_BACKSLASH_ESCAPES'")
    desk.run("""CREATE TRIGGER one BEFORE INSERT ON t FOR EACH ROW SET NEW."a" = 'x\\' || 'y'""")
    desk.run("SET SESSION sql_mode = 'STRICT_ALL_TABLES'", "SET SESSION character_set_client = latin1")
    desk.run('CREATE TRIGGER two BEFORE UPDATE ON t FOR EACH ROW SET NEW.a = "z\\\\"')
    desk.run("SET NAMES utf8mb4 COLLATE utf8mb4_bin", "SET SESSION sql_mode = 'TRADITIONAL'")
    desk.run("CREATE TRIGGER three AFTER UPDATE ON t FOR EACH ROW SET @é = 'ü'")
    before = desk.rows(_TOLD)
    now = "SELECT @@sql_mode, @@character_set_client, @@collation_connection"
    settings = desk.rows(now)
    came = desk.restore(desk.drop_table())
    assert desk.rows(_TOLD) == before
    assert desk.rows(now) == settings
    assert came.notes == ()
    desk.run("INSERT INTO t VALUES ('1')")
    assert desk.value("SELECT a FROM t") == "x\\y"
    desk.run("UPDATE t SET a = 'q'")
    assert desk.value("SELECT a FROM t") == "z\\"


def test_who_may_not_name_the_definer_becomes_it(innodb: Database) -> None:
    with desk_of(innodb) as desk:
        database = sa.make_url(innodb.url).database
        user = f"u_{str(database)[-12:]}"
        desk.run("CREATE TABLE t (a INT)", "CREATE TRIGGER tr BEFORE INSERT ON t FOR EACH ROW SET NEW.a = 1")
        desk.run(f"CREATE USER {user}@'%' IDENTIFIED BY 'secret'", f"GRANT ALL ON {database}.* TO {user}@'%'")
        url = sa.make_url(innodb.url).set(username=user, password="secret").render_as_string(hide_password=False)
        try:
            with desk_of(Database(backend=innodb.backend, url=url)) as limited:
                came = limited.restore(limited.drop_table())
                assert limited.rows(_TOLD)[0][3] == f"{user}@%"
            assert len(came.notes) == 1
            assert f"runs as {user}@%, no longer as root@" in came.notes[0]
        finally:
            desk.run(f"DROP USER {user}@'%'")


def test_an_administrator_may_name_anybody(desk: Desk) -> None:
    session = session_of(desk.connection)
    assert may_name(desk.connection, session, session.user)
    assert may_name(desk.connection, session, "somebody@else")


def test_reading_is_in_order(desk: Desk) -> None:
    desk.run("CREATE TABLE t (a INT)", "CREATE TRIGGER z BEFORE INSERT ON t FOR EACH ROW SET @z = 1")
    desk.run("CREATE TRIGGER a BEFORE INSERT ON t FOR EACH ROW PRECEDES z SET @a = 1")
    database = desk.value("SELECT DATABASE()")
    assert [trigger.name for trigger in read_triggers(desk.connection, database, "t")] == ["a", "z"]
    assert is_taken(desk.connection, database, "z")
    assert not is_taken(desk.connection, database, "y")


def test_the_text_of_another_character_set_is_not_read_in_it(desk: Desk) -> None:
    session = session_of(desk.connection)
    trigger = Trigger(
        name="t", timing="BEFORE", event="INSERT", statement="SET @a = 'é'", definer="a@b", sql_mode=session.sql_mode,
        character_set="latin1", collation="latin1_swedish_ci",
    )  # fmt: skip
    assert trigger.wanted(session) == {}
    assert trigger.creation(Name(schema="s", name="t"), with_definer=True) == (
        "CREATE DEFINER=`a`@`b` TRIGGER `s`.`t` BEFORE INSERT ON `s`.`t` FOR EACH ROW SET @a = 'é'"
    )
