from __future__ import annotations

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError

from tests.backends.impacts.sending import Shadow, shadow
from tests.conftest import MakeDatabase
from tests.servers.database import Database
from toolkit.backends.impacts.register import impacts_of
from toolkit.backends.sql.reading import read
from toolkit.backends.sql.values import Statement
from toolkit.impact import Impact, Work

COPIED = ("rewrite", "writes", "SHARED")
MOMENT = ("none", "reads and writes", "EXCLUSIVE")


@pytest.mark.parametrize(
    "refused",
    [
        "ALTER TABLE t ADD COLUMN id INT",
        "ALTER TABLE t DROP COLUMN nothing",
        "ALTER TABLE t ADD COLUMN",
        "ALTER TABLE t ADD UNIQUE (a)",
        "ALTER TABLE t ADD FOREIGN KEY (a) REFERENCES nothing (id)",
        "ALTER TABLE t MODIFY a INT, ALGORITHM=NONSENSE",
        "ALTER TABLE t MODIFY a BIGINT, ALGORITHM=INPLACE, LOCK=NONE",
        "CREATE INDEX ix_a ON t (id)",
        "DROP INDEX nothing ON t",
        "ALTER TABLE v ADD COLUMN b INT",
        "ALTER TABLE nothing ADD COLUMN b INT",
    ],
)
def test_what_every_form_is_refused_for_comes_through(innodb: Shadow, refused: str) -> None:
    innodb.run(
        "CREATE TABLE t (id INT PRIMARY KEY, a INT, KEY ix_a (a))",
        "INSERT INTO t VALUES (1, 1), (2, 1)",
        "CREATE VIEW v AS SELECT a FROM t",
    )
    before = innodb.connection.exec_driver_sql("SHOW CREATE TABLE t").all()
    with pytest.raises(DBAPIError) as plain:
        innodb.run(refused)
    with pytest.raises(DBAPIError) as observed:
        innodb.observe(refused)
    assert innodb.sent[-1] == refused
    assert str(observed.value.orig) == str(plain.value.orig)
    assert innodb.connection.exec_driver_sql("SHOW CREATE TABLE t").all() == before


def test_a_wait_is_not_repeated_in_other_forms(innodb: Shadow, make_database: MakeDatabase) -> None:
    innodb.run("CREATE TABLE t (id INT PRIMARY KEY)", "SET SESSION lock_wait_timeout = 1")
    other = sa.create_engine(innodb.connection.engine.url, poolclass=sa.NullPool)
    with other.connect() as reader:
        reader.exec_driver_sql("SELECT * FROM t").all()
        with pytest.raises(DBAPIError, match="1205"):
            innodb.observe("ALTER TABLE t ADD COLUMN a INT")
    assert len(innodb.sent) == 1


def test_what_is_no_error_of_the_server_ends_it(innodb: Shadow) -> None:
    class Stopped(Exception):
        pass

    def send(_sql: str) -> None:
        raise Stopped

    innodb.run("CREATE TABLE t (id INT PRIMARY KEY)")
    impacts = impacts_of(innodb.backend)
    (statement,) = read("ALTER TABLE t ADD COLUMN a INT", innodb.backend)
    assert impacts is not None
    with pytest.raises(Stopped):
        impacts.observe(innodb.connection, statement, send)


def test_the_transaction_goes_on(innodb: Shadow) -> None:
    innodb.run("CREATE TABLE t (id INT PRIMARY KEY)", "START TRANSACTION")
    assert innodb.tables("INSERT INTO t VALUES (1)") == {"t": ("rows", "nothing", "ROW")}
    innodb.run("ROLLBACK")
    assert innodb.connection.exec_driver_sql("SELECT COUNT(*) FROM t").scalar() == 0


