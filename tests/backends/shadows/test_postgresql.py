from __future__ import annotations

import sqlalchemy as sa

from tests.servers.database import Database
from toolkit.backends.catalogs.postgresql.reader import read_catalog
from toolkit.shadow.life import shadow_of


def test_extensions_and_the_default_schema_are_those_of_the_live_one(postgresql: Database) -> None:
    engine = sa.create_engine(postgresql.url, poolclass=sa.NullPool)
    with engine.connect() as live:
        live.exec_driver_sql('CREATE SCHEMA "Mine: 1"')
        live.exec_driver_sql("CREATE EXTENSION IF NOT EXISTS plpgsql")
        live.exec_driver_sql('SET search_path = "Mine: 1", public')
        live.commit()
        with shadow_of(live) as shadow:
            assert shadow.exec_driver_sql("SELECT current_schema()").scalar() == "Mine: 1"
            assert read_catalog(shadow).extensions == read_catalog(live).extensions
