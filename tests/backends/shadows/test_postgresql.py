from __future__ import annotations

import pytest
import sqlalchemy as sa

from tests.servers.database import Database
from toolkit.backends.catalogs.postgresql.reader import read_catalog
from toolkit.backends.shadows.postgresql import PostgreSQLShadows
from toolkit.shadow.life import original_of, shadow_of


def test_extensions_and_the_default_schema_are_those_of_the_live_one(postgresql: Database) -> None:
    engine = sa.create_engine(postgresql.url, poolclass=sa.NullPool)
    with engine.connect() as live:
        live.exec_driver_sql('CREATE SCHEMA "Mine: 1"')
        live.exec_driver_sql("CREATE EXTENSION IF NOT EXISTS plpgsql")
        live.exec_driver_sql('SET search_path = "Mine: 1", public')
        live.commit()
        with shadow_of(original_of(live)) as shadow:
            assert shadow.exec_driver_sql("SELECT current_schema()").scalar() == "Mine: 1"
            assert read_catalog(shadow).extensions == read_catalog(live).extensions


@pytest.mark.parametrize(
    ("statement", "spelled"),
    [
        ("CREATE SCHEMA ledger;", "CREATE SCHEMA IF NOT EXISTS ledger;"),
        ("create schema if not exists ledger", "create schema if not exists ledger"),
        ("CREATE ROLE app", None),
        ("ALTER DATABASE shop SET timezone = 'UTC'", None),
        ("GRANT SELECT ON t TO app", None),
        ("CREATE TABLE roles (id INT)", "CREATE TABLE roles (id INT)"),
        ("-- for the service\nCREATE ROLE app", None),
        ("/* for the service */ DROP ROLE app;\n", None),
        ("-- ours\nCREATE SCHEMA ledger", "-- ours\nCREATE SCHEMA IF NOT EXISTS ledger"),
        (
            "CREATE TABLE a (i INT); CREATE ROLE app; COMMENT ON TABLE a IS 'x'",
            "CREATE TABLE a (i INT); COMMENT ON TABLE a IS 'x'",
        ),
        ("GRANT SELECT ON a TO app; CREATE VIEW v AS SELECT ';GRANT'", " CREATE VIEW v AS SELECT ';GRANT'"),
        ("CREATE ROLE app; -- that is all\n", None),
        ("DO $$ BEGIN IF NOT EXISTS (SELECT) THEN CREATE ROLE app; END IF; END $$", None),
        ("DO $$ BEGIN PERFORM 1; END $$;", "DO $$ BEGIN PERFORM 1; END $$;"),
        ("ALTER FUNCTION f(int, int) OWNER TO app;", None),
        ("ALTER TABLE a ADD b INT, OWNER TO app", "ALTER TABLE a ADD b INT, OWNER TO app"),
        ("CREATE SERVER s FOREIGN DATA WRAPPER w", "CREATE SERVER s FOREIGN DATA WRAPPER w"),
        ("CREATE USER MAPPING FOR PUBLIC SERVER s", None),
        ("INSERT INTO t VALUES ('CREATE SCHEMA ledger')", "INSERT INTO t VALUES ('CREATE SCHEMA ledger')"),
    ],
)
def test_a_shadow_has_its_schemas_and_nothing_of_the_server(statement: str, spelled: str | None) -> None:
    assert PostgreSQLShadows().spelled(statement) == spelled
    assert PostgreSQLShadows().stranger(statement, ["shop"]) is None