def test_placeholders_stay_with_the_statement(innodb: Shadow) -> None:
    innodb.run("CREATE TABLE t (id INT PRIMARY KEY, a INT)")

    def send(sql: str) -> None:
        innodb.connection.exec_driver_sql(sql, ("it's 100 %",))

    statement: Statement
    (statement,) = read("ALTER TABLE t ADD b INT COMMENT %s", innodb.backend)
    impacts = impacts_of(innodb.backend)
    assert impacts is not None
    assert impacts.observe(innodb.connection, statement, send).algorithm == "INSTANT"
    assert "it''s 100 %" in str(innodb.connection.exec_driver_sql("SHOW CREATE TABLE t").one())


@pytest.mark.parametrize("name", ["T é$x", "a%b_c", "a`b", "order", "a|b", "t-1.2", "ta#p#le"])
def test_every_name(innodb: Shadow, name: str) -> None:
    quoted = "`" + name.replace("`", "``") + "`"
    innodb.run(f"CREATE TABLE {quoted} (id INT PRIMARY KEY, a INT)", "CREATE TABLE other (id INT PRIMARY KEY)")
    found: Impact = innodb.observe(f"ALTER TABLE {quoted} ADD INDEX (a)").impact
    assert [(table.schema, table.name, table.work) for table in found.tables] == [(None, name, Work.INDEX)]
    assert innodb.observe(f"ALTER TABLE {quoted} FORCE").impact.work is Work.REWRITE
    assert innodb.observe(f"ALTER TABLE {quoted} COMMENT 'x'").impact.work is Work.NONE


def test_other_databases_are_told_by_name(innodb: Shadow, make_database: MakeDatabase) -> None:
    other = sa.make_url(make_database(innodb.backend).url).database
    own = innodb.connection.scalar(sa.text("SELECT DATABASE()"))
    innodb.run("CREATE TABLE t (id INT PRIMARY KEY, b INT)", f"CREATE TABLE {other}.t (id INT PRIMARY KEY, a INT)")
    assert innodb.tables(f"ALTER TABLE {other}.t ADD INDEX (a)") == {f"{other}.t": ("index", "nothing", "NONE")}
    assert innodb.tables(f"ALTER TABLE {own}.t ADD COLUMN a INT") == {"t": ("none", "nothing", "NONE")}
    assert innodb.tables(f"ALTER TABLE t RENAME TO {own}.u") == {"t": MOMENT}
    assert innodb.tables(f"ALTER TABLE u RENAME {other}.v, COMMENT 'x'") == {"u": MOMENT}
    assert innodb.tables(f"ALTER TABLE {other}.v RENAME AS {own}.w, MODIFY a BIGINT") == {f"{other}.v": COPIED}


def test_only_what_was_there_is_told(innodb: Shadow) -> None:
    innodb.run("CREATE TABLE p (id INT PRIMARY KEY)", "CREATE TEMPORARY TABLE scratch (a INT)")
    assert innodb.tables("CREATE TABLE t (id INT PRIMARY KEY, p_id INT)") == {}
    assert innodb.tables("CREATE TABLE IF NOT EXISTS p (id INT)") == {}
    assert innodb.tables("ALTER TABLE scratch ADD COLUMN b INT") == {}
    assert innodb.tables("CREATE VIEW v AS SELECT id FROM p") == {}
    assert innodb.tables("DROP TABLE IF EXISTS nothing") == {}
    assert innodb.tables("RENAME TABLE p TO old, t TO p") == {"p": MOMENT, "t": MOMENT}


def test_the_table_that_a_foreign_key_refers_to(innodb: Shadow) -> None:
    innodb.run("CREATE TABLE p (id INT PRIMARY KEY)", "CREATE TABLE c (id INT PRIMARY KEY, a INT, b INT, KEY (a))")
    key = "FOREIGN KEY (p_id) REFERENCES p (id)"
    assert innodb.tables(f"CREATE TABLE t (id INT PRIMARY KEY, p_id INT, {key})") == {"p": MOMENT}
    checked = ("scan", "writes", "SHARED")
    assert innodb.tables("ALTER TABLE c ADD FOREIGN KEY (a) REFERENCES p (id)") == {"c": COPIED, "p": checked}
    assert list(innodb.tables("ALTER TABLE c ADD FOREIGN KEY (a) REFERENCES c (id)")) == ["c"]
    innodb.run("SET SESSION foreign_key_checks = 0")
    assert innodb.tables("ALTER TABLE c ADD FOREIGN KEY (b) REFERENCES p (id)") == {
        "c": ("index", "nothing", "NONE"),
        "p": MOMENT,
    }


