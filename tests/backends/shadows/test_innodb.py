from __future__ import annotations

import sqlalchemy as sa

from tests.servers.database import Database
from toolkit.shadow.life import shadow_of


def test_charset_collation_and_mode_are_those_of_the_live_one(mysql: Database) -> None:
    engine = sa.create_engine(mysql.url, poolclass=sa.NullPool)
    with engine.connect() as live:
        live.exec_driver_sql(f"ALTER DATABASE {engine.url.database} CHARACTER SET latin1 COLLATE latin1_bin")
        live.exec_driver_sql("SET SESSION sql_mode = 'ANSI_QUOTES'")
        live.commit()
        with shadow_of(live) as shadow:
            asked = "SELECT @@collation_database, @@SESSION.sql_mode"
            assert tuple(shadow.exec_driver_sql(asked).one()) == ("latin1_bin", "ANSI_QUOTES")
