from __future__ import annotations

import pytest
import sqlalchemy as sa

from tests.conftest import MakeDatabase
from toolkit.backends.sql.values import Name
from toolkit.backends.trials.innodb import InnoDBTrials


@pytest.mark.parametrize("backend", ["mysql", "mariadb"])
def test_no_trigger_fires(backend: str, make_database: MakeDatabase) -> None:
    engine = sa.create_engine(make_database(backend).url, poolclass=sa.NullPool, isolation_level="AUTOCOMMIT")
    with engine.connect() as shadow:
        for sql in (
            "CREATE TABLE t (id INTEGER)",
            "CREATE TABLE other (id INTEGER)",
            "CREATE TRIGGER `a %%``b` BEFORE INSERT ON t FOR EACH ROW SIGNAL SQLSTATE '45000'",
            "CREATE TRIGGER others BEFORE INSERT ON other FOR EACH ROW SIGNAL SQLSTATE '45000'",
        ):
            shadow.exec_driver_sql(sql)
        InnoDBTrials().prepare(shadow, Name(name="t"))
        shadow.exec_driver_sql("INSERT INTO t VALUES (1)")
        with pytest.raises(sa.exc.DBAPIError):
            shadow.exec_driver_sql("INSERT INTO other VALUES (1)")


def test_a_column_is_read_as_it_is() -> None:
    assert InnoDBTrials().as_text("`n`") == "`n`"
