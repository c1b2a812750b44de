"""What each query prints makes the object again: dropped and made by these statements, it is as it was."""

from __future__ import annotations

import pytest
from sqlalchemy import text

from tests.backends.trash.postgresql.desk import Desk, differences
from toolkit.backends.trash.postgresql.printing import QUERIES
from toolkit.backends.trash.postgresql.sending import speak_fully

SETUP = """
CREATE TABLE t (id int PRIMARY KEY, a int, note text, r int4range);
CREATE FUNCTION noticed() RETURNS trigger LANGUAGE plpgsql AS 'begin return null; end';
CREATE DOMAIN d AS int;
"""
CASES = [
    ("index", "pg_class", "x", "CREATE INDEX x ON t USING gist (r)"),
    ("index", "pg_class", "x", "CREATE UNIQUE INDEX x ON t (lower(note) DESC NULLS LAST, a) INCLUDE (r) WHERE a > 0"),
    ("index", "pg_class", "x", "CREATE UNIQUE INDEX x ON t (a) NULLS NOT DISTINCT WITH (fillfactor = 71)"),
    ("index", "pg_class", "x", "CREATE INDEX x ON t ((a + 1)); ALTER INDEX x ALTER COLUMN 1 SET STATISTICS 7"),
    ("index", "pg_class", "x", "CREATE INDEX x ON t (a); ALTER TABLE t CLUSTER ON x; COMMENT ON INDEX x IS E'it''s\\n%'"),
    ("constraint", "pg_constraint", "x", "ALTER TABLE t ADD CONSTRAINT x CHECK (a > 3) NOT VALID; COMMENT ON CONSTRAINT x ON t IS ':a'"),
    ("constraint", "pg_constraint", "x", "ALTER TABLE t ADD CONSTRAINT x CHECK (a > 3) NO INHERIT"),
    ("constraint", "pg_constraint", "x", "ALTER TABLE t ADD CONSTRAINT x UNIQUE (a) INCLUDE (note) WITH (fillfactor=50) DEFERRABLE"),
    ("constraint", "pg_constraint", "x", "ALTER TABLE t ADD CONSTRAINT x EXCLUDE USING gist (r WITH &&) WHERE (a > 1)"),
    ("constraint", "pg_constraint", "x", "ALTER DOMAIN d ADD CONSTRAINT x CHECK (value > 3); COMMENT ON CONSTRAINT x ON DOMAIN d IS 'x'"),
    ("trigger", "pg_trigger", "x", "CREATE TRIGGER x BEFORE UPDATE OF a ON t FOR EACH ROW WHEN (old.a > 1) EXECUTE FUNCTION noticed(); ALTER TABLE t DISABLE TRIGGER x"),
    ("trigger", "pg_trigger", "x", "CREATE CONSTRAINT TRIGGER x AFTER INSERT ON t DEFERRABLE FOR EACH ROW EXECUTE FUNCTION noticed(); ALTER TABLE t ENABLE ALWAYS TRIGGER x"),
    ("rule", "pg_rewrite", "x", "CREATE RULE x AS ON DELETE TO t WHERE old.a > 1 DO ALSO SELECT 1; ALTER TABLE t ENABLE REPLICA RULE x; COMMENT ON RULE x ON t IS 'r'"),
    ("policy", "pg_policy", "x", "CREATE POLICY x ON t AS RESTRICTIVE FOR INSERT TO pg_monitor, pg_read_all_data WITH CHECK (a > 1)"),
    ("policy", "pg_policy", "x", "CREATE POLICY x ON t USING (a > 1) WITH CHECK (a > 2); COMMENT ON POLICY x ON t IS 'p'"),
    ("statistics", "pg_statistic_ext", "x", "CREATE STATISTICS other.x (mcv) ON a, (a + id) FROM t; ALTER STATISTICS other.x SET STATISTICS 3"),
    ("function", "pg_proc", "x", "CREATE FUNCTION x(t, int DEFAULT 4) RETURNS SETOF int LANGUAGE sql STABLE SET work_mem = 100 AS 'SELECT 1'; GRANT EXECUTE ON FUNCTION x TO pg_monitor WITH GRANT OPTION; REVOKE EXECUTE ON FUNCTION x FROM PUBLIC"),
    ("function", "pg_proc", "x", "CREATE PROCEDURE other.x(INOUT a t) LANGUAGE plpgsql AS $$begin perform '$x$'; end$$; COMMENT ON PROCEDURE other.x IS 'p'"),
    ("view", "pg_class", "x", "CREATE VIEW x WITH (security_barrier) AS SELECT a, note AS \"N\" FROM t WHERE note ~~ '%:a' WITH CASCADED CHECK OPTION"),
    ("view", "pg_class", "x", "CREATE RECURSIVE VIEW other.x (n) AS VALUES (1) UNION ALL SELECT n + 1 FROM x WHERE n < 3; GRANT ALL ON other.x TO pg_monitor; REVOKE ALL ON other.x FROM postgres"),
    ("view", "pg_class", "x", "CREATE VIEW x AS SELECT a FROM t; GRANT SELECT (a), UPDATE (a) ON x TO PUBLIC; COMMENT ON COLUMN x.a IS 'c'; ALTER VIEW x OWNER TO pg_monitor"),
    ("view", "pg_class", "x", "CREATE MATERIALIZED VIEW x WITH (fillfactor = 40, toast.autovacuum_enabled = false) AS SELECT a, note FROM t WITH NO DATA; ALTER MATERIALIZED VIEW x ALTER a SET STATISTICS 5; ALTER MATERIALIZED VIEW x ALTER a SET (n_distinct = 4); ALTER MATERIALIZED VIEW x ALTER note SET STORAGE EXTERNAL"),
]  # fmt: skip
NAMES = {"pg_class": "relname", "pg_constraint": "conname", "pg_trigger": "tgname", "pg_rewrite": "rulename",
         "pg_policy": "polname", "pg_statistic_ext": "stxname", "pg_proc": "proname"}  # fmt: skip


