from __future__ import annotations

import json
from dataclasses import replace

import pytest
import sqlalchemy as sa

from tests.backends.trash.innodb.desk import Desk, desk_of
from tests.conftest import MakeDatabase
from tests.servers.database import Database
from toolkit.backends.sql.values import Name
from toolkit.backends.trash.base import PREFIX, Entry
from toolkit.errors import CommandRefused

PARENT = "CREATE TABLE p (id INT PRIMARY KEY, x INT, UNIQUE KEY (x))"
TABLE = (
    "CREATE TABLE t (id INT AUTO_INCREMENT PRIMARY KEY, a INT, b INT, c VARCHAR(9) DEFAULT 'x', "
    "KEY kc (c), UNIQUE KEY ub (b), CONSTRAINT fk_a FOREIGN KEY (a) REFERENCES p (id) ON DELETE CASCADE, "
    "FOREIGN KEY (b) REFERENCES p (x), CONSTRAINT own FOREIGN KEY (b) REFERENCES t (id), "
    "CHECK (a > 0), CONSTRAINT z_named CHECK (b > 0), CONSTRAINT b_named CHECK (a <> b OR b IS NULL)) COMMENT 'of t'"
)
TRIGGERS = (
    "CREATE TRIGGER t2 BEFORE INSERT ON t FOR EACH ROW SET NEW.c = CONCAT(NEW.c, '%', '1')",
    "CREATE TRIGGER t1 BEFORE INSERT ON t FOR EACH ROW SET NEW.c = CONCAT(NEW.c, '2')",
    "CREATE TRIGGER au AFTER UPDATE ON t FOR EACH ROW BEGIN SET @changed = NEW.id; END",
)


def _full(desk: Desk) -> None:
    desk.run(
        PARENT,
        TABLE,
        *TRIGGERS,
        "INSERT INTO p VALUES (1, 1), (2, 2)",
        "INSERT INTO t (a) VALUES (2)",
        "UPDATE t SET b = 1",
    )


def _triggers(desk: Desk) -> list[tuple[str, ...]]:
    return desk.rows(
        "SELECT trigger_name, action_timing, event_manipulation, event_object_table, action_order, action_statement, "
        "sql_mode, definer, character_set_client, collation_connection FROM information_schema.triggers "
        "WHERE trigger_schema = DATABASE() ORDER BY 1"
    )


def test_all_of_it_comes_back(desk: Desk) -> None:
    _full(desk)
    before, triggers, rows = desk.show(), _triggers(desk), desk.rows("SELECT * FROM t")
    entry = desk.drop_table()
    assert json.loads(json.dumps(entry.record)) == entry.record
    assert desk.tables() == ["p", entry.kept]
    assert _triggers(desk) == []
    assert "FOREIGN KEY" not in desk.show(entry.kept)
    came = desk.restore(entry)
    assert (desk.show(), _triggers(desk), desk.rows("SELECT * FROM t")) == (before, triggers, rows)
    assert came.notes == ()
    assert {
        ("index", "kc"),
        ("index", "ub"),
        ("constraint", "ub"),
        ("constraint", "fk_a"),
        ("constraint", "own"),
        ("constraint", "z_named"),
        ("trigger", "t1"),
        ("trigger", "au"),
    } <= set(came.back)
    assert desk.number_of("INSERT INTO t (a, b) VALUES (9, 2)") == 1452


def test_it_costs_what_metadata_costs(desk: Desk) -> None:
    _full(desk)
    move, _ = desk.move_table()
    assert len(move.steps) == 1 + len(TRIGGERS)
    desk.run(f"{move.steps[0]}, ALGORITHM={'INSTANT' if desk.is_mariadb else 'INPLACE, LOCK=NONE'}")


def test_coming_back_copies_nothing_where_no_check_is_made_again(desk: Desk) -> None:
    desk.run(PARENT, "CREATE TABLE t (id INT PRIMARY KEY, a INT, FOREIGN KEY (a) REFERENCES p (id), CHECK (a > 0))")
    entry = desk.drop_table()
    steps = desk.trash.return_table(desk.connection, entry).steps
    desk.run(*(f"{step}, ALGORITHM=INPLACE" if "ALTER TABLE" in step else step for step in steps))
    assert "FOREIGN KEY" in desk.show()
    assert desk.value("SELECT @@foreign_key_checks") == 1


def test_all_its_names_are_free_for_another_table(desk: Desk) -> None:
    _full(desk)
    entry = desk.drop_table()
    desk.run(TABLE, *TRIGGERS, "INSERT INTO t (a) VALUES (2)")
    assert desk.value("SELECT c FROM t") == "x%12"
    desk.run("DROP TABLE t")
    desk.restore(entry)


def test_parents_do_not_feel_it(desk: Desk) -> None:
    _full(desk)
    entry = desk.drop_table()
    desk.run("DELETE FROM p WHERE id = 2", "ALTER TABLE p DROP KEY x")
    assert desk.value(f"SELECT COUNT(*) FROM {entry.kept}") == 1


