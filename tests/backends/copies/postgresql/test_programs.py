from __future__ import annotations

import sqlalchemy as sa

from tests.backends.copies.copying import copied, lacks, run

PROGRAMS = (
    'CREATE TABLE "or%ders :x" (id int PRIMARY KEY, "select" text, k int)',
    "CREATE TABLE u (a int)",
    "CREATE VIEW first AS SELECT 1 AS one",
    """CREATE VIEW zview (k, l) WITH (security_barrier) AS SELECT id, "select" FROM "or%ders :x"
       WHERE "select" LIKE '%a:b%' WITH LOCAL CHECK OPTION""",
    "CREATE VIEW aview AS SELECT max(k) FROM zview",
    'CREATE VIEW grouped AS SELECT o.id, o.k, count(*) FROM "or%ders :x" o GROUP BY o.id',
    # A view may be made to select from a younger one.
    "CREATE OR REPLACE VIEW first AS SELECT CAST(1 AS int) AS one, k FROM zview",
    "ALTER VIEW zview ALTER k SET DEFAULT 5",
    'CREATE MATERIALIZED VIEW mv AS SELECT id, "select" AS s FROM "or%ders :x"',
    "ALTER MATERIALIZED VIEW mv ALTER s SET STORAGE EXTERNAL, ALTER s SET STATISTICS 7",
    "CREATE MATERIALIZED VIEW mv0 WITH (fillfactor = 66) AS SELECT * FROM mv WITH NO DATA",
    'CREATE UNIQUE INDEX "mv%x" ON mv (id)',
    "CREATE RULE ru AS ON DELETE TO u DO INSTEAD NOTHING",
    'CREATE RULE "r%2 :a" AS ON INSERT TO u DO ALSO INSERT INTO "or%ders :x" VALUES (NEW.a, \'50% :x\')',
    "ALTER TABLE u DISABLE RULE ru",
    "CREATE FUNCTION tf() RETURNS trigger LANGUAGE plpgsql AS 'begin return null; end'",
    """CREATE TRIGGER "t%r :a" AFTER UPDATE ON "or%ders :x" REFERENCING OLD TABLE AS o FOR EACH STATEMENT
       EXECUTE FUNCTION tf('x%y', ':z')""",
    'ALTER TABLE "or%ders :x" DISABLE TRIGGER "t%r :a"',
    "CREATE CONSTRAINT TRIGGER ct AFTER INSERT ON u DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION tf()",
    "ALTER TABLE u ENABLE ALWAYS TRIGGER ct",
    "CREATE TRIGGER iot INSTEAD OF INSERT ON zview FOR EACH ROW EXECUTE FUNCTION tf()",
    "CREATE TABLE part (id int) PARTITION BY LIST (id)",
    "CREATE TABLE part1 PARTITION OF part FOR VALUES IN (1)",
    "CREATE TABLE part2 PARTITION OF part FOR VALUES IN (2)",
    "CREATE TRIGGER rt BEFORE INSERT ON part FOR EACH ROW WHEN (NEW.id > 5) EXECUTE FUNCTION tf()",
    "ALTER TABLE part2 DISABLE TRIGGER rt",
    'CREATE POLICY "p%l :a" ON u AS RESTRICTIVE FOR UPDATE TO PUBLIC USING (a > 1) WITH CHECK (a < 10)',
    "CREATE POLICY seen ON u FOR SELECT TO CURRENT_USER USING (EXISTS (SELECT FROM zview))",
)


def test_views_rules_triggers_and_policies(live: sa.Connection) -> None:
    run(live, *PROGRAMS)
    with copied(live) as copy:
        assert copy.told == []
        assert copy.changes() == []
        # As on the live one: the first was filled, the second never.
        run(copy.shadow, "REFRESH MATERIALIZED VIEW CONCURRENTLY mv")
        populated = "SELECT relname, relispopulated FROM pg_class WHERE relkind = 'm' ORDER BY 1"
        assert [tuple(row) for row in copy.shadow.exec_driver_sql(populated)] == [("mv", True), ("mv0", False)]


def test_a_view_that_cannot_be_filled_is_there_without_its_state(live: sa.Connection) -> None:
    run(live, "CREATE TABLE a (x int)", "INSERT INTO a VALUES (1)")
    run(live, "CREATE MATERIALIZED VIEW m AS SELECT 1 / count(*) AS y FROM a")
    with copied(live) as copy:
        assert lacks(copy.told, "state of materialized view public.m")
        assert "division by zero" in copy.told[0]
        assert sa.inspect(copy.shadow).get_materialized_view_names() == ["m"]
