from __future__ import annotations

from dataclasses import replace

import pytest

from tests.backends.trash.innodb.desk import Desk
from toolkit.errors import CommandRefused


def test_values_counter_and_key_come_back(desk: Desk) -> None:
    desk.run("CREATE TABLE t (c INT AUTO_INCREMENT PRIMARY KEY, a INT)", "INSERT INTO t (a) VALUES (1), (2), (3)")
    desk.run("DELETE FROM t WHERE c = 3")
    before = desk.show()
    assert "AUTO_INCREMENT=4" in before
    came = desk.restore(desk.drop_column())
    assert desk.show() == before
    assert desk.rows("SELECT c, a FROM t ORDER BY c") == [(1, 1), (2, 2)]
    assert set(came.back) == {("index", "PRIMARY"), ("constraint", "PRIMARY")}
    assert came.notes == ()


@pytest.mark.parametrize(
    "keys", ["c BIGINT AUTO_INCREMENT PRIMARY KEY", "x INT PRIMARY KEY, c BIGINT AUTO_INCREMENT, KEY (c)"]
)
def test_rows_written_meanwhile_are_numbered(desk: Desk, keys: str) -> None:
    desk.run("SET SESSION sql_mode = 'NO_AUTO_VALUE_ON_ZERO'")
    desk.run(f"CREATE TABLE t ({keys}, a INT)")
    prefix = "x, a" if keys.startswith("x") else "a"
    desk.run(*(f"INSERT INTO t ({prefix}) VALUES ({', '.join([str(n)] * len(prefix.split(',')))})" for n in (1, 2)))
    entry = desk.drop_column()
    desk.run(*(f"INSERT INTO t ({prefix}) VALUES ({', '.join([str(n)] * len(prefix.split(',')))})" for n in (8, 9)))
    came = desk.restore(entry)
    assert desk.rows("SELECT c, a FROM t ORDER BY a") == [(1, 1), (2, 2), (3, 8), (4, 9)]
    assert came.notes == ("2 rows that were written while c was in the trash get numbers from 3 on.",)
    assert "AUTO_INCREMENT" in desk.show()


def test_a_zero_that_was_there_stays(desk: Desk) -> None:
    desk.run(
        "SET SESSION sql_mode = 'NO_AUTO_VALUE_ON_ZERO'", "CREATE TABLE t (c INT AUTO_INCREMENT PRIMARY KEY, a INT)"
    )
    desk.run("INSERT INTO t VALUES (0, 1), (5, 2)", "SET SESSION sql_mode = ''")
    entry = desk.drop_column()
    desk.restore(entry)
    assert desk.rows("SELECT c, a FROM t ORDER BY a") == [(0, 1), (5, 2)]
    entry = desk.drop_column()
    desk.run("INSERT INTO t (a) VALUES (3)")
    came = desk.restore(entry)
    assert desk.rows("SELECT c, a FROM t ORDER BY a") == [(0, 1), (5, 2), (0, 3)]
    assert came.notes == (
        "The key PRIMARY of t is not as it was: 1 rows have values that another row has.",
        "t.c comes back without AUTO_INCREMENT, for want of its key.",
    )


def test_rows_written_meanwhile_are_told(desk: Desk) -> None:
    desk.run("CREATE TABLE t (id INT PRIMARY KEY, c VARCHAR(9) NOT NULL, d INT NOT NULL DEFAULT 7)")
    desk.run("INSERT INTO t VALUES (1, 'x', 1)")
    text, number = desk.drop_column("c"), desk.drop_column("d")
    desk.run("INSERT INTO t (id) VALUES (2), (3)")
    assert desk.restore(text).notes == (
        "2 rows have '' in t.c: those that were written while it was in the trash are among them.",
    )
    assert desk.restore(number).notes == ()
    assert desk.rows("SELECT * FROM t ORDER BY id") == [(1, "x", 1), (2, "", 7), (3, "", 7)]


def test_a_unique_key_that_rows_break_is_left_out(desk: Desk) -> None:
    desk.run("CREATE TABLE t (id INT PRIMARY KEY, c INT NOT NULL, UNIQUE KEY uc (c), KEY kc (c))")
    desk.run("INSERT INTO t VALUES (1, 1)")
    entry = desk.drop_column()
    desk.run("INSERT INTO t (id) VALUES (2), (3), (4)")
    came = desk.restore(entry)
    assert came.notes[0] == "The key uc of t is not as it was: 2 rows have values that another row has."
    assert came.back == (("index", "kc"),)
    assert "UNIQUE" not in desk.show()
    assert "KEY `kc` (`c`)" in desk.show()


def test_nulls_break_no_unique_key(desk: Desk) -> None:
    desk.run("CREATE TABLE t (id INT PRIMARY KEY, c INT DEFAULT 5, UNIQUE KEY uc (c))")
    before = desk.show()
    entry = desk.drop_column()
    desk.run("INSERT INTO t (id) VALUES (2), (3), (4)")
    assert desk.restore(entry).notes == ()
    assert desk.show() == before


