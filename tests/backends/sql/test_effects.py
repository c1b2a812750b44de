from __future__ import annotations

import sqlalchemy as sa

from tests.backends.sql.cases import drop, made
from tests.servers.database import Database
from toolkit.backends.sql.effects import effects_of
from toolkit.backends.sql.reader import Reader
from toolkit.backends.sql.values import Kind


def test_a_replaced_table_is_dropped_and_made_and_can_be_made_without(mariadb: Database) -> None:
    sql = "/* x */ CREATE /* y */ OR  REPLACE TABLE t (a INT DEFAULT 1)"
    effects, others = effects_of(Reader(sql, "mariadb"), Kind.DEFINITION)
    assert effects == (drop("t", if_exists=True), made("t"))
    assert others == "/* x */ CREATE /* y */ TABLE t (a INT DEFAULT 1)"
    engine = sa.create_engine(mariadb.url)
    with engine.begin() as connection:
        connection.exec_driver_sql(others)
        assert sa.inspect(connection).get_table_names() == ["t"]
    engine.dispose()


def test_other_kinds_have_none() -> None:
    for kind in (Kind.READ, Kind.SESSION, Kind.TRANSACTION, Kind.OPAQUE):
        assert effects_of(Reader("DROP TABLE t", "sqlite"), kind) == ((), None)
