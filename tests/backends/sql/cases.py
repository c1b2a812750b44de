"""Statements of every kind, and what is to be read in them."""

from __future__ import annotations

from typing import NamedTuple

from toolkit.backends.sql.values import (
    ColumnDrop,
    ColumnMade,
    Effect,
    Kind,
    Name,
    PartMade,
    Renamed,
    RowsInserted,
    RowsRemoved,
    TableDrop,
    TableMade,
)

READ, CHANGE, DEFINITION = Kind.READ, Kind.CHANGE, Kind.DEFINITION
SESSION, TRANSACTION, OPAQUE = Kind.SESSION, Kind.TRANSACTION, Kind.OPAQUE


class Case(NamedTuple):
    backend: str
    sql: str
    kind: Kind
    effects: tuple[Effect, ...] = ()
    commits: bool = False
    alone: bool = False


def n(text: str) -> Name:
    schema, _, name = text.rpartition(".")
    return Name(schema=schema or None, name=name)


def drop(table: str, *, if_exists: bool = False, cascade: bool = False) -> TableDrop:
    return TableDrop(table=n(table), if_exists=if_exists, cascade=cascade)


def column_drop(table: str, column: str, *, if_exists: bool = False, cascade: bool = False) -> ColumnDrop:
    return ColumnDrop(table=n(table), column=column, if_exists=if_exists, cascade=cascade)


def made(table: str, *, if_not_exists: bool = False) -> TableMade:
    return TableMade(table=n(table), if_not_exists=if_not_exists)


def column(table: str, name: str, definition: str, *, if_not_exists: bool = False) -> ColumnMade:
    return ColumnMade(table=n(table), column=name, definition=definition, if_not_exists=if_not_exists)


def part(what: str, table: str, name: str | None) -> PartMade:
    return PartMade(table=n(table), name=name, what=what)


def renamed(table: str, to: str, column: str | None = None) -> Renamed:
    return Renamed(table=n(table), column=column, to=to)


def inserted(table: str, *sources: str) -> RowsInserted:
    return RowsInserted(table=n(table), sources=tuple(n(source) for source in sources))


def removed(*tables: str, truncates: bool = False) -> RowsRemoved:
    return RowsRemoved(tables=tuple(n(table) for table in tables), truncates=truncates)