@pytest.mark.parametrize(("kind", "catalog", "name", "made"), CASES)
def test_dropped_and_made_again(desk: Desk, kind: str, catalog: str, name: str, made: str) -> None:
    desk.run(SETUP, made)
    before = desk.photo()
    oid = desk.value(f"SELECT oid FROM {catalog} WHERE {NAMES[catalog]} = '{name}'")
    with desk.undone():
        speak_fully(desk.connection)
        row = desk.connection.execute(text(QUERIES[kind]), {"oids": [oid]}).mappings().one()
    assert row["name"] == name
    desk.run(row["removal"])
    assert differences(before, desk.photo()) != []
    desk.run(*row["make"])
    assert differences(before, desk.photo()) == []


def test_a_default(desk: Desk) -> None:
    desk.run(SETUP, "ALTER TABLE t ALTER note SET DEFAULT 'it''s 5%'")
    before = desk.photo()
    oid = desk.value("SELECT oid FROM pg_attrdef WHERE adrelid = 't'::regclass")
    row = desk.connection.execute(text(QUERIES["default"]), {"oids": [oid]}).mappings().one()
    desk.run(row["removal"])
    assert len(differences(before, desk.photo())) == 1
    desk.run(*row["make"])
    assert differences(before, desk.photo()) == []


def test_the_index_of_a_partitioned_table_reaches_its_partitions(desk: Desk) -> None:
    desk.run(
        "CREATE TABLE p (a int) PARTITION BY LIST (a); CREATE TABLE p1 PARTITION OF p DEFAULT; CREATE INDEX x ON p (a)"
    )
    oid = desk.value("SELECT 'x'::regclass::oid")
    row = desk.connection.execute(text(QUERIES["index"]), {"oids": [oid]}).mappings().one()
    assert " ON ONLY " not in row["make"][0]


def test_every_kind_is_tried() -> None:
    assert {kind for kind, *_ in CASES} | {"default", "foreign key"} == set(QUERIES)
