from __future__ import annotations

import uuid
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
import sqlalchemy as sa

from tests.backends.copies.copying import connected, copied, lacks, run
from tests.backends.sessions.others import least_user, private_server
from tests.servers.database import Database
from toolkit.backends.copies.innodb import reading

TABLES = (
    r"""CREATE TABLE `od%d :x ``b`` "q" ü` (`id` int unsigned NOT NULL AUTO_INCREMENT,
      `select` varchar(20) CHARACTER SET latin1 COLLATE latin1_bin DEFAULT 'it''s 50% :a \\ `x`'
        COMMENT 'a''b % : \\ ",\n  CONSTRAINT `x` FOREIGN KEY (`a`) REFERENCES `b`.`c` (`d`)',
      z datetime NOT NULL DEFAULT '0000-00-00 00:00:00', ts timestamp NOT NULL DEFAULT '2020-01-01 12:00:00',
      up datetime(3) DEFAULT CURRENT_TIMESTAMP(3) ON UPDATE CURRENT_TIMESTAMP(3),
      g int GENERATED ALWAYS AS (length(`select`) * 2) VIRTUAL, h int AS (length(`select`)) STORED, j json,
      e enum('a','b''c'), f set('x','y'), b binary(4) DEFAULT 0x00ff, n decimal(10,2) unsigned zerofill,
      PRIMARY KEY (id), UNIQUE KEY k (`select`(5), g), FULLTEXT KEY ft (`select`), CHECK (g > 0))
      ENGINE=InnoDB AUTO_INCREMENT=77 ROW_FORMAT=COMPRESSED KEY_BLOCK_SIZE=8
      COMMENT='x DATA DIRECTORY=\'y\' AUTO_INCREMENT=9'""",
    """CREATE TABLE p (id int, d date, PRIMARY KEY (id, d)) PARTITION BY RANGE (YEAR(d))
       (PARTITION p0 VALUES LESS THAN (2000) COMMENT = 'x', PARTITION p1 VALUES LESS THAN MAXVALUE)""",
    "CREATE TABLE m (a int, b text, KEY (a)) ENGINE=MyISAM CHECKSUM=1",
    "CREATE TABLE c2 (id int PRIMARY KEY) CHARSET latin1",
    """CREATE TABLE c1 (id int PRIMARY KEY, o int, KEY x (o DESC),
       CONSTRAINT fk FOREIGN KEY (o) REFERENCES c2 (id) ON DELETE SET NULL ON UPDATE CASCADE) ROW_FORMAT=COMPACT""",
    "ALTER TABLE c2 ADD o int, ADD CONSTRAINT circ FOREIGN KEY (o) REFERENCES c1 (id)",
)
PROGRAMS = (
    "CREATE FUNCTION f(a int) RETURNS int DETERMINISTIC RETURN a + 1",
    "CREATE PROCEDURE pr(IN a varchar(9), OUT b int) BEGIN DECLARE x int; SELECT '100% :a'; SET b = f(1); END",
    "CREATE VIEW zz AS SELECT id, f(id) AS y FROM c1 WHERE id LIKE '%a:b%'",
    """CREATE ALGORITHM=MERGE SQL SECURITY INVOKER VIEW aa (k, l) AS SELECT * FROM zz WHERE id > 1
       WITH CASCADED CHECK OPTION""",
    "CREATE TRIGGER t2 BEFORE INSERT ON c1 FOR EACH ROW SET NEW.o = 1",
    r"""CREATE TRIGGER `t%1 :a` BEFORE INSERT ON c1 FOR EACH ROW PRECEDES t2
       BEGIN SET @a = 'it''s \\ 100% :b "c" ü'; INSERT INTO c2 (id) VALUES (1); END""",
    "SET sql_mode = 'ANSI_QUOTES,PIPES_AS_CONCAT,STRICT_TRANS_TABLES'",
    """CREATE TRIGGER t3 AFTER UPDATE ON c1 FOR EACH ROW SET @b = 'a' || "new".id""",
    """CREATE FUNCTION "g x"() RETURNS varchar(9) DETERMINISTIC RETURN 'a' || 'b'""",
    "SET sql_mode = ''",
)
OF_MARIADB = (
    "CREATE SEQUENCE `s'q %` START WITH 5 INCREMENT BY 3 MAXVALUE 100 CACHE 7 CYCLE",
    "CREATE TABLE counted (id int DEFAULT nextval(`s'q %`), note varchar(20) DEFAULT 'nextval(`x`)')",
    "CREATE TABLE a1 (x int, KEY (x)) ENGINE=Aria PAGE_CHECKSUM=1",
    "CREATE TABLE sv (a int, b int INVISIBLE DEFAULT 3) WITH SYSTEM VERSIONING",
    "SET sql_mode = 'ORACLE'",
    "CREATE PACKAGE pkg AS FUNCTION one RETURN INT; END",
    "CREATE PACKAGE BODY pkg AS FUNCTION one RETURN INT AS BEGIN RETURN 1; END; END",
    "SET sql_mode = ''",
)
OF_MYSQL = (
    """CREATE TABLE fx (a int, b varchar(9) DEFAULT (uuid()), c int INVISIBLE, KEY e ((a + 1)), KEY i (a) INVISIBLE,
       CHECK (b <> 'x''y') NOT ENFORCED, s geometry NOT NULL SRID 4326, SPATIAL KEY (s))""",
)