def _innodb(backend: str) -> list[Case]:
    """The same on MySQL and MariaDB."""

    def ddl(sql: str, *effects: Effect) -> Case:
        return Case(backend, sql, DEFINITION, effects, commits=True)

    def other(sql: str, kind: Kind, *effects: Effect, commits: bool = False) -> Case:
        return Case(backend, sql, kind, effects, commits=commits)

    return [
        # What Alembic sends.
        ddl("ALTER TABLE t DROP COLUMN c", column_drop("t", "c")),
        ddl("ALTER TABLE shop.t DROP COLUMN `a b`", column_drop("shop.t", "a b")),
        ddl("ALTER TABLE t CHANGE a b VARCHAR(30) NULL", renamed("t", "b", "a")),
        ddl("ALTER TABLE t CHANGE a a VARCHAR(30) NULL"),
        ddl("ALTER TABLE t CHANGE COLUMN `a` `b` INT", renamed("t", "b", "a")),
        ddl("ALTER TABLE t MODIFY a VARCHAR(30) NOT NULL DEFAULT 'drop column a'"),
        ddl("ALTER TABLE t ALTER COLUMN a SET DEFAULT 5"),
        ddl("ALTER TABLE t ALTER COLUMN a DROP DEFAULT"),
        ddl(
            "ALTER TABLE t ADD COLUMN c INTEGER DEFAULT '1' NOT NULL", column("t", "c", "INTEGER DEFAULT '1' NOT NULL")
        ),
        ddl("ALTER TABLE t ADD CONSTRAINT fk FOREIGN KEY(a) REFERENCES p (id)", part("constraint", "t", "fk")),
        ddl("ALTER TABLE t ADD CONSTRAINT uq UNIQUE (a)", part("constraint", "t", "uq")),
        ddl("ALTER TABLE t ADD CONSTRAINT ck CHECK (a > 0)", part("constraint", "t", "ck")),
        ddl("ALTER TABLE t ADD PRIMARY KEY (a)", part("constraint", "t", None)),
        ddl("ALTER TABLE t DROP FOREIGN KEY fk"),
        ddl("ALTER TABLE t DROP PRIMARY KEY "),
        ddl("ALTER TABLE t DROP INDEX i"),
        ddl("ALTER TABLE t DROP KEY i"),
        ddl("ALTER TABLE t DROP CHECK ck"),
        ddl("ALTER TABLE t DROP CONSTRAINT ck"),
        ddl("ALTER TABLE t RENAME TO u", renamed("t", "u")),
        ddl("ALTER TABLE t COMMENT 'drop table t'"),
        ddl("CREATE UNIQUE INDEX i ON t (a)", part("index", "t", "i")),
        ddl("CREATE FULLTEXT INDEX i ON shop.t (a)", part("index", "shop.t", "i")),
        ddl("DROP INDEX i ON t"),
        ddl("\nCREATE TABLE t (\n\tid INTEGER NOT NULL AUTO_INCREMENT, \n\tPRIMARY KEY (id)\n)\n\n", made("t")),
        ddl("DROP TABLE t", drop("t")),
        # By hand.
        ddl("/*!40000 DROP TABLE IF EXISTS `t` */", drop("t", if_exists=True)),
        ddl("DROP /* x */ TABLE t /*!50000 , u */", drop("t"), drop("u")),
        ddl("DROP TABLES a, `b`.`c` CASCADE", drop("a", cascade=True), drop("b.c", cascade=True)),
        ddl('DROP TABLE "t"', drop("t")),
        ddl("ALTER TABLE t DROP c", column_drop("t", "c")),
        ddl("alter table t drop `index`, drop key k", column_drop("t", "index")),
        ddl("ALTER TABLE t DROP c RESTRICT, DROP COLUMN d", column_drop("t", "c"), column_drop("t", "d")),
        ddl("ALTER TABLE t DROP PARTITION p0, p1"),
        ddl("ALTER TABLE t RENAME u", renamed("t", "u")),
        ddl("ALTER TABLE t RENAME AS u", renamed("t", "u")),
        ddl("ALTER TABLE t RENAME = u", renamed("t", "u")),
        ddl("ALTER TABLE t RENAME COLUMN a TO b", renamed("t", "b", "a")),
        ddl("ALTER TABLE t RENAME INDEX a TO b"),
        ddl("ALTER TABLE t RENAME KEY a TO b"),
        ddl("ALTER TABLE t ADD (a INT, b SET('x,y'))", column("t", "a", "INT"), column("t", "b", "SET('x,y')")),
        ddl("ALTER TABLE t ADD COLUMN (a INT, INDEX i (a))", column("t", "a", "INT"), part("index", "t", "i")),
        ddl("ALTER TABLE t ADD a INT FIRST, ADD INDEX (a)", column("t", "a", "INT FIRST"), part("index", "t", None)),
        ddl("ALTER TABLE t ADD KEY k USING BTREE (a)", part("index", "t", "k")),
        ddl("ALTER TABLE t ADD SPATIAL KEY k (a), ADD FULLTEXT (b)", part("index", "t", "k"), part("index", "t", None)),
        ddl("ALTER TABLE t ADD UNIQUE KEY u (a)", part("constraint", "t", "u")),
        ddl("ALTER TABLE t ADD CONSTRAINT s UNIQUE KEY u (a)", part("constraint", "t", "u")),
        ddl("ALTER TABLE t ADD CONSTRAINT CHECK (a > 0)", part("constraint", "t", None)),
        ddl("ALTER TABLE t ADD PARTITION (PARTITION p VALUES LESS THAN (1))"),
        ddl("ALTER TABLE t ENGINE=InnoDB, ROW_FORMAT=DYNAMIC"),
        ddl("RENAME TABLE a TO b, s.c TO s.d", renamed("a", "b"), renamed("s.c", "d")),
        ddl("RENAME USER a TO b"),
        ddl("CREATE TABLE IF NOT EXISTS t LIKE u", made("t", if_not_exists=True)),
        ddl("CREATE TABLE 2020_logs AS SELECT * FROM u", made("2020_logs")),
        ddl(
            "CREATE DEFINER=`a`@`%` TRIGGER g BEFORE INSERT ON t FOR EACH ROW SET NEW.a = 1", part("trigger", "t", "g")
        ),
        ddl("CREATE TRIGGER s.g AFTER DELETE ON t FOR EACH ROW BEGIN DELETE FROM u; END", part("trigger", "s.t", "g")),
        ddl("CREATE OR REPLACE ALGORITHM=MERGE DEFINER=CURRENT_USER() SQL SECURITY INVOKER VIEW v AS SELECT 1"),
        ddl("CREATE PROCEDURE p() BEGIN DROP TABLE t; END"),
        ddl("DROP VIEW v"),
        ddl("DROP DATABASE d"),
        ddl("GRANT SELECT ON t TO a"),
        ddl("REVOKE SELECT ON t FROM a"),
        ddl("SET PASSWORD FOR a = 'x'"),
        ddl("SET DEFAULT ROLE NONE TO a"),
        ddl("ANALYZE TABLE t"),
        ddl("OPTIMIZE TABLE t"),
        ddl("CHECK TABLE t"),
        ddl("REPAIR TABLE t"),
        ddl("FLUSH TABLES t"),
        ddl("FLUSH PRIVILEGES"),
        ddl("UNINSTALL PLUGIN p"),
        other("TRUNCATE TABLE t", CHANGE, removed("t", truncates=True), commits=True),
        other("TRUNCATE s.t", CHANGE, removed("s.t", truncates=True), commits=True),
        other("CREATE TEMPORARY TABLE t (a INT)", SESSION),
        other("DROP TEMPORARY TABLE IF EXISTS t", SESSION),
        other("INSERT INTO t (a) VALUES (%s), (%s)", CHANGE, inserted("t")),
        other("INSERT IGNORE t SET a = (SELECT 1 FROM u)", CHANGE, inserted("t")),
        other("REPLACE INTO s.t SELECT * FROM u, v JOIN w", CHANGE, inserted("s.t", "u", "v", "w")),
        other("INSERT INTO t TABLE u", CHANGE, inserted("t", "u")),
        other("UPDATE t SET a = 1", CHANGE),
        other("DELETE FROM t", CHANGE, removed("t")),
        other("DELETE QUICK FROM `t` AS x ORDER BY a", CHANGE, removed("t")),
        other("DELETE FROM t LIMIT 5", CHANGE),
        other("DELETE FROM t WHERE a = 1", CHANGE),
        other("DELETE FROM t USING t JOIN u", CHANGE),
        other("DELETE t FROM t JOIN u", CHANGE),
        other("LOAD DATA INFILE 'x' INTO TABLE t", CHANGE),
        other("SELECT * FROM t FOR UPDATE", READ),
        other("(SELECT 1) UNION (SELECT 2)", READ),
        other("WITH q AS (SELECT REPLACE('a', 'b', 'c')) SELECT * FROM q", READ),
        other("WITH q AS (SELECT 1) DELETE FROM t WHERE a IN (SELECT * FROM q)", CHANGE),
        other("SELECT GET_LOCK('a', 1)", SESSION),
        other("DO RELEASE_LOCK('a')", SESSION),
        other("DO SLEEP(1)", OPAQUE),
        other("SELECT a INTO @a FROM t", SESSION),
        other("SELECT * FROM t INTO OUTFILE '/tmp/x'", OPAQUE),
        other("SHOW CREATE TABLE t", READ),
        other("DESCRIBE t", READ),
        other("CHECKSUM TABLE t", READ),
        other("VALUES ROW(1, 2)", READ),
        other("EXPLAIN UPDATE t SET a = 1", READ),
        other("SET @x = 1, NAMES = 2", SESSION),
        other("SET NAMES utf8mb4", SESSION),
        other("SET SESSION sql_mode = '', foreign_key_checks = 0", SESSION),
        other("SET foreign_key_checks = @@GLOBAL.foreign_key_checks", SESSION),
        other("SET SESSION sql_mode = '', GLOBAL max_connections = 5", OPAQUE),
        other("SET @@GLOBAL.max_connections = 5", OPAQUE),
        other("SET autocommit = 1", SESSION, commits=True),
        other("SET @@session.autocommit = 0", SESSION),
        other("SET TRANSACTION ISOLATION LEVEL SERIALIZABLE", TRANSACTION),
        other("SET SESSION TRANSACTION READ ONLY", SESSION),
        other("USE d", SESSION),
        other("LOCK TABLES t WRITE", SESSION, commits=True),
        other("UNLOCK TABLES", SESSION, commits=True),
        other("FLUSH TABLES t WITH READ LOCK", SESSION, commits=True),
        other("PREPARE s FROM 'DROP TABLE t'", SESSION),
        other("DEALLOCATE PREPARE s", SESSION),
        other("BEGIN", TRANSACTION, commits=True),
        other("START TRANSACTION READ ONLY", TRANSACTION, commits=True),
        other("COMMIT", TRANSACTION),
        other("ROLLBACK TO SAVEPOINT a", TRANSACTION),
        other("SAVEPOINT a", TRANSACTION),
        other("RELEASE SAVEPOINT a", TRANSACTION),
        other("XA START 'a'", TRANSACTION),
        other("CALL p()", OPAQUE),
        other("EXECUTE s", OPAQUE),
        other("HANDLER t OPEN", OPAQUE),
        other("KILL 5", OPAQUE),
        other("frobnicate", OPAQUE),
    ]


