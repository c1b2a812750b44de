"""Alterations of InnoDB tables, and what MySQL 9.7 and MariaDB 10.11 do for each."""

from __future__ import annotations

from typing import NamedTuple

from toolkit.impact import Blocks, Work

PARENT = "CREATE TABLE p (id INT NOT NULL PRIMARY KEY) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4"
TABLE = """
CREATE TABLE t (
  id INT NOT NULL, a INT NULL, b INT NOT NULL DEFAULT 0, c INT NULL, d INT NULL,
  s VARCHAR(40) CHARACTER SET utf8mb4, s50 VARCHAR(50), s60 VARCHAR(60), s100 VARCHAR(100), s200 VARCHAR(200),
  l200 VARCHAR(200) CHARACTER SET latin1, l250 VARCHAR(250) CHARACTER SET latin1,
  tx TEXT, n NUMERIC(10, 2), dt DATETIME NULL, ts TIMESTAMP NULL, e ENUM('x', 'y') DEFAULT 'x',
  ref INT NULL, r2 INT NULL,
  PRIMARY KEY (id), KEY ix_a (a), KEY ix_c (c), KEY ix_ref (ref),
  CONSTRAINT ck_t CHECK (b >= 0), CONSTRAINT fk_t FOREIGN KEY (r2) REFERENCES p (id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 ROW_FORMAT=DYNAMIC
"""
_KEYLESS = "CREATE TABLE t (id INT NOT NULL, d INT NULL) ENGINE=InnoDB"
_SMALL = "CREATE TABLE t (id INT NOT NULL PRIMARY KEY, a INT NULL{0}) ENGINE=InnoDB{1}"
_RANGES = """
CREATE TABLE t (id INT NOT NULL PRIMARY KEY, a INT NULL) ENGINE=InnoDB PARTITION BY RANGE (id)
(PARTITION p0 VALUES LESS THAN (100), PARTITION p1 VALUES LESS THAN (200), PARTITION p2 VALUES LESS THAN (300))
"""
_HASHES = "CREATE TABLE t (id INT NOT NULL PRIMARY KEY, a INT NULL) ENGINE=InnoDB PARTITION BY HASH (id) PARTITIONS 3"
_VIRTUAL = "ALTER TABLE t ADD COLUMN v INT GENERATED ALWAYS AS (a + 1) VIRTUAL"
# Servers with a binary log refuse a default that is another one on each replica.
_UNLOGGED = "SET SESSION sql_log_bin = 0"
_LOOSE = "SET SESSION sql_mode = ''"
_UNCHECKED = "SET SESSION foreign_key_checks = 0"


class Answer(NamedTuple):
    algorithm: str | None
    work: Work = Work.NONE
    blocks: Blocks = Blocks.NOTHING


INSTANT = Answer("INSTANT")
INPLACE = Answer("INPLACE")
NOCOPY = Answer("NOCOPY")
RENAMED = Answer("INSTANT", Work.NONE, Blocks.EVERYTHING)
INDEX = Answer("INPLACE", Work.INDEX)
NOCOPY_INDEX = Answer("NOCOPY", Work.INDEX)
LOCKED_INDEX = Answer("INPLACE", Work.INDEX, Blocks.WRITES)
NOCOPY_LOCKED_INDEX = Answer("NOCOPY", Work.INDEX, Blocks.WRITES)
REBUILD = Answer("INPLACE", Work.REWRITE)
LOCKED_REBUILD = Answer("INPLACE", Work.REWRITE, Blocks.WRITES)
COPY = Answer("COPY", Work.REWRITE, Blocks.WRITES)
UNSAID = Answer(None)
UNSAID_MOMENT = Answer(None, Work.NONE, Blocks.EVERYTHING)


class Operation(NamedTuple):
    name: str
    sql: str
    mysql: Answer | None
    mariadb: Answer | None
    """None: the server has no such statement."""
    before: tuple[str, ...] = ()
    """What the table t is, if it is not TABLE, and the settings of the session."""


