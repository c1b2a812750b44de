from __future__ import annotations

import sqlalchemy as sa

from tests.backends.trash.innodb.desk import Desk, desk_of
from tests.conftest import MakeDatabase
from tests.servers.database import Database
from toolkit.backends.sql.values import Name
from toolkit.backends.trash.innodb.reading import (
    bytes_of,
    children,
    database_of,
    has_column,
    has_constraint,
    is_table,
    number,
    owner_of,
    read_table,
    reading,
    spelled,
)


def test_settings_are_ours_while_reading(desk: Desk) -> None:
    desk.run("SET SESSION sql_mode = 'ANSI_QUOTES'", "CREATE TABLE t (a INT)")
    with reading(desk.connection) as session:
        assert session.sql_mode == "ANSI_QUOTES"
        assert list(read_table(desk.connection, Name(name="t")).columns) == ["a"]
    assert desk.value("SELECT @@sql_mode") == "ANSI_QUOTES"


def test_children_of_any_database(innodb: Database, make_database: MakeDatabase) -> None:
    other = str(sa.make_url(make_database(innodb.backend).url).database)
    with desk_of(innodb) as desk:
        own = str(desk.value("SELECT DATABASE()"))
        desk.run("CREATE TABLE p (id INT PRIMARY KEY, up INT, CONSTRAINT s FOREIGN KEY (up) REFERENCES p (id))")
        desk.run("CREATE TABLE q (id INT PRIMARY KEY)")
        both = "CONSTRAINT {0} FOREIGN KEY (a) REFERENCES {1}.p (id), CONSTRAINT {0}2 FOREIGN KEY (a) REFERENCES {1}.q (id)"
        desk.run(
            f"CREATE TABLE t (a INT, {both.format('f', own)})",
            f"CREATE TABLE {other}.t (a INT, {both.format('g', own)})",
        )
        found = {(child.schema, child.name, key.name) for child, key in children(desk.connection, own, "p")}
        assert found == {(own, "p", "s"), (own, "t", "f"), (other, "t", "g")}
        desk.run(f"DROP TABLE {other}.t")


def test_what_is_there(desk: Desk) -> None:
    desk.run(
        "CREATE TABLE t (id INT PRIMARY KEY, rare_name INT, CONSTRAINT ck CHECK (id > 0))", "CREATE VIEW v AS SELECT 1"
    )
    connection, own = desk.connection, str(desk.value("SELECT DATABASE()"))
    assert is_table(connection, own, "t")
    assert not is_table(connection, own, "v")
    assert has_column(connection, own, "t", "rare_name")
    assert owner_of(connection, own, "rare_name") == "t"
    assert owner_of(connection, own, "nobodys") is None
    assert has_constraint(connection, own, "ck", "CHECK")
    assert not has_constraint(connection, own, "ck", "FOREIGN KEY")
    assert (bytes_of(connection, own, "t") or 0) > 0
    assert bytes_of(connection, own, "nothing") is None


def test_small_questions(desk: Desk) -> None:
    assert number(desk.connection, "SELECT 100 % 7") == 2
    assert number(desk.connection, "SELECT NULL") == 0
    assert database_of(desk.connection, Name(schema="x", name="t")) == "x"
    assert database_of(desk.connection, Name(name="t")) == desk.value("SELECT DATABASE()")
    assert spelled(Name(schema="a`b", name="t")) == "`a``b`.`t`"