def test_orphans_are_told_and_the_key_is_back(desk: Desk) -> None:
    desk.run(PARENT, "CREATE TABLE t (id INT PRIMARY KEY, a INT, CONSTRAINT fk FOREIGN KEY (a) REFERENCES p (id))")
    desk.run("INSERT INTO p VALUES (1, 1), (2, 2), (3, 3)", "INSERT INTO t VALUES (1, 1), (2, 2), (3, 3), (4, NULL)")
    before = desk.show()
    entry = desk.drop_table()
    desk.run("DELETE FROM p WHERE id > 1")
    came = desk.restore(entry)
    assert came.notes == (
        "2 rows of t refer to rows of p that are not there; the foreign key fk holds for what is written from now on.",
    )
    assert desk.show() == before
    assert desk.number_of("INSERT INTO t VALUES (5, 7)") == 1452


def test_a_key_whose_parent_is_gone_is_left_out(desk: Desk) -> None:
    desk.run(PARENT, "CREATE TABLE t (id INT PRIMARY KEY, a INT, CONSTRAINT fk FOREIGN KEY (a) REFERENCES p (id))")
    entry = desk.drop_table()
    desk.run("ALTER TABLE p CHANGE id other INT")
    plan = desk.trash.return_table(desk.connection, entry)
    assert plan.notes == ("The foreign key fk of t is left out: p.id is not there.",)
    desk.run("DROP TABLE p")
    came = desk.restore(entry)
    assert came.notes == ("The foreign key fk of t is left out: p is not there.",)
    assert "FOREIGN KEY" not in desk.show()


def test_what_the_server_refuses_is_refused(desk: Desk) -> None:
    desk.run(PARENT, "CREATE TABLE t (id INT, CONSTRAINT fk FOREIGN KEY (id) REFERENCES p (id))")
    with pytest.raises(sa.exc.DBAPIError) as refused:
        desk.move_table("p")
    with pytest.raises(sa.exc.DBAPIError) as really:
        desk.run("DROP TABLE p")
    assert type(refused.value) is type(really.value)
    assert refused.value.orig is not None
    assert really.value.orig is not None
    assert refused.value.orig.args == really.value.orig.args
    assert "p" in desk.tables()


def test_parent_and_child_of_one_statement_go(desk: Desk) -> None:
    for first, second in (("p", "t"), ("t", "p")):
        desk.run(PARENT, "CREATE TABLE t (id INT, CONSTRAINT fk FOREIGN KEY (id) REFERENCES p (id))")
        before = desk.show()
        moves = [desk.move_table(name, together=["p", "t"]) for name in (first, second)]
        for move, _ in moves:
            desk.run(*move.steps)
        for _, entry in sorted(moves, key=lambda pair: pair[1].table.name):
            assert desk.restore(entry).notes == ()
        assert desk.show() == before
        desk.run("DROP TABLE t", "DROP TABLE p")


def test_children_refer_to_the_name_where_keys_are_not_checked(desk: Desk) -> None:
    """As after a drop under foreign_key_checks = 0: a table that gets the name gets the references."""
    child = "CREATE TABLE t (id INT, x INT, CONSTRAINT fk FOREIGN KEY (id) REFERENCES p (id) ON DELETE CASCADE, "
    desk.run(PARENT, f"{child} CONSTRAINT fx FOREIGN KEY (x) REFERENCES p (x))", "INSERT INTO p VALUES (1, 1)")
    before = desk.show()
    desk.run("SET SESSION foreign_key_checks = 0")
    entry = desk.drop_table("p")
    desk.run("SET SESSION foreign_key_checks = 1")
    assert desk.show() == before
    assert desk.number_of("INSERT INTO t VALUES (1, 1)") == 1452
    # It refers to nothing, and not to the table in the trash.
    desk.run(PARENT, "INSERT INTO p VALUES (5, 5)", "INSERT INTO t VALUES (5, 5)", "DELETE FROM t")
    desk.run("SET SESSION foreign_key_checks = 0", "DROP TABLE p", "SET SESSION foreign_key_checks = 1")
    desk.restore(entry)
    assert desk.show() == before
    assert desk.number_of("INSERT INTO t VALUES (5, 5)") == 1452
    desk.run("INSERT INTO t VALUES (1, 1)", "DELETE FROM t", "DELETE FROM p")


def test_a_child_in_another_database(innodb: Database, make_database: MakeDatabase) -> None:
    other = sa.make_url(make_database(innodb.backend).url).database
    with desk_of(innodb) as desk:
        own = sa.make_url(innodb.url).database
        desk.run(PARENT, f"CREATE TABLE {other}.t (id INT, CONSTRAINT fk FOREIGN KEY (id) REFERENCES {own}.p (id))")
        with pytest.raises(sa.exc.DBAPIError):
            desk.move_table("p")
        desk.run("SET SESSION foreign_key_checks = 0")
        before = desk.rows(f"SHOW CREATE TABLE {other}.t")
        entry = desk.drop_table("p")
        assert desk.rows(f"SHOW CREATE TABLE {other}.t") == before
        desk.restore(entry)
        assert desk.rows(f"SHOW CREATE TABLE {other}.t") == before
        desk.run(f"DROP TABLE {other}.t")