OPERATIONS = (
    Operation("add column, nullable, last", "ALTER TABLE t ADD COLUMN n1 INT NULL", INSTANT, INSTANT),
    Operation("add column, nullable, first", "ALTER TABLE t ADD COLUMN n1 INT NULL FIRST", INSTANT, INSTANT),
    Operation("add column, nullable, constant default", "ALTER TABLE t ADD COLUMN n1 INT NULL DEFAULT 7", INSTANT, INSTANT),
    Operation("add column, not null, constant default", "ALTER TABLE t ADD COLUMN n1 INT NOT NULL DEFAULT 7", INSTANT, INSTANT),
    Operation("add column, not null, no default", "ALTER TABLE t ADD COLUMN n1 INT NOT NULL", INSTANT, INSTANT),
    Operation("add column, default current_timestamp", "ALTER TABLE t ADD COLUMN n1 DATETIME NOT NULL DEFAULT CURRENT_TIMESTAMP", INSTANT, INSTANT),
    Operation("add column, expression default (uuid())", "ALTER TABLE t ADD COLUMN n1 VARCHAR(36) DEFAULT (uuid())", COPY, COPY, (TABLE, _UNLOGGED)),
    Operation("add column, text", "ALTER TABLE t ADD COLUMN n1 TEXT NULL", INSTANT, INSTANT),
    Operation("add column, json", "ALTER TABLE t ADD COLUMN n1 JSON NULL", INSTANT, INSTANT),
    Operation("add column, unique", "ALTER TABLE t ADD COLUMN n1 INT NULL UNIQUE", REBUILD, REBUILD),
    Operation("add column, auto_increment", "ALTER TABLE t ADD COLUMN n1 INT NOT NULL AUTO_INCREMENT UNIQUE", LOCKED_REBUILD, LOCKED_REBUILD),
    Operation("add column, with check", "ALTER TABLE t ADD COLUMN n1 INT NULL CHECK (n1 > 0)", COPY, INSTANT),
    Operation("add column, with foreign key", "ALTER TABLE t ADD COLUMN n1 INT NULL, ADD CONSTRAINT fk_n1 FOREIGN KEY (n1) REFERENCES p(id)", COPY, COPY),
    Operation("add column and add index in one ALTER", "ALTER TABLE t ADD COLUMN n1 INT NULL, ADD INDEX ix_n1 (n1)", REBUILD, REBUILD),
    Operation("drop column", "ALTER TABLE t DROP COLUMN d", INSTANT, INSTANT),
    Operation("drop column, indexed", "ALTER TABLE t DROP COLUMN c", REBUILD, NOCOPY),
    Operation("drop column, virtual generated", "ALTER TABLE t DROP COLUMN v", INSTANT, INSTANT, (TABLE, _VIRTUAL)),
    Operation("add column, nullable, last, table has an indexed virtual column", "ALTER TABLE t ADD COLUMN n1 INT NULL", INSTANT, LOCKED_REBUILD, (_SMALL.format(", v INT AS (a + 1) VIRTUAL, KEY (v)", ""),)),
    Operation("add column, nullable, last, table has a fulltext index", "ALTER TABLE t ADD COLUMN n1 INT NULL", COPY, LOCKED_REBUILD, (_SMALL.format(", tx TEXT, FULLTEXT (tx)", ""),)),
    Operation("add column, nullable, last, ROW_FORMAT=COMPRESSED", "ALTER TABLE t ADD COLUMN n1 INT NULL", REBUILD, REBUILD, (_SMALL.format("", " ROW_FORMAT=COMPRESSED"),)),
    Operation("rename column", "ALTER TABLE t RENAME COLUMN d TO d2", INSTANT, INSTANT),
    Operation("rename column, in a foreign key", "ALTER TABLE t RENAME COLUMN r2 TO r3", INSTANT, INSTANT),
    Operation("reorder column", "ALTER TABLE t MODIFY COLUMN d INT NULL FIRST", REBUILD, INSTANT),
    Operation("widen varchar within 255 bytes (50->60 utf8mb4)", "ALTER TABLE t MODIFY COLUMN s50 VARCHAR(60)", INPLACE, INSTANT),
    Operation("widen varchar across 255 bytes (60->70 utf8mb4)", "ALTER TABLE t MODIFY COLUMN s60 VARCHAR(70)", COPY, COPY),
    Operation("widen varchar above 255 bytes (100->200 utf8mb4)", "ALTER TABLE t MODIFY COLUMN s100 VARCHAR(200)", INPLACE, INSTANT),
    Operation("widen varchar 200->300 utf8mb4", "ALTER TABLE t MODIFY COLUMN s200 VARCHAR(300)", INPLACE, INSTANT),
    Operation("widen varchar 200->255 latin1", "ALTER TABLE t MODIFY COLUMN l200 VARCHAR(255) CHARACTER SET latin1", INPLACE, INSTANT),
    Operation("widen varchar 250->300 latin1", "ALTER TABLE t MODIFY COLUMN l250 VARCHAR(300) CHARACTER SET latin1", COPY, COPY),
    Operation("shrink varchar (100->50)", "ALTER TABLE t MODIFY COLUMN s100 VARCHAR(50)", COPY, COPY),
    Operation("varchar to text", "ALTER TABLE t MODIFY COLUMN s200 TEXT", COPY, COPY),
    Operation("text to mediumtext", "ALTER TABLE t MODIFY COLUMN tx MEDIUMTEXT", COPY, COPY),
    Operation("int to bigint", "ALTER TABLE t MODIFY COLUMN d BIGINT NULL", COPY, COPY),
    Operation("int to bigint, primary key", "ALTER TABLE t MODIFY COLUMN id BIGINT NOT NULL", COPY, COPY),
    Operation("int to unsigned", "ALTER TABLE t MODIFY COLUMN d INT UNSIGNED NULL", COPY, COPY),
    Operation("widen numeric (10,2)->(12,2)", "ALTER TABLE t MODIFY COLUMN n NUMERIC(12,2)", COPY, COPY),
    Operation("datetime to datetime(6)", "ALTER TABLE t MODIFY COLUMN dt DATETIME(6)", COPY, COPY),
    Operation("timestamp to datetime", "ALTER TABLE t MODIFY COLUMN ts DATETIME NULL", COPY, COPY),
    Operation("set not null", "ALTER TABLE t MODIFY COLUMN a INT NOT NULL", REBUILD, REBUILD, (_SMALL.format("", ""),)),
    Operation("set not null, sql_mode not strict", "ALTER TABLE t MODIFY COLUMN a INT NOT NULL", COPY, REBUILD, (_SMALL.format("", ""), _LOOSE)),
    Operation("drop not null", "ALTER TABLE t MODIFY COLUMN b INT NULL DEFAULT 0", REBUILD, REBUILD),
    Operation("set default", "ALTER TABLE t ALTER COLUMN d SET DEFAULT 9", INSTANT, INSTANT),
    Operation("drop default", "ALTER TABLE t ALTER COLUMN b DROP DEFAULT", INSTANT, INSTANT),
    Operation("change column comment", "ALTER TABLE t MODIFY COLUMN d INT NULL COMMENT 'x'", INSTANT, INSTANT),
    Operation("add index", "ALTER TABLE t ADD INDEX ix_new (d)", INDEX, NOCOPY_INDEX),
    Operation("add fulltext index (first)", "ALTER TABLE t ADD FULLTEXT INDEX ft (tx)", LOCKED_REBUILD, LOCKED_REBUILD),
    Operation("drop index", "ALTER TABLE t DROP INDEX ix_a", INPLACE, NOCOPY),
    Operation("rename index", "ALTER TABLE t RENAME INDEX ix_a TO ix_a2", INPLACE, INSTANT),
    Operation("make index invisible/ignored", "ALTER TABLE t ALTER INDEX ix_a INVISIBLE", INPLACE, None),
    Operation("make index invisible/ignored", "ALTER TABLE t ALTER INDEX ix_a IGNORED", None, INSTANT),
    Operation("add unique", "ALTER TABLE t ADD UNIQUE KEY uq_d (id, d)", INDEX, NOCOPY_INDEX),
    Operation("add foreign key, foreign_key_checks=1", "ALTER TABLE t ADD CONSTRAINT fk_new FOREIGN KEY (ref) REFERENCES p(id)", COPY, COPY),
    Operation("add foreign key, foreign_key_checks=0", "ALTER TABLE t ADD CONSTRAINT fk_new FOREIGN KEY (ref) REFERENCES p(id)", INPLACE, INSTANT, (TABLE, _UNCHECKED)),
    Operation("drop foreign key", "ALTER TABLE t DROP FOREIGN KEY fk_t", INPLACE, INSTANT),
    Operation("add primary key", "ALTER TABLE t ADD PRIMARY KEY (id)", REBUILD, REBUILD, (_KEYLESS,)),
    Operation("drop primary key", "ALTER TABLE t DROP PRIMARY KEY", COPY, COPY),
    Operation("replace primary key", "ALTER TABLE t DROP PRIMARY KEY, ADD PRIMARY KEY (id, b)", REBUILD, REBUILD),
    Operation("convert table latin1 -> utf8mb4", "ALTER TABLE t CONVERT TO CHARACTER SET utf8mb4", COPY, COPY, (_SMALL.format(", s VARCHAR(40)", " DEFAULT CHARSET=latin1"),)),
    Operation("convert table utf8mb3 -> utf8mb4", "ALTER TABLE t CONVERT TO CHARACTER SET utf8mb4", INPLACE, INSTANT, (_SMALL.format(", s VARCHAR(40)", " DEFAULT CHARSET=utf8mb3"),)),
    Operation("change default charset only", "ALTER TABLE t DEFAULT CHARACTER SET utf8mb4", INPLACE, INSTANT, (_SMALL.format(", s VARCHAR(40)", " DEFAULT CHARSET=latin1"),)),
    Operation("change column collation", "ALTER TABLE t MODIFY COLUMN s VARCHAR(40) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin", INPLACE, INSTANT),
    Operation("add generated column, virtual", "ALTER TABLE t ADD COLUMN g INT GENERATED ALWAYS AS (a+2) VIRTUAL", INSTANT, INSTANT),
    Operation("add generated column, stored", "ALTER TABLE t ADD COLUMN g INT GENERATED ALWAYS AS (a+2) STORED", COPY, COPY),
    Operation("add check", "ALTER TABLE t ADD CONSTRAINT ck_new CHECK (d IS NULL OR d >= 0)", COPY, COPY),
    Operation("add check, not enforced", "ALTER TABLE t ADD CONSTRAINT ck_new CHECK (d IS NULL OR d >= 0) NOT ENFORCED", INSTANT, None),
    Operation("enforce check", "ALTER TABLE t ALTER CHECK ck_t ENFORCED", COPY, None, (TABLE, "ALTER TABLE t ALTER CHECK ck_t NOT ENFORCED")),
    Operation("drop check", "ALTER TABLE t DROP CONSTRAINT ck_t", INSTANT, INSTANT),
    Operation("enum, add value at end", "ALTER TABLE t MODIFY COLUMN e ENUM('x','y','z') DEFAULT 'x'", INSTANT, INSTANT),
    Operation("enum, add value in the middle", "ALTER TABLE t MODIFY COLUMN e ENUM('x','w','y') DEFAULT 'x'", COPY, COPY),
    Operation("enum, remove unused value", "ALTER TABLE t MODIFY COLUMN e ENUM('x') DEFAULT 'x'", COPY, COPY),
    Operation("rename table", "ALTER TABLE t RENAME TO t2", RENAMED, RENAMED),
    Operation("change table comment", "ALTER TABLE t COMMENT = 'hello'", INPLACE, INSTANT),
    Operation("rebuild (ENGINE=InnoDB)", "ALTER TABLE t ENGINE=InnoDB", REBUILD, REBUILD),
    Operation("change auto_increment value", "ALTER TABLE t AUTO_INCREMENT = 1000", INPLACE, INSTANT, (_SMALL.format("", "").replace("PRIMARY", "AUTO_INCREMENT PRIMARY"),)),
    Operation("partition by hash", "ALTER TABLE t PARTITION BY HASH(id) PARTITIONS 4", COPY, COPY, (_SMALL.format("", ""),)),
)  # fmt: skip
"""What everybody does."""