def test_a_unique_key_over_the_beginning_of_a_text_counts_beginnings(desk: Desk) -> None:
    desk.run("CREATE TABLE t (id INT PRIMARY KEY, c VARCHAR(20), UNIQUE KEY uc (c(3)))")
    entry = desk.drop_column()
    desk.run("INSERT INTO t (id) VALUES (1), (2), (3)", f"UPDATE t SET {entry.kept} = CONCAT('abc', id)")
    assert "2 rows have values that another row has" in desk.restore(entry).notes[0]


def test_a_key_that_somebody_made_meanwhile_stays(desk: Desk) -> None:
    desk.run("CREATE TABLE t (id INT PRIMARY KEY, c INT, a INT, KEY k (c), KEY w (a, c), KEY g (c, id))")
    entry = desk.drop_column()
    desk.run("CREATE INDEX k ON t (a)", "DROP INDEX w ON t", "DROP INDEX g ON t")
    came = desk.restore(entry)
    assert came.notes == ("The key k of t is not as it was: there is another one of that name.",)
    assert came.back == (("index", "w"), ("index", "g"))
    assert "KEY `k` (`a`)" in desk.show()
    assert "KEY `w` (`a`,`c`)" in desk.show()


def test_a_key_whose_other_column_is_gone_is_left_out(desk: Desk) -> None:
    desk.run("CREATE TABLE t (id INT PRIMARY KEY, c INT, a INT, KEY w (a, c), CHECK (c > 0))")
    entry = desk.drop_column()
    desk.run("ALTER TABLE t DROP COLUMN a")
    came = desk.restore(entry)
    assert came.notes == ("The key w of t is not as it was: a is not there.",)


def test_a_check_that_rows_break_is_told(desk: Desk) -> None:
    desk.run("CREATE TABLE t (id INT PRIMARY KEY, c INT NOT NULL, CONSTRAINT ck CHECK (c > 0))")
    entry = desk.drop_column()
    desk.run("INSERT INTO t (id) VALUES (1), (2)")
    came = desk.restore(entry)
    assert ("constraint", "ck") in came.back
    assert "2 rows break" in came.notes[0]
    assert desk.number_of("INSERT INTO t VALUES (3, -1)") == (4025 if desk.is_mariadb else None)
    assert ("NOT ENFORCED" in desk.show()) != desk.is_mariadb


def test_a_check_of_the_column_itself_that_rows_break_is_told(desk: Desk) -> None:
    desk.run("CREATE TABLE t (id INT PRIMARY KEY, c INT NOT NULL CHECK (c > 0))")
    entry = desk.drop_column()
    desk.run("INSERT INTO t (id) VALUES (1)")
    assert any("1 rows break" in note for note in desk.restore(entry).notes)


def test_a_check_whose_name_is_taken_is_left_out(desk: Desk) -> None:
    desk.run("CREATE TABLE t (id INT PRIMARY KEY, c INT, CONSTRAINT ck CHECK (c > 0))")
    entry = desk.drop_column()
    desk.run("ALTER TABLE t ADD CONSTRAINT ck CHECK (id > 0)")
    assert desk.restore(entry).notes == ("The check ck of t is left out: there is another one of that name.",)


def test_under_another_name(desk: Desk) -> None:
    desk.run(
        "CREATE TABLE t (id INT PRIMARY KEY, c INT NOT NULL DEFAULT 3, KEY c (c, id), CONSTRAINT ck CHECK (c > 0))"
    )
    entry = desk.drop_column()
    desk.restore(replace(entry, column="other"))
    shown = desk.show()
    assert "KEY `c` (`other`,`id`)" in shown
    assert "`other` > 0" in shown
    assert "`c`" not in shown.replace("KEY `c`", "")


def test_a_generated_column_comes_back_to_its_place(desk: Desk) -> None:
    desk.run(
        "CREATE TABLE t (id INT PRIMARY KEY, a INT, c INT AS (a + 1) STORED, b INT, g INT AS (a + 2), UNIQUE KEY (c))"
    )
    desk.run("INSERT INTO t (id, a) VALUES (1, 1)")
    before = desk.show()
    stored, virtual = desk.drop_column("c"), desk.drop_column("g")
    assert desk.trash.find(desk.connection, stored) == stored.table
    assert desk.trash.purge(desk.connection, stored) == ()
    assert desk.trash.size(desk.connection, stored) == (None, None)
    desk.restore(stored)
    desk.restore(virtual)
    assert desk.show() == before
    again = desk.drop_column("c")
    desk.run("INSERT INTO t (id, a) VALUES (2, 1)")
    assert "1 rows have values that another row has" in desk.restore(again).notes[0]


def test_what_is_gone_is_refused(desk: Desk) -> None:
    desk.run("CREATE TABLE t (id INT PRIMARY KEY, c INT)")
    entry = desk.drop_column()
    desk.run(*desk.trash.purge(desk.connection, entry))
    with pytest.raises(CommandRefused, match="is not in t any more"):
        desk.trash.return_column(desk.connection, entry, "")
