from __future__ import annotations

import sqlalchemy as sa

from tests.backends.copies.copying import copied, run

WORDS = (
    'CREATE SCHEMA "o:th%er"',
    """CREATE OPERATOR === (leftarg = int, rightarg = int, function = int4eq, commutator = ===, negator = !==,
       restrict = eqsel, join = eqjoinsel, hashes, merges)""",
    "CREATE OPERATOR !== (leftarg = int, rightarg = int, function = int4ne, commutator = !==, negator = ===)",
    'CREATE OPERATOR "o:th%er".!!! (rightarg = int, function = int4um)',
    'CREATE TEXT SEARCH DICTIONARY "o:th%er"."d:i%ct" (TEMPLATE = simple, StopWords = english, Accept = \'false\')',
    "CREATE TEXT SEARCH CONFIGURATION tsc (COPY = english)",
    'ALTER TEXT SEARCH CONFIGURATION tsc ALTER MAPPING FOR asciiword, word WITH "o:th%er"."d:i%ct", english_stem',
    """CREATE TABLE t (a int, b text, v tsvector GENERATED ALWAYS AS (to_tsvector('tsc', coalesce(b, ''))) STORED,
       CONSTRAINT c CHECK (a === 1 OR OPERATOR("o:th%er".!!!) a < 0))""",
    "CREATE INDEX ix ON t USING gin (v)",
)


def test_operators_and_text_search(live: sa.Connection) -> None:
    run(live, *WORDS)
    for tables in ((), ("t",)):
        with copied(live, *tables) as copy:
            assert copy.told == []
            assert copy.changes() == []
            run(copy.shadow, "INSERT INTO t VALUES (1, 'the houses')")
            run(copy.shadow, "CREATE TABLE given AS SELECT v FROM t")
            assert copy.shadow.exec_driver_sql("SELECT CAST(v AS text) FROM given").scalar() == "'hous':2"
            asked = "SELECT oprname, oprcanhash, oprcom <> 0, oprnegate <> 0, oprrest FROM pg_operator WHERE oid >= 16384 ORDER BY 1"
            if not tables:
                assert copy.shadow.exec_driver_sql(asked).all() == live.exec_driver_sql(asked).all()
