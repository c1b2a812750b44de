from __future__ import annotations

import sqlalchemy as sa

from tests.backends.copies.copying import copied, run

ROUTINES = (
    "CREATE SCHEMA other",
    "CREATE TABLE u (a int)",
    "CREATE FUNCTION dbl(a int, b text DEFAULT '50% :x') RETURNS int LANGUAGE sql IMMUTABLE AS 'SELECT a * 2'",
    "CREATE FUNCTION dbl(a text) RETURNS text LANGUAGE sql AS $$SELECT 'it''s %s :a' || a$$",
    """CREATE FUNCTION other."p:l%"(VARIADIC a int[]) RETURNS int LANGUAGE plpgsql SECURITY DEFINER
       SET search_path = other AS $$begin return 1; -- 100% :x "q"
       end$$""",
    "CREATE FUNCTION rowf(u) RETURNS int LANGUAGE sql IMMUTABLE AS 'SELECT ($1).a'",
    "CREATE TABLE needs (a int DEFAULT rowf(ROW(1)::u), CHECK (dbl(a) > 0))",
    "CREATE FUNCTION later() RETURNS SETOF needs LANGUAGE sql AS 'SELECT * FROM not_there_any_more'",
    "CREATE FUNCTION sqlbody() RETURNS bigint LANGUAGE sql BEGIN ATOMIC SELECT count(*) FROM needs; END",
    "CREATE PROCEDURE proc(INOUT a int) LANGUAGE plpgsql AS 'begin a := a + 1; end'",
    "CREATE AGGREGATE agg (int) (SFUNC = int4pl, STYPE = int, INITCOND = '0', PARALLEL = SAFE)",
    'CREATE AGGREGATE other."l%st" (text) (SFUNC = textcat, STYPE = text, COMBINEFUNC = textcat, SORTOP = <)',
    "CREATE TYPE rng AS RANGE (subtype = int)",
)


def test_functions_and_aggregates(live: sa.Connection) -> None:
    # What is in it was there once.
    run(live, "SET check_function_bodies = off", *ROUTINES)
    with copied(live) as copy:
        assert copy.told == []
        assert copy.changes("other") == []


def test_of_a_table_come_the_functions_that_it_uses(live: sa.Connection) -> None:
    run(live, "SET check_function_bodies = off", *ROUTINES)
    with copied(live, "needs") as copy:
        assert copy.told == []
        assert copy.tables() == {"needs", "u"}
        names = copy.shadow.exec_driver_sql("SELECT proname FROM pg_proc WHERE oid >= 16384 ORDER BY 1").scalars().all()
        assert names == ["dbl", "later", "rowf", "sqlbody"]