def _only_mysql() -> list[Case]:
    def ddl(sql: str, *effects: Effect) -> Case:
        return Case("mysql", sql, DEFINITION, effects, commits=True)

    return [
        ddl("ALTER TABLE t ADD FOREIGN KEY i (a) REFERENCES p (id)", part("constraint", "t", None)),
        ddl("ALTER TABLE t DROP a /*M! , DROP b */", column_drop("t", "a")),
        ddl("ALTER TABLE t DROP period", column_drop("t", "period")),
        Case("mysql", "SET PERSIST max_connections = 5", OPAQUE),
        Case("mysql", "EXPLAIN ANALYZE SELECT 1", READ),
        Case("mysql", "EXPLAIN ANALYZE FORMAT=TREE DELETE FROM t", CHANGE),
        Case("mysql", "RESET REPLICA", OPAQUE, commits=True),
        Case("mysql", "START REPLICA", OPAQUE, commits=True),
        Case("mysql", "LOAD INDEX INTO CACHE t", OPAQUE, commits=True),
    ]


def _only_mariadb() -> list[Case]:
    def ddl(sql: str, *effects: Effect) -> Case:
        return Case("mariadb", sql, DEFINITION, effects, commits=True)

    return [
        ddl("/*M!100000 DROP TABLE t */", drop("t")),
        ddl("ALTER ONLINE IGNORE TABLE t WAIT 5 DROP COLUMN IF EXISTS c", column_drop("t", "c", if_exists=True)),
        ddl("ALTER TABLE IF EXISTS t NOWAIT DROP COLUMN c", column_drop("t", "c", if_exists=True)),
        ddl("ALTER TABLE t DROP SYSTEM VERSIONING, DROP PERIOD FOR x"),
        ddl("ALTER TABLE t ADD SYSTEM VERSIONING, ADD PERIOD FOR x (a, b)"),
        ddl("ALTER TABLE t ADD COLUMN IF NOT EXISTS c INT", column("t", "c", "INT", if_not_exists=True)),
        ddl("ALTER TABLE t ADD FOREIGN KEY i (a) REFERENCES p (id)", part("constraint", "t", "i")),
        ddl("ALTER TABLE t ADD CONSTRAINT IF NOT EXISTS ck CHECK (a)", part("constraint", "t", "ck")),
        ddl("ALTER TABLE t CHANGE COLUMN IF EXISTS a b INT", renamed("t", "b", "a")),
        ddl("CREATE OR REPLACE TABLE t (a INT)", drop("t", if_exists=True), made("t")),
        ddl("CREATE OR REPLACE TRIGGER g BEFORE INSERT ON t FOR EACH ROW SET NEW.a=1", part("trigger", "t", "g")),
        ddl("DROP TABLE IF EXISTS a, b WAIT 5", drop("a", if_exists=True), drop("b", if_exists=True)),
        ddl("RENAME TABLE IF EXISTS a NOWAIT TO b", renamed("a", "b")),
        ddl("SET STATEMENT max_statement_time = 5 FOR DROP TABLE t", drop("t")),
        ddl("CREATE SEQUENCE s"),
        Case("mariadb", "CREATE TEMPORARY SEQUENCE s", SESSION, commits=True),
        Case("mariadb", "SELECT NEXT VALUE FOR s", CHANGE),
        Case("mariadb", "SELECT NEXTVAL(s)", CHANGE),
        Case("mariadb", "ANALYZE FORMAT=JSON UPDATE t SET a = 1", CHANGE),
        Case("mariadb", "ANALYZE SELECT 1", READ),
        Case("mariadb", "BEGIN NOT ATOMIC DROP TABLE t; END", OPAQUE),
        Case("mariadb", "EXECUTE IMMEDIATE 'DROP TABLE t'", OPAQUE),
        Case("mariadb", "DELETE HISTORY FROM t", CHANGE),
        Case("mariadb", "LOAD INDEX INTO CACHE t", OPAQUE),
        Case("mariadb", "BACKUP LOCK t", OPAQUE, commits=True),
        Case("mariadb", "/*M!999999\\- enable the sandbox mode */ SELECT 1", READ),
        Case("mariadb", "SELECT 1 /*!80000 INTO OUTFILE 'x' */", READ),
    ]


