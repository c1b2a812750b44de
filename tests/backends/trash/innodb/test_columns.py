from __future__ import annotations

import json
import re
from dataclasses import replace

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings

from tests.backends.trash.innodb.desk import Desk, desk_of
from tests.backends.trash.innodb.shapes import bodies, shapes
from tests.servers.database import Database
from toolkit.backends.trash.base import PREFIX

PARENT = "CREATE TABLE p (id INT PRIMARY KEY)"


def test_every_shape_comes_back_as_it_was(desk: Desk) -> None:
    desk.run(PARENT, "INSERT INTO p VALUES (1)")
    for shape in shapes(desk.backend):
        desk.run("DROP TABLE IF EXISTS t", f"CREATE TABLE t ({shape.body}) ENGINE=InnoDB")
        before = desk.show()
        move, entry = desk.move_column()
        assert json.loads(json.dumps(move.record)) == move.record
        desk.run(*move.steps, "DELETE FROM t")
        assert not desk.trash.exists(desk.connection, entry.table, "c"), shape
        came = desk.restore(entry)
        assert desk.show() == before, shape
        assert came.notes == (), shape


def test_inserts_need_not_name_it_and_a_copy_keeps_it(desk: Desk) -> None:
    desk.run(PARENT, "INSERT INTO p VALUES (1)")
    for shape in shapes(desk.backend):
        desk.run("DROP TABLE IF EXISTS t", f"CREATE TABLE t ({shape.body}) ENGINE=InnoDB")
        desk.drop_column()
        values = "1, 1, 'x'" if shape.is_first else "1, 1, 1, 'x'"
        more = "NULL, 2, 'y'" if shape.is_first else "2, NULL, 2, 'y'"
        columns = [row[0] for row in desk.rows("SHOW COLUMNS FROM t")]
        named = ", ".join(f"`{column}`" for column in columns if not column.startswith(PREFIX))
        desk.run(*(f"INSERT INTO t ({named}) VALUES ({row})" for row in (values, more)), "UPDATE t SET a = NULL")
        was_hidden = "INT INVISIBLE" in shape.body
        assert len(desk.rows("SELECT * FROM t")[0]) == len(columns) - was_hidden, shape


def _told(text: str) -> list[str]:
    """The lines of a definition, in any order, under any of the two names."""
    text = re.sub(r"`u(_chk_\d+|_ibfk_\d+)?`", r"`t\1`", text)
    text = re.sub(r" AUTO_INCREMENT=\d+", "", text)
    return sorted(line.strip().rstrip(",") for line in text.splitlines())


@pytest.mark.parametrize("backend", ["mysql", "mariadb"])
def test_what_the_server_refuses_is_refused_and_what_it_does_is_done(backend: str, make_database) -> None:  # type: ignore[no-untyped-def]
    database: Database = make_database(backend)
    with desk_of(database) as desk:
        desk.run(PARENT, "INSERT INTO p VALUES (1)")

        @settings(max_examples=80, suppress_health_check=list(HealthCheck))
        @given(bodies())
        def check(drawn: tuple[str, str]) -> None:
            body, column = drawn
            desk.run("DROP TABLE IF EXISTS t, u")
            if desk.number_of(f"CREATE TABLE t ({body}) ENGINE=InnoDB") is not None:
                return
            desk.run(f"CREATE TABLE u ({body}) ENGINE=InnoDB")
            _compare(desk, column)

        check()


def _kind(number: int | None) -> int | None:
    """Three of them say that a foreign key needs it: which one depends on how MariaDB would alter the table."""
    return 1828 if number in (1553, 1829) else number


def _compare(desk: Desk, column: str) -> None:
    before = desk.show()
    really = desk.number_of(f"ALTER TABLE u DROP COLUMN {column}")
    try:
        move, entry = desk.move_column(column)
    except sa.exc.DBAPIError as error:
        assert error.orig is not None
        assert _kind(error.orig.args[0]) == _kind(really), (before, column)
        assert desk.show() == before
        return
    assert really is None, (before, column)
    desk.run(*move.steps)
    kept = [line for line in desk.show().splitlines() if f"`{PREFIX}" not in line]
    assert _told("\n".join(kept)) == _told(desk.show("u")), (before, column)
    desk.restore(entry)
    assert desk.show() == before, (before, column)


def test_it_costs_what_metadata_costs(desk: Desk) -> None:
    desk.run("CREATE TABLE t (id INT PRIMARY KEY, c INT NOT NULL, d TEXT NOT NULL, e INT, KEY ke (e))")
    desk.run("INSERT INTO t VALUES (1, 1, 'x', 1)")
    for column, clause in [("c", "INSTANT"), ("d", "INSTANT"), ("e", "INPLACE, LOCK=NONE")]:
        move, entry = desk.move_column(column)
        assert len(move.steps) == 1
        desk.run(f"{move.steps[0]}, ALGORITHM={clause}")
        back = desk.trash.return_column(desk.connection, entry, "").steps
        assert len(back) == 1
        desk.run(f"{back[0]}, ALGORITHM={clause}")
    assert desk.rows("SELECT * FROM t") == [(1, 1, "x", 1)]