@contextmanager
def another_database(live: sa.Connection) -> Iterator[str]:
    name = f"tk_test_other_{uuid.uuid4().hex[:8]}"
    run(live, f"CREATE DATABASE {name}", f"CREATE TABLE {name}.users (id int PRIMARY KEY)")
    try:
        yield name
    finally:
        run(live, f"DROP DATABASE {name}")


def _columns(connection: sa.Connection, asked: str) -> list[tuple[object, ...]]:
    return [tuple(row) for row in connection.exec_driver_sql(asked)]


def test_everything_is_copied(live: sa.Connection, database: Database) -> None:
    run(live, *TABLES, *PROGRAMS, *(OF_MARIADB if database.backend == "mariadb" else OF_MYSQL))
    run(live, "INSERT INTO c2 (id) VALUES (1)")
    with copied(live) as copy:
        assert copy.told == []
        assert copy.changes() == []
        assert copy.shadow.exec_driver_sql("SELECT count(*) FROM c2").scalar() == 0
        assert copy.shadow.exec_driver_sql("SELECT @@foreign_key_checks").scalar() == 1
        own = "SELECT trigger_name, sql_mode, collation_connection, action_statement FROM information_schema.triggers"
        ordered = f"{own} WHERE trigger_schema = DATABASE() ORDER BY action_order, trigger_name"
        assert _columns(copy.shadow, ordered) == _columns(live, ordered)
        # One statement for each object, and MariaDB has some of its own.
        assert len(copy.definitions) == 5 + 3 + 2 + 3 + {"mariadb": 6, "mysql": 1}[database.backend]


def test_of_a_table_come_the_programs_that_it_uses(live: sa.Connection) -> None:
    run(
        live,
        *TABLES,
        *PROGRAMS,
        "CREATE FUNCTION inner_one() RETURNS int DETERMINISTIC RETURN 1",
        "CREATE PROCEDURE outer_one() SET @x = inner_one()",
        "CREATE TRIGGER caller AFTER DELETE ON m FOR EACH ROW CALL outer_one()",
        "CREATE VIEW both_of AS SELECT m.a FROM m, p",
    )
    with copied(live, "m") as copy:
        assert copy.told == []
        assert copy.tables() == {"m"}
        whats = {definition.what for definition in copy.definitions}
        assert whats == {"table m", "trigger caller", "procedure outer_one", "function inner_one"}
    with copied(live, "c1") as copy:
        assert copy.tables() == {"c1", "c2"}
        assert copy.views() == {"zz", "aa"}
        assert {definition.what for definition in copy.definitions} >= {"function f", "trigger t2", "trigger t3"}


def test_names_of_the_live_database_lead_to_the_shadow(live: sa.Connection) -> None:
    name = live.engine.url.database
    run(
        live,
        "CREATE TABLE a (x int)",
        "CREATE TABLE log (x int, note text)",
        "CREATE FUNCTION f(a int) RETURNS int DETERMINISTIC RETURN a + 1",
        f"CREATE VIEW v AS SELECT {name}.f(x) AS y FROM {name}.a",
        f"CREATE TRIGGER t AFTER INSERT ON a FOR EACH ROW INSERT INTO `{name}` . log VALUES (NEW.x, '{name}.a')",
        f"CREATE PROCEDURE p() BEGIN /* {name}.a */ DELETE FROM {name}.a; CALL {name}.p(); END",
    )
    with copied(live) as copy:
        assert copy.told == []
        assert {change.split()[1] for change in copy.changes()} <= {"trigger", "routine"}
        run(copy.shadow, "INSERT INTO a VALUES (1)")
        assert _columns(copy.shadow, "SELECT * FROM log") == [(1, f"{name}.a")]
        assert _columns(copy.shadow, "SELECT * FROM v") == [(2,)]
        assert _columns(live, "SELECT * FROM log") == []


def test_what_leads_to_another_database_is_left_out_and_told(live: sa.Connection) -> None:
    with another_database(live) as other:
        run(
            live,
            "CREATE TABLE a (id int PRIMARY KEY, u int, w int, CONSTRAINT `far %` FOREIGN KEY (u) REFERENCES"
            f" {other}.users (id) ON DELETE CASCADE, CONSTRAINT self FOREIGN KEY (w) REFERENCES a (id))",
            f"CREATE VIEW v AS SELECT id FROM {other}.users",
            f"CREATE TRIGGER t AFTER INSERT ON a FOR EACH ROW INSERT INTO {other}.users VALUES (NEW.id)",
            f"CREATE PROCEDURE p() DELETE FROM {other}.users",
            f"CREATE FUNCTION f() RETURNS varchar(99) DETERMINISTIC RETURN 'FROM {other}.users'",
        )
        with copied(live) as copy:
            assert lacks(copy.told, "foreign key far % of table a", "view v", "trigger t", "procedure p")
            assert all(f"it leads to the database {other}" in sentence for sentence in copy.told)
            assert [key["name"] for key in sa.inspect(copy.shadow).get_foreign_keys("a")] == ["self"]
            run(copy.shadow, "INSERT INTO a VALUES (1, 5, 1)")
        assert _columns(live, f"SELECT * FROM {other}.users") == []
        run(live, "DROP TABLE a")