def _postgresql() -> list[Case]:
    def ddl(sql: str, *effects: Effect, alone: bool = False) -> Case:
        return Case("postgresql", sql, DEFINITION, effects, alone=alone)

    def other(sql: str, kind: Kind, *effects: Effect, alone: bool = False) -> Case:
        return Case("postgresql", sql, kind, effects, alone=alone)

    return [
        # What Alembic sends.
        ddl("ALTER TABLE t DROP COLUMN c", column_drop("t", "c")),
        ddl("ALTER TABLE t DROP COLUMN IF EXISTS c", column_drop("t", "c", if_exists=True)),
        ddl("ALTER TABLE t ALTER COLUMN c DROP NOT NULL"),
        ddl("ALTER TABLE t ALTER COLUMN c SET NOT NULL"),
        ddl("ALTER TABLE t ALTER COLUMN c DROP DEFAULT"),
        ddl("ALTER TABLE t ALTER COLUMN c DROP IDENTITY"),
        ddl("ALTER TABLE t ALTER COLUMN c DROP EXPRESSION IF EXISTS"),
        ddl("ALTER TABLE t ALTER COLUMN c TYPE INTEGER USING c::integer"),
        ddl("ALTER TABLE t RENAME c TO d", renamed("t", "d", "c")),
        ddl('ALTER TABLE s."T" RENAME TO "U"', renamed("s.T", "U")),
        ddl("ALTER TABLE t ADD COLUMN c VARCHAR(30)", column("t", "c", "VARCHAR(30)")),
        ddl("ALTER TABLE t ADD CONSTRAINT ex EXCLUDE USING gist (c WITH &&)", part("constraint", "t", "ex")),
        ddl("ALTER TABLE t DROP CONSTRAINT c"),
        ddl("ALTER TABLE t SET SCHEMA s"),
        ddl("COMMENT ON COLUMN t.c IS 'drop column c'"),
        ddl("CREATE INDEX i ON t (a)", part("index", "t", "i")),
        ddl("CREATE INDEX CONCURRENTLY i ON s.t (a)", part("index", "s.t", "i"), alone=True),
        ddl("DROP INDEX CONCURRENTLY IF EXISTS i", alone=True),
        # By hand.
        ddl('DROP TABLE Foo, "Foo" CASCADE', drop("foo", cascade=True), drop("Foo", cascade=True)),
        ddl('DROP TABLE IF EXISTS U&"t\\0061"', drop("ta", if_exists=True)),
        ddl("DROP TABLE d.s.t RESTRICT", drop("s.t")),
        ddl("DROP FOREIGN TABLE t"),
        ddl("DROP MATERIALIZED VIEW t"),
        ddl("DROP SCHEMA s CASCADE"),
        ddl("ALTER TABLE IF EXISTS ONLY t DROP c CASCADE", column_drop("t", "c", if_exists=True, cascade=True)),
        ddl("ALTER TABLE t DROP key, DROP index", column_drop("t", "key"), column_drop("t", "index")),
        ddl("ALTER TABLE t ADD key TEXT", column("t", "key", "TEXT")),
        ddl(
            "ALTER TABLE t ADD a int[] DEFAULT ARRAY[1,2], DROP b",
            column("t", "a", "int[] DEFAULT ARRAY[1,2]"),
            column_drop("t", "b"),
        ),
        ddl(
            "ALTER TABLE t ADD UNIQUE (a), ADD CHECK (a > 0)",
            part("constraint", "t", None),
            part("constraint", "t", None),
        ),
        ddl("ALTER TABLE t ADD EXCLUDE USING gist (c WITH &&)", part("constraint", "t", None)),
        ddl("ALTER TABLE t ADD exclude int", column("t", "exclude", "int")),
        ddl("ALTER TABLE t RENAME CONSTRAINT a TO b"),
        ddl("ALTER FOREIGN TABLE t DROP COLUMN c"),
        ddl("ALTER VIEW v RENAME TO w"),
        ddl("ALTER TABLE p DETACH PARTITION p1"),
        ddl("ALTER TABLE p DETACH PARTITION s.p1 CONCURRENTLY", alone=True),
        ddl("CREATE UNIQUE INDEX IF NOT EXISTS ON ONLY t USING btree (a)", part("index", "t", None)),
        ddl("CREATE TRIGGER g AFTER UPDATE OF a OR DELETE ON t EXECUTE FUNCTION f()", part("trigger", "t", "g")),
        ddl("CREATE CONSTRAINT TRIGGER g AFTER INSERT ON s.t EXECUTE FUNCTION f()", part("trigger", "s.t", "g")),
        ddl("CREATE EVENT TRIGGER g ON ddl_command_end EXECUTE FUNCTION f()"),
        ddl("CREATE UNLOGGED TABLE IF NOT EXISTS t (a int)", made("t", if_not_exists=True)),
        ddl("CREATE TABLE t AS SELECT * FROM u", made("t")),
        ddl("SELECT * INTO t FROM u", made("t")),
        ddl("WITH q AS (SELECT 1) SELECT * INTO TABLE s.t FROM q", made("s.t")),
        ddl("CREATE FUNCTION f() RETURNS int LANGUAGE plpgsql AS $f$ BEGIN DROP TABLE t; END $f$"),
        ddl("REINDEX TABLE t"),
        ddl("REINDEX TABLE CONCURRENTLY t", alone=True),
        ddl("REINDEX (VERBOSE, CONCURRENTLY) INDEX i", alone=True),
        ddl("REINDEX (CONCURRENTLY false) INDEX i"),
        ddl("REINDEX SCHEMA s", alone=True),
        ddl("VACUUM (ANALYZE) t", alone=True),
        ddl("ANALYZE t"),
        ddl("CLUSTER", alone=True),
        ddl("CLUSTER t USING i"),
        ddl("CREATE DATABASE d", alone=True),
        ddl("DROP DATABASE d", alone=True),
        ddl("ALTER DATABASE d SET work_mem = '4MB'"),
        ddl("ALTER DATABASE d SET TABLESPACE x", alone=True),
        ddl("ALTER SYSTEM SET work_mem = '4MB'", alone=True),
        ddl("CREATE TABLESPACE x LOCATION '/x'", alone=True),
        ddl("CREATE SUBSCRIPTION s CONNECTION 'x' PUBLICATION p", alone=True),
        ddl("ALTER SUBSCRIPTION s REFRESH PUBLICATION", alone=True),
        ddl("ALTER SUBSCRIPTION s DISABLE"),
        ddl("REFRESH MATERIALIZED VIEW CONCURRENTLY v"),
        ddl("ALTER TYPE e ADD VALUE 'x'"),
        other("CREATE TEMP TABLE t (a int)", SESSION),
        other("CREATE TABLE pg_temp.t (a int)", SESSION),
        other("DROP TABLE IF EXISTS pg_temp.t", SESSION),
        other("SELECT * INTO TEMP t FROM u", SESSION),
        other("TRUNCATE ONLY a, s.b RESTART IDENTITY CASCADE", CHANGE, removed("a", "s.b", truncates=True)),
        other("DELETE FROM ONLY t", CHANGE, removed("t")),
        other("DELETE FROM t USING u", CHANGE),
        other("DELETE FROM t RETURNING *", CHANGE, removed("t")),
        other("WITH q AS (SELECT 1) DELETE FROM t", CHANGE, removed("t")),
        other("WITH q AS (DELETE FROM t RETURNING *) SELECT * FROM q", CHANGE),
        other("WITH q AS (SELECT * FROM a) INSERT INTO t SELECT * FROM q, b", CHANGE, inserted("t", "a", "b")),
        other(
            "INSERT INTO t OVERRIDING SYSTEM VALUE SELECT extract(year FROM d) FROM s.u WHERE a IS DISTINCT FROM b",
            CHANGE,
            inserted("t", "s.u"),
        ),
        other(
            "INSERT INTO t (a) (SELECT 1 FROM (SELECT * FROM u) x, generate_series(1, 2))", CHANGE, inserted("t", "u")
        ),
        other("INSERT INTO t VALUES ($1) ON CONFLICT DO NOTHING", CHANGE, inserted("t")),
        other("MERGE INTO t USING u ON true WHEN MATCHED THEN DELETE", CHANGE),
        other("COPY t FROM STDIN", CHANGE),
        other("COPY (SELECT 1) TO STDOUT", READ),
        other("COPY t (a) TO STDOUT", READ),
        other("SELECT pg_catalog.setval('s', 1)", CHANGE),
        other("SELECT nextval('s')", CHANGE),
        other("SELECT 'nextval(1)', \"nextval\" FROM t", READ),
        other("SELECT pg_advisory_xact_lock(1)", SESSION),
        other("SELECT set_config('search_path', 'x', false)", SESSION),
        other("TABLE t", READ),
        other("EXPLAIN DELETE FROM t", READ),
        other("EXPLAIN (ANALYZE, BUFFERS) DELETE FROM t", CHANGE),
        other("EXPLAIN (ANALYZE off) DELETE FROM t", READ),
        other("EXPLAIN ANALYZE VERBOSE SELECT 1", READ),
        other("SET search_path TO x", SESSION),
        other("SET LOCAL lock_timeout = '1s'", SESSION),
        other("RESET ALL", SESSION),
        other("DISCARD ALL", SESSION, alone=True),
        other("DISCARD PLANS", SESSION),
        other("LISTEN x", SESSION),
        other("LOCK TABLE t IN EXCLUSIVE MODE", SESSION),
        other("PREPARE s AS SELECT 1", SESSION),
        other("DECLARE c CURSOR FOR SELECT 1", SESSION),
        other("FETCH 5 FROM c", READ),
        other("PREPARE TRANSACTION 'a'", TRANSACTION),
        other("COMMIT PREPARED 'a'", TRANSACTION, alone=True),
        other("BEGIN ISOLATION LEVEL SERIALIZABLE", TRANSACTION),
        other("END", TRANSACTION),
        other("SET TRANSACTION READ ONLY", TRANSACTION),
        other("DO $$ BEGIN DROP TABLE t; END $$", OPAQUE),
        other("CALL p()", OPAQUE),
        other("EXECUTE s", OPAQUE),
        other("NOTIFY x", OPAQUE),
    ]