def test_planning_commits_nothing_and_changes_no_setting(innodb: Database) -> None:
    with desk_of(innodb, autocommit=False) as desk, desk_of(innodb) as other:
        other.run("CREATE TABLE t (id INT PRIMARY KEY, c INT NOT NULL)", "CREATE TABLE log (id INT)")
        desk.run("SET SESSION sql_mode = 'ANSI_QUOTES,STRICT_ALL_TABLES', time_zone = '+03:00'")
        asked = "SELECT @@sql_mode, @@time_zone, @@sql_select_limit, @@foreign_key_checks"
        settings_before = desk.rows(asked)
        desk.connection.commit()
        desk.run("INSERT INTO log VALUES (1)")
        desk.move_column()
        desk.move_table()
        assert desk.rows(asked) == settings_before
        assert other.value("SELECT COUNT(*) FROM log") == 0
        desk.connection.rollback()
        assert other.value("SELECT COUNT(*) FROM log") == 0


def test_a_refusal_commits_nothing(innodb: Database) -> None:
    with desk_of(innodb, autocommit=False) as desk, desk_of(innodb) as other:
        other.run("CREATE TABLE t (c INT)", "CREATE TABLE log (id INT)")
        desk.run("INSERT INTO log VALUES (1)")
        with pytest.raises(sa.exc.DBAPIError, match="1090"):
            desk.move_column()
        desk.connection.rollback()
        assert other.value("SELECT COUNT(*) FROM log") == 0


@pytest.mark.parametrize("more", ["", ", CHECK (c > d)"])
def test_what_one_statement_drops_together_goes_together(desk: Desk, more: str) -> None:
    body = f"id INT PRIMARY KEY, c INT, d INT, e INT, UNIQUE KEY u (c, d), KEY k (e, d, c){more}"
    desk.run(f"CREATE TABLE t ({body})", f"CREATE TABLE u ({body})", "INSERT INTO t VALUES (1, 2, 1, 1), (2, 3, 1, 1)")
    before = desk.show()
    refused = desk.number_of("ALTER TABLE u DROP COLUMN c, DROP COLUMN d")
    together = [("c", f"{PREFIX}1_c"), ("d", f"{PREFIX}1_d")]
    if refused is not None:
        with pytest.raises(sa.exc.DBAPIError, match=str(refused)):
            desk.move_column("c", together=together)
        return
    moves = [desk.move_column(column, together=together) for column, _ in together]
    for move, _ in moves:
        desk.run(*move.steps)
    kept = [line for line in desk.show().splitlines() if f"`{PREFIX}" not in line]
    assert _told("\n".join(kept)) == _told(desk.show("u"))
    assert [desk.restore(entry).notes for _, entry in reversed(moves)] == [(), ()]
    assert _told(desk.show()) == _told(before)


def test_names_of_any_kind_and_a_table_of_another_database(desk: Desk) -> None:
    desk.run("CREATE TABLE `a ``b` (id INT PRIMARY KEY, `c ``(, x` INT NOT NULL, KEY `k ``(` (`c ``(, x`, id))")
    before = desk.show("a ``b")
    entry = desk.drop_column("c `(, x", "a `b")
    assert entry.kept.replace("`", "``") in desk.show("a ``b")
    desk.restore(entry)
    assert desk.show("a ``b") == before


def test_names_are_found_in_any_case(desk: Desk) -> None:
    desk.run("CREATE TABLE t (id INT PRIMARY KEY, Col INT, KEY k (COL, id), CHECK (col > 0))")
    before = desk.show()
    entry = desk.drop_column("COL")
    assert entry.record["column"] == "Col"
    desk.restore(replace(entry, column="Col"))
    assert desk.show() == before


def test_settings_that_would_change_the_meaning(desk: Desk) -> None:
    desk.run("SET SESSION sql_mode = '', time_zone = '+00:00'")
    desk.run(
        "CREATE TABLE t (id INT PRIMARY KEY, c TIMESTAMP NOT NULL DEFAULT '2020-01-02 03:04:05', "
        "d DATE NOT NULL DEFAULT '0000-00-00', e VARCHAR(9) DEFAULT 'a\\\\b')"
    )
    before = desk.show()
    desk.run(
        "SET SESSION sql_mode = 'STRICT_ALL_TABLES,NO_ZERO_DATE,NO_ZERO_IN_DATE,NO_BACKSLASH_ESCAPES,ANSI_QUOTES', "
        "time_zone = '+05:00'"
    )
    mode = desk.value("SELECT @@sql_mode")
    entries = [desk.drop_column(column) for column in ("d", "c", "e")]
    assert (desk.value("SELECT @@sql_mode"), desk.value("SELECT @@time_zone")) == (mode, "+05:00")
    for entry in reversed(entries):
        desk.restore(entry)
    assert (desk.value("SELECT @@sql_mode"), desk.value("SELECT @@time_zone")) == (mode, "+05:00")
    desk.run("SET SESSION sql_mode = '', time_zone = '+00:00'")
    assert desk.show() == before