def test_a_user_with_no_rights_beyond_the_database(live: sa.Connection, database: Database) -> None:
    run(live, *TABLES, *PROGRAMS, "CREATE VIEW plain AS SELECT id FROM c1")
    with least_user(database) as least:
        account = sa.make_url(least.url).username
        run(live, rf"GRANT ALL PRIVILEGES ON `tk\_shadow\_%`.* TO {account}@`%`")
        with connected(least) as connection, copied(connection) as copy:
            # The text of a routine is for its definer, and for who may see all.
            assert lacks(copy.told, "function f", "function g x", "procedure pr", "view zz", "view aa")
            assert {change.split()[1] for change in copy.changes()} == {"routine", "view"}
            assert copy.views() == {"plain"}


def test_a_user_who_may_not_see_a_text_is_told_so(live: sa.Connection, database: Database) -> None:
    run(live, "CREATE TABLE a (x int)", "CREATE VIEW v AS SELECT x FROM a")
    name = f"tk_least_{uuid.uuid4().hex[:12]}"
    try:
        run(
            live,
            f"CREATE USER {name}@`%` IDENTIFIED BY 'least'",
            f"GRANT SELECT ON {live.engine.url.database}.* TO {name}@`%`",
            rf"GRANT ALL PRIVILEGES ON `tk\_shadow\_%`.* TO {name}@`%`",
        )
        url = sa.make_url(database.url).set(username=name, password="least")
        with sa.create_engine(url, poolclass=sa.NullPool).connect() as connection, copied(connection) as copy:
            assert copy.tables() == {"a"}
            assert lacks(copy.told, "view v")
            assert "SHOW VIEW" in copy.told[0]
    finally:
        run(live, f"DROP USER IF EXISTS {name}@`%`")


def test_a_row_format_that_is_not_the_default_is_kept(live: sa.Connection) -> None:
    run(
        live,
        "CREATE TABLE plain (a int)",
        "CREATE TABLE compact (a int) ROW_FORMAT=REDUNDANT COMMENT=') ENGINE=InnoDB'",
        "CREATE TABLE parts (a int) PARTITION BY HASH (a) PARTITIONS 2",
    )
    asked = (
        "SELECT table_name, row_format, create_options FROM information_schema.tables WHERE table_schema = DATABASE()"
    )
    with copied(live) as copy:
        assert sorted(_columns(copy.shadow, asked)) == sorted(_columns(live, asked))


def test_a_table_that_can_hardly_be_changed_in_an_instant_any_more(
    mysql: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = (
        "SELECT name, total_row_versions FROM information_schema.innodb_tables WHERE name LIKE CONCAT(DATABASE(), '/%')"
    )
    with connected(mysql) as live:
        run(live, "CREATE TABLE often (a int)", "CREATE TABLE new (a int)", "ALTER TABLE new ADD b int")
        run(live, *(f"ALTER TABLE often ADD b{n} int, ALGORITHM=INSTANT" for n in range(5)))
        for room, expected in ((255 - 5, 5), (255 - 6, 0)):
            monkeypatch.setattr(reading, "_ROOM", room)
            with copied(live) as copy:
                told = dict(copy.shadow.exec_driver_sql(asked.replace("%", "%%")).all())
                assert {name.rpartition("/")[2]: count for name, count in told.items()} == {"often": expected, "new": 0}
                shown = [
                    connection.exec_driver_sql("SHOW CREATE TABLE often").one()[1] for connection in (live, copy.shadow)
                ]
                assert shown[0] == shown[1]


def test_a_row_format_that_was_once_the_default_is_kept() -> None:
    with private_server("mariadb", "--innodb-default-row-format=compact") as server:
        engine = sa.create_engine(server.url, poolclass=sa.NullPool)
        with engine.connect() as root:
            run(root, "CREATE DATABASE shop", "CREATE TABLE shop.old (a int COMMENT ') ENGINE=x')")
            run(root, "CREATE TABLE shop.parts (a int) PARTITION BY HASH (a) PARTITIONS 2")
            run(root, "SET GLOBAL innodb_default_row_format = dynamic", "CREATE TABLE shop.young (a int)")
        database = Database(
            backend="mariadb", url=engine.url.set(database="shop").render_as_string(hide_password=False)
        )
        asked = (
            "SELECT table_name, row_format FROM information_schema.tables WHERE table_schema = DATABASE() ORDER BY 1"
        )
        with connected(database) as live, copied(live) as copy:
            found = dict(live.exec_driver_sql(asked).all())
            assert found == {"old": "Compact", "parts": "Compact", "young": "Dynamic"}
            assert dict(copy.shadow.exec_driver_sql(asked).all()) == found
