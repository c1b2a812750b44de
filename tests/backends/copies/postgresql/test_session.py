from __future__ import annotations

import pytest
import sqlalchemy as sa

from tests.servers.database import Database
from toolkit.backends.copies.postgresql.session import PRINTING, TAKING, settings

ASKED = "SELECT current_setting('search_path'), current_setting('check_function_bodies'), current_setting('DateStyle')"


def test_they_hold_within_and_are_put_back(live: sa.Connection) -> None:
    live.exec_driver_sql("SET DateStyle = 'German'")
    live.commit()
    before = live.exec_driver_sql(ASKED).one()
    with settings(live, PRINTING, local=True) as path:
        assert path == ["public"]
        assert tuple(live.exec_driver_sql(ASKED).one()) == ("", "on", "ISO, YMD")
    assert live.exec_driver_sql(ASKED).one() == before
    with settings(live, TAKING, local=False):
        live.commit()
        assert live.exec_driver_sql(ASKED).one()[1] == "off"
        live.rollback()
        assert live.exec_driver_sql(ASKED).one()[1] == "off"
    live.commit()
    assert live.exec_driver_sql(ASKED).one() == before


@pytest.mark.parametrize("level", ["AUTOCOMMIT", "READ COMMITTED"])
def test_they_are_put_back_after_an_error(postgresql: Database, level: str) -> None:
    engine = sa.create_engine(postgresql.url, poolclass=sa.NullPool)
    with engine.connect().execution_options(isolation_level=level) as connection:
        before = connection.exec_driver_sql(ASKED).one()
        with pytest.raises(sa.exc.ProgrammingError), settings(connection, PRINTING, local=True):
            connection.exec_driver_sql("SELECT nonsense")
        connection.rollback()
        assert connection.exec_driver_sql(ASKED).one() == before