def test_a_partition_is_exchanged_with_a_table(innodb: Shadow) -> None:
    # Without it MariaDB 10.11 waits for a lock of its own, whoever sends it.
    innodb.run("SET autocommit = 1")
    innodb.run(
        "CREATE TABLE t (id INT PRIMARY KEY) PARTITION BY RANGE (id) (PARTITION p0 VALUES LESS THAN (9))",
        "CREATE TABLE x (id INT PRIMARY KEY)",
    )
    observed = innodb.observe("ALTER TABLE t EXCHANGE PARTITION p0 WITH TABLE x")
    assert {str(table): (table.work.value, table.blocks.value) for table in observed.impact.tables} == {
        "t": ("none", "writes"),
        "x": ("scan", "writes"),
    }
    assert (observed.impact.clause, len(observed.sent)) == (None, 1)


def test_the_trigger_is_on_its_table(innodb: Shadow) -> None:
    innodb.run("CREATE TABLE t (id INT PRIMARY KEY)", "CREATE TABLE u (id INT PRIMARY KEY)")
    assert innodb.tables("CREATE TRIGGER tr BEFORE INSERT ON t FOR EACH ROW SET NEW.id = 1; ") == {"t": MOMENT}
    assert innodb.tables("DROP TRIGGER tr") == {"t": MOMENT}
    assert innodb.tables("DROP TRIGGER IF EXISTS tr") == {}


def test_optimize_writes_anew(innodb: Shadow) -> None:
    innodb.run(
        "CREATE TABLE t (id INT PRIMARY KEY, s TEXT)",
        "CREATE TABLE u (id INT PRIMARY KEY, s TEXT, FULLTEXT (s))",
        "CREATE TABLE m (id INT PRIMARY KEY) ENGINE=MyISAM",
    )
    assert innodb.tables("OPTIMIZE TABLE t, u, m") == {
        "t": ("rewrite", "nothing", "NONE"),
        "u": ("rewrite", "writes", "SHARED"),
        "m": ("rewrite", "reads and writes", "EXCLUSIVE"),
    }
    assert innodb.tables("ANALYZE TABLE t") == {"t": ("none", "nothing", "NONE")}
    assert innodb.tables("CHECK TABLE t, u")["u"] == ("scan", "nothing", "NONE")


def test_quotes_that_depend_on_the_mode(mysql: Database) -> None:
    with shadow(mysql) as server:
        server.run(
            "CREATE TABLE t (id INT PRIMARY KEY, a INT)", "SET SESSION sql_mode = 'ANSI_QUOTES,NO_BACKSLASH_ESCAPES'"
        )
        assert server.tables('ALTER TABLE "t" ADD INDEX (a)') == {"t": ("index", "nothing", "NONE")}


def test_the_live_server_refuses_to_do_more(innodb: Shadow, make_database: MakeDatabase) -> None:
    """What was told on empty tables holds for one with rows; where it does not, nothing is done."""
    impacts = impacts_of(innodb.backend)
    assert impacts is not None
    table = "CREATE TABLE t (id INT PRIMARY KEY, a INT, KEY ix_a (a))"
    innodb.run(table)
    with shadow(make_database(innodb.backend)) as live:
        live.run(table, "INSERT INTO t VALUES (1, 1), (2, 2)")
        for sql in (
            "ALTER TABLE t ADD b INT",
            "CREATE INDEX i ON t (a, id);",
            "DROP INDEX ix_a ON t",
            "ALTER TABLE t FORCE",
        ):
            clause = innodb.observe(sql).impact.clause
            assert clause is not None
            live.run(impacts.with_clause(sql, clause))
        refused = impacts.with_clause("ALTER TABLE t MODIFY a BIGINT", "ALGORITHM=INPLACE, LOCK=NONE")
        with pytest.raises(DBAPIError, match=r"184[56]"):
            live.run(refused)
