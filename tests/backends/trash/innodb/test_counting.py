from __future__ import annotations

from tests.backends.trash.innodb.desk import Desk
from toolkit.backends.sql.values import Name
from toolkit.backends.trash.innodb.counting import alike, breaking, highest, holding, orphans, with_column
from toolkit.backends.trash.innodb.printed import Key, foreign_key, printed

TABLE = Name(name="t")


def test_orphans(desk: Desk) -> None:
    desk.run("CREATE TABLE p (x INT, y INT)", "CREATE TABLE t (a INT, b INT)", "INSERT INTO p VALUES (1, 1), (1, 2)")
    desk.run("INSERT INTO t VALUES (1, 1), (1, 3), (2, 1), (NULL, 9), (1, NULL)")
    key = foreign_key("CONSTRAINT `f` FOREIGN KEY (`a`, `b`) REFERENCES `p` (`x`, `y`)")
    assert orphans(desk.connection, TABLE, key, Name(name="p")) == 2


def test_rows_that_are_alike(desk: Desk) -> None:
    desk.run("CREATE TABLE t (a VARCHAR(9), b INT)")
    desk.run(
        "INSERT INTO t VALUES ('abc', 1), ('abd', 1), ('ABC', 1), (NULL, 1), (NULL, 1), ('x', 2), ('x', 0), ('x', 0)"
    )
    of = {
        text: alike(desk.connection, "t", Key(name="k", text=text))
        for text in ("UNIQUE KEY `k` (`a`,`b`)", "UNIQUE KEY `k` (`a`(2) DESC)", "UNIQUE KEY `k` (`b`,(length(`a`)))")
    }
    assert of == {
        "UNIQUE KEY `k` (`a`,`b`)": 2,
        "UNIQUE KEY `k` (`a`(2) DESC)": 4,
        "UNIQUE KEY `k` (`b`,(length(`a`)))": 3,
    }
    assert alike(desk.connection, "t", Key(name="k", text="UNIQUE KEY `k` (`a`,`b`)"), but="`b` <> 0") == 1
    desk.run("DELETE FROM t")
    assert alike(desk.connection, "t", Key(name="k", text="UNIQUE KEY `k` (`a`)")) == 0


def test_a_column_under_the_name_that_it_gets(desk: Desk) -> None:
    desk.run("CREATE TABLE t (kept INT, b INT)", "INSERT INTO t VALUES (1, 1), (NULL, 2), (-5, 3)")
    source = with_column(TABLE, printed(desk.show()), "c", "`kept`")
    assert breaking(desk.connection, source, "(`c` > 0 or `b` = 9)") == 1


def test_values(desk: Desk) -> None:
    desk.run("CREATE TABLE t (a INT, b TEXT)", "INSERT INTO t VALUES (1, ''), (7, 'x'), (1, NULL)")
    assert holding(desk.connection, TABLE, "a", "1") == 2
    assert holding(desk.connection, TABLE, "b", "('')") == 1
    assert highest(desk.connection, TABLE, "a") == 7
    desk.run("DELETE FROM t")
    assert highest(desk.connection, TABLE, "a") == 0
