from __future__ import annotations

import sqlalchemy as sa

from tests.servers.database import Database
from toolkit.backends.sql.values import Name
from toolkit.backends.trials.postgresql import PostgreSQLTrials
from toolkit.capacity import TableSize


def test_no_trigger_fires_in_any_schema(postgresql: Database) -> None:
    engine = sa.create_engine(postgresql.url, poolclass=sa.NullPool, isolation_level="AUTOCOMMIT")
    with engine.connect() as shadow:
        for sql in (
            'CREATE SCHEMA "a %%"',
            'CREATE TABLE "a %%".t (id INTEGER)',
            "CREATE FUNCTION no() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RAISE ''no''; END'",
            'CREATE TRIGGER own BEFORE INSERT ON "a %%".t FOR EACH ROW EXECUTE FUNCTION no()',
        ):
            shadow.exec_driver_sql(sql)
        PostgreSQLTrials().prepare(shadow, Name(schema="a %", name="t"))
        shadow.exec_driver_sql('INSERT INTO "a %%".t VALUES (1)')
        live = TableSize(schema="a %", name="t", rows=10, bytes=1, data_bytes=1)
        assert PostgreSQLTrials().filled(shadow, live, 1).bytes > 1


def test_a_value_of_any_type_comes_and_goes_as_text(postgresql: Database) -> None:
    engine = sa.create_engine(postgresql.url, poolclass=sa.NullPool)
    with engine.begin() as shadow:
        shadow.exec_driver_sql("CREATE TABLE t (r int4range, a int[], b bytea, i interval)")
        shadow.exec_driver_sql("INSERT INTO t VALUES ('[1,5)', '{1,2}', '\\x00ff', '1 day')")
        told = ", ".join(map(PostgreSQLTrials().as_text, ("r", "a", "b", "i")))
        row = shadow.exec_driver_sql(f"SELECT {told} FROM t").one()
        shadow.execute(sa.text("INSERT INTO t VALUES (:r, :a, :b, :i)"), dict(zip("rabi", row, strict=True)))
        assert shadow.exec_driver_sql("SELECT count(DISTINCT t.*) FROM t").scalar_one() == 1
