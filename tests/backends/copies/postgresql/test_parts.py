from __future__ import annotations

import sqlalchemy as sa

from tests.backends.copies.copying import copied, run

PARTS = (
    'CREATE TABLE "or%ders :x" (id int PRIMARY KEY, "select" text, k smallint, w text, r int4range, tags text[])',
    """ALTER TABLE "or%ders :x" ADD CONSTRAINT "c%k :a" CHECK (k > 0 AND "select" IN ('a', 'b%')) NOT VALID,
      ADD CONSTRAINT ck2 CHECK (id > 0) NO INHERIT,
      ADD CONSTRAINT uq UNIQUE NULLS NOT DISTINCT (k, w) INCLUDE (id) WITH (fillfactor = 60) DEFERRABLE INITIALLY DEFERRED,
      ADD CONSTRAINT ex EXCLUDE USING gist (r WITH &&) WHERE (id > 5)""",
    """CREATE UNIQUE INDEX "i%x :a" ON "or%ders :x" (lower("select") text_pattern_ops, id DESC NULLS LAST) INCLUDE (k)
      WITH (fillfactor = 50) WHERE id > 3""",
    'ALTER INDEX "i%x :a" ALTER COLUMN 1 SET STATISTICS 99',
    'CREATE INDEX gin_ix ON "or%ders :x" USING gin (tags)',
    'CREATE INDEX id_ix ON "or%ders :x" (id, w COLLATE "C")',
    'ALTER TABLE "or%ders :x" CLUSTER ON id_ix',
    'CREATE STATISTICS st (ndistinct) ON id, k FROM "or%ders :x"',
    "ALTER STATISTICS st SET STATISTICS 50",
    """CREATE TABLE child (id int PRIMARY KEY, o int CONSTRAINT fk REFERENCES "or%ders :x" ON DELETE CASCADE DEFERRABLE,
      o2 int, x int REFERENCES child, CONSTRAINT pair UNIQUE (x, o))""",
    """ALTER TABLE child ADD CONSTRAINT fk2 FOREIGN KEY (o2) REFERENCES "or%ders :x" (id) MATCH FULL ON UPDATE SET NULL
      NOT VALID""",
    "CREATE UNIQUE INDEX rid ON child (id)",
    "ALTER TABLE child REPLICA IDENTITY USING INDEX rid",
)


def test_constraints_indexes_and_statistics(live: sa.Connection) -> None:
    run(live, *PARTS)
    with copied(live) as copy:
        assert copy.told == []
        assert copy.changes() == []
        asked = "SELECT conname FROM pg_constraint WHERE NOT convalidated ORDER BY 1"
        assert copy.shadow.exec_driver_sql(asked).scalars().all() == ["c%k :a", "fk2"]


def test_an_index_that_was_never_finished_is_left_out(live: sa.Connection) -> None:
    run(
        live,
        "CREATE TABLE t (a int)",
        "CREATE INDEX whole ON t (a)",
        "CREATE INDEX half ON t (a)",
        "UPDATE pg_index SET indisvalid = false WHERE indexrelid = 'half'::regclass",
    )
    with copied(live) as copy:
        assert [index["name"] for index in sa.inspect(copy.shadow).get_indexes("t")] == ["whole"]
