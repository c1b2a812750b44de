from __future__ import annotations

from tests.backends.fitting.desk import desk_of
from tests.servers.database import Database
from toolkit.backends.fitting.base import Future
from toolkit.backends.fitting.postgresql_exclusion import conflicting, exclusion_of
from toolkit.backends.sql.values import Name


def test_what_is_compared_is_read_from_the_catalog(postgresql: Database) -> None:
    with desk_of(postgresql) as desk:
        desk.run(
            "CREATE SCHEMA s",
            'CREATE TABLE s."T" (a int4range, "B" text, c int)',
            'ALTER TABLE s."T" ADD CONSTRAINT x EXCLUDE USING gist (a range_ops WITH &&, int4range(c, 9) WITH -|-) '
            "WHERE (\"B\" <> 'it''s')",
        )
        found = exclusion_of(desk.connection, Future(live=Name(schema="s", name="old"), name="T", values=()), "x")
        assert found.expressions == ("a", "int4range(c, 9)")
        assert found.operators == ("OPERATOR(pg_catalog.&&)", "OPERATOR(pg_catalog.-|-)")
        assert found.predicate == "(\"B\" <> 'it''s'::text)"
        desk.run("""INSERT INTO s."T" VALUES ('[1,5)', 'x', 3), ('[4,9)', 'x', 9)""")
        rows = '(SELECT tableoid, ctid, * FROM s."T") AS t'
        assert desk.value(f"SELECT count(*) {conflicting(found, rows, ())}") == 0
        only = type(found)(expressions=("a",), operators=found.operators[:1], predicate=None)
        assert desk.value(f"SELECT count(*) {conflicting(only, rows, ())}") == 2