def test_of_another_database(innodb: Database, make_database: MakeDatabase) -> None:
    database = make_database(innodb.backend)
    with desk_of(database) as there:
        _full(there)
        before, triggers = there.show(), _triggers(there)
    with desk_of(innodb) as desk, desk_of(database) as there:
        schema = sa.make_url(database.url).database
        table, kept = Name(schema=schema, name="t"), f"{PREFIX}1_t"
        move = desk.trash.move_table(desk.connection, table, kept, cascade=False, together=frozenset({table}))
        desk.run(*move.steps)
        assert there.tables() == ["p", kept]
        entry = Entry(table=table, column=None, kept=kept, record=move.record)
        assert desk.trash.find(desk.connection, entry) == Name(schema=schema, name=kept)
        desk.restore(entry)
        assert (there.show(), _triggers(there)) == (before, triggers)


def test_under_another_name(desk: Desk) -> None:
    _full(desk)
    entry = desk.drop_table()
    desk.restore(replace(entry, table=Name(name="other")))
    shown = desk.show("other")
    assert "REFERENCES `other` (`id`)" in shown
    assert {row[3] for row in _triggers(desk)} == {"other"}


def test_names_that_are_taken_are_told(desk: Desk) -> None:
    _full(desk)
    entry = desk.drop_table()
    desk.run(
        "CREATE TABLE u (id INT, CONSTRAINT fk_a FOREIGN KEY (id) REFERENCES p (id), CONSTRAINT z_named CHECK (id > 0))",
        "CREATE TRIGGER t1 BEFORE INSERT ON u FOR EACH ROW SET NEW.id = 1",
    )
    notes = set(desk.restore(entry).notes)
    expected = {
        "The trigger t1 of t is left out: its name is taken.",
        "The foreign key fk_a of t is left out: its name is taken.",
    }
    # MariaDB's checks are named per table.
    assert notes == expected | (
        set() if desk.is_mariadb else {"The check z_named of t is left out: its name is taken."}
    )


def test_a_long_name_and_checks_that_the_server_named(desk: Desk) -> None:
    desk.run("CREATE TABLE t (id INT, CHECK (id > 0))")
    before = desk.show()
    kept = f"{PREFIX}12345678_{'x' * 43}"
    table = Name(name="t")
    move = desk.trash.move_table(desk.connection, table, kept, cascade=False, together=frozenset({table}))
    desk.run(*move.steps)
    desk.restore(Entry(table=table, column=None, kept=kept, record=move.record))
    assert desk.show() == before


def test_partitions_and_columns_in_the_trash_go_along(desk: Desk) -> None:
    desk.run("CREATE TABLE t (id INT PRIMARY KEY, c INT) PARTITION BY HASH (id) PARTITIONS 2")
    before = desk.show()
    column = desk.drop_column()
    table = desk.drop_table()
    found = desk.trash.find(desk.connection, column)
    assert found == Name(name=table.kept)
    desk.restore(table)
    desk.restore(column)
    assert desk.show() == before


def test_a_view_of_it_is_broken_and_whole_again(desk: Desk) -> None:
    desk.run("CREATE TABLE t (id INT)", "CREATE VIEW v AS SELECT id FROM t")
    entry = desk.drop_table()
    assert desk.number_of("SELECT * FROM v") == 1356
    desk.restore(entry)
    assert desk.rows("SELECT * FROM v") == []


def test_zero_dates_keep_no_table_from_going(desk: Desk) -> None:
    desk.run(PARENT, "SET SESSION sql_mode = ''")
    desk.run(
        "CREATE TABLE t (id INT, d DATE NOT NULL DEFAULT '0000-00-00', CONSTRAINT fk FOREIGN KEY (id) REFERENCES p (id))"
    )
    before = desk.show()
    desk.run("SET SESSION sql_mode = 'STRICT_ALL_TABLES,NO_ZERO_DATE,NO_ZERO_IN_DATE'")
    desk.restore(desk.drop_table())
    assert desk.show() == before
    assert "NO_ZERO_DATE" in desk.value("SELECT @@sql_mode")


def test_what_is_gone_is_refused(desk: Desk) -> None:
    desk.run("CREATE TABLE t (id INT)")
    entry = desk.drop_table()
    desk.run(*desk.trash.purge(desk.connection, entry))
    with pytest.raises(CommandRefused, match="is not in the database any more"):
        desk.trash.return_table(desk.connection, entry)


def test_a_sequence_of_mariadb(make_database: MakeDatabase) -> None:
    with desk_of(make_database("mariadb")) as desk:
        desk.run("CREATE SEQUENCE s START WITH 5")
        assert desk.value("SELECT NEXTVAL(s)") == 5
        desk.restore(desk.drop_table("s"))
        assert desk.value("SELECT NEXTVAL(s)") > 5