def _sqlite() -> list[Case]:
    def ddl(sql: str, *effects: Effect, alone: bool = False) -> Case:
        return Case("sqlite", sql, DEFINITION, effects, alone=alone)

    def other(sql: str, kind: Kind, *effects: Effect, alone: bool = False) -> Case:
        return Case("sqlite", sql, kind, effects, alone=alone)

    return [
        # Alembic's batch mode.
        ddl("CREATE TABLE _alembic_tmp_t (\n\tid INTEGER NOT NULL\n)", made("_alembic_tmp_t")),
        other(
            "INSERT INTO _alembic_tmp_t (id, a) SELECT t.id, CAST(t.a AS INTEGER) AS a \nFROM t",
            CHANGE,
            inserted("_alembic_tmp_t", "t"),
        ),
        ddl("DROP TABLE t", drop("t")),
        ddl("ALTER TABLE _alembic_tmp_t RENAME TO t", renamed("_alembic_tmp_t", "t")),
        ddl("ALTER TABLE t RENAME COLUMN a TO b", renamed("t", "b", "a")),
        ddl("ALTER TABLE t ADD COLUMN a INTEGER", column("t", "a", "INTEGER")),
        # By hand.
        ddl("ALTER TABLE t RENAME a TO b", renamed("t", "b", "a")),
        ddl("ALTER TABLE 't' DROP COLUMN 'a'", column_drop("t", "a")),
        ddl("ALTER TABLE main.t DROP [a b]", column_drop("main.t", "a b")),
        ddl("DROP TABLE IF EXISTS 'it''s'", drop("it's", if_exists=True)),
        ddl('DROP TABLE main."t"', drop("main.t")),
        ddl("CREATE TABLE IF NOT EXISTS `t` (a)", made("t", if_not_exists=True)),
        ddl("CREATE VIRTUAL TABLE t USING fts5(a)", made("t")),
        ddl("CREATE INDEX main.i ON t (a)", part("index", "main.t", "i")),
        ddl("CREATE UNIQUE INDEX IF NOT EXISTS i ON t (a)", part("index", "t", "i")),
        ddl("CREATE TRIGGER g INSTEAD OF INSERT ON t BEGIN DELETE FROM u; END", part("trigger", "t", "g")),
        ddl("DROP INDEX i"),
        ddl("REINDEX"),
        ddl("ANALYZE"),
        ddl("VACUUM", alone=True),
        ddl("PRAGMA optimize"),
        ddl("PRAGMA wal_checkpoint(TRUNCATE)", alone=True),
        other("CREATE TEMP TABLE t (a)", SESSION),
        other("CREATE TEMP TRIGGER g AFTER INSERT ON t BEGIN SELECT 1; END", SESSION),
        other("DROP TABLE temp.t", SESSION),
        other("ATTACH 'x' AS y", SESSION, alone=True),
        other("DETACH y", SESSION, alone=True),
        other("PRAGMA foreign_keys = ON", SESSION),
        other("PRAGMA foreign_keys", READ),
        other("PRAGMA main.table_info('t')", READ),
        other("PRAGMA user_version = 5", CHANGE),
        other("PRAGMA journal_mode = WAL", OPAQUE, alone=True),
        other("INSERT OR REPLACE INTO t VALUES (?)", CHANGE, inserted("t")),
        other("REPLACE INTO t SELECT * FROM [u v]", CHANGE, inserted("t", "u v")),
        other("INSERT INTO t DEFAULT VALUES", CHANGE, inserted("t")),
        other("DELETE FROM t", CHANGE, removed("t")),
        other("DELETE FROM t WHERE :a", CHANGE),
        other("WITH RECURSIVE q(n) AS (SELECT 1 UNION SELECT n + 1 FROM q) SELECT * FROM q", READ),
        other("SELECT load_extension('x')", SESSION),
        other("EXPLAIN QUERY PLAN SELECT 1", READ),
        other("BEGIN IMMEDIATE", TRANSACTION),
        other("END TRANSACTION", TRANSACTION),
        other("RELEASE a", TRANSACTION),
    ]


CASES = [*_innodb("mysql"), *_innodb("mariadb"), *_only_mysql(), *_only_mariadb(), *_postgresql(), *_sqlite()]