FURTHER = (
    Operation("add column, nullable, first, table has a virtual column", "ALTER TABLE t ADD COLUMN n1 INT NULL FIRST", INSTANT, COPY, (TABLE, _VIRTUAL)),
    Operation("create index", "CREATE INDEX i ON t (d)", INDEX, NOCOPY_INDEX),
    Operation("create fulltext index, second", "CREATE FULLTEXT INDEX i ON t (s)", LOCKED_INDEX, NOCOPY_LOCKED_INDEX, (_SMALL.format(", s VARCHAR(9), tx TEXT, FULLTEXT (tx)", ""),)),
    Operation("add spatial index", "ALTER TABLE t ADD SPATIAL INDEX (g)", LOCKED_INDEX, NOCOPY_LOCKED_INDEX, (_SMALL.format(", g POINT NOT NULL", ""),)),
    Operation("drop index by its own statement", "DROP INDEX ix_a ON t", INPLACE, NOCOPY),
    Operation("exchange an index", "ALTER TABLE t DROP INDEX ix_a, ADD INDEX ix_a (d)", INDEX, NOCOPY_INDEX),
    Operation("exchange an index of the same columns", "ALTER TABLE t DROP INDEX ix_a, ADD INDEX ix_b (a)", INDEX, INSTANT),
    Operation("unique becomes the primary key", "ALTER TABLE t ADD UNIQUE (id)", REBUILD, REBUILD, (_KEYLESS,)),
    Operation("foreign key makes an index", "ALTER TABLE t ADD FOREIGN KEY (d) REFERENCES p (id)", INDEX, NOCOPY_INDEX, (TABLE, _UNCHECKED)),
    Operation("order by", "ALTER TABLE t ORDER BY a", COPY, COPY, (_SMALL.format("", ""),)),
    Operation("remove partitioning", "ALTER TABLE t REMOVE PARTITIONING", COPY, COPY, (_RANGES,)),
    Operation("add column, and partitions", "ALTER TABLE t ADD COLUMN n1 INT PARTITION BY HASH (id)", COPY, COPY, (_SMALL.format("", ""),)),
    Operation("add column, partitioned", "ALTER TABLE t ADD COLUMN n1 INT", INSTANT, INSTANT, (_RANGES,)),
    Operation("rebuild, partitioned", "ALTER TABLE t FORCE", REBUILD, REBUILD, (_RANGES,)),
    Operation("add index, partitioned", "ALTER TABLE t ADD INDEX (a)", INDEX, NOCOPY_INDEX, (_RANGES,)),
    Operation("system versioning, partitioned", "ALTER TABLE t ADD SYSTEM VERSIONING", None, COPY, (_RANGES,)),
    Operation("drop partition", "ALTER TABLE t DROP PARTITION p0", INPLACE, UNSAID_MOMENT, (_RANGES,)),
    Operation("add partition", "ALTER TABLE t ADD PARTITION (PARTITION p3 VALUES LESS THAN (400))", INPLACE, UNSAID_MOMENT, (_RANGES,)),
    Operation("reorganize partition", "ALTER TABLE t REORGANIZE PARTITION p1 INTO (PARTITION p1 VALUES LESS THAN (150), PARTITION p9 VALUES LESS THAN (200))", LOCKED_REBUILD, COPY, (_RANGES,)),
    Operation("rebuild partition", "ALTER TABLE t REBUILD PARTITION p1", LOCKED_REBUILD, COPY, (_RANGES,)),
    Operation("coalesce partition", "ALTER TABLE t COALESCE PARTITION 1", LOCKED_REBUILD, COPY, (_HASHES,)),
    Operation("more partitions", "ALTER TABLE t ADD PARTITION PARTITIONS 2", LOCKED_REBUILD, COPY, (_HASHES,)),
    Operation("truncate partition", "ALTER TABLE t TRUNCATE PARTITION p1", UNSAID_MOMENT, UNSAID_MOMENT, (_RANGES,)),
    Operation("optimize partition", "ALTER TABLE t OPTIMIZE PARTITION p1", Answer(None, Work.REWRITE), Answer(None, Work.REWRITE), (_RANGES,)),
    Operation("check partition", "ALTER TABLE t CHECK PARTITION p1", Answer(None, Work.SCAN), Answer(None, Work.SCAN), (_RANGES,)),
    Operation("analyze partition", "ALTER TABLE t ANALYZE PARTITION p1", UNSAID, UNSAID, (_RANGES,)),
    Operation("discard tablespace", "ALTER TABLE t DISCARD TABLESPACE", UNSAID_MOMENT, UNSAID_MOMENT, (_SMALL.format("", ""),)),
    Operation("another row format", "ALTER TABLE t ROW_FORMAT=COMPACT", REBUILD, REBUILD),
    Operation("another engine", "ALTER TABLE t ENGINE=MyISAM", COPY, COPY, (_SMALL.format("", ""),)),
    Operation("to InnoDB", "ALTER TABLE t ENGINE=InnoDB", COPY, COPY, ("CREATE TABLE t (a INT) ENGINE=MyISAM",)),
    Operation("add column, MyISAM", "ALTER TABLE t ADD COLUMN b INT", COPY, COPY, ("CREATE TABLE t (a INT) ENGINE=MyISAM",)),
    Operation("add index, MyISAM", "ALTER TABLE t ADD INDEX (a)", COPY, COPY, ("CREATE TABLE t (a INT) ENGINE=MyISAM",)),
    Operation("order by, MyISAM", "ALTER TABLE t ORDER BY a", COPY, COPY, ("CREATE TABLE t (a INT) ENGINE=MyISAM",)),
    Operation("rename column, MyISAM", "ALTER TABLE t CHANGE a b INT", INSTANT, INSTANT, ("CREATE TABLE t (a INT) ENGINE=MyISAM",)),
    Operation("rename and copy", "ALTER TABLE t RENAME TO t2, MODIFY d BIGINT", COPY, COPY),
    Operation("nothing", "ALTER TABLE t", INSTANT, INSTANT),
    Operation("the text says copy", "ALTER TABLE t ADD COLUMN n1 INT, ALGORITHM=COPY", COPY, COPY),
    Operation("the text says in place", "ALTER TABLE t ADD COLUMN n1 INT, ALGORITHM=INPLACE", REBUILD, INPLACE),
    Operation("the text says in place, and must lock", "ALTER TABLE t ADD FULLTEXT INDEX (tx), ALGORITHM INPLACE", LOCKED_REBUILD, LOCKED_REBUILD),
    Operation("the text says instant", "ALTER TABLE t ALGORITHM=INSTANT, ADD COLUMN n1 INT", INSTANT, INSTANT),
    Operation("the text says which lock", "ALTER TABLE t ADD COLUMN n1 INT, LOCK=NONE", REBUILD, INSTANT),
    Operation("the text says both", "CREATE INDEX i ON t (d) ALGORITHM=INPLACE LOCK=SHARED", LOCKED_INDEX, LOCKED_INDEX),
    Operation("online", "ALTER ONLINE TABLE t ADD COLUMN n1 INT", None, INSTANT),
    Operation("a setting before it", "SET STATEMENT lock_wait_timeout = 5 FOR ALTER TABLE t ADD COLUMN n1 INT", None, INSTANT),
    Operation("index that is there", "CREATE INDEX IF NOT EXISTS ix_a ON t (a)", None, INSTANT),
)  # fmt: skip
"""What is seldom, or says of itself how it is to be done."""
