from __future__ import annotations

import time

import pytest
import sqlalchemy as sa

from tests.backends.fitting.desk import desk_of
from tests.servers.database import Database
from toolkit.backends.fitting.mariadb import MariaDBFitting
from toolkit.backends.sql.values import Name


def test_the_limit_goes_with_the_question(mariadb: Database) -> None:
    with desk_of(mariadb) as desk:
        assert isinstance(desk.fitting, MariaDBFitting)
        desk.run("CREATE TABLE t (id INT)", "INSERT INTO t VALUES (1), (2)")
        desk.fitting.limit_time(desk.connection, 0.1)
        began = time.monotonic()
        slow = "SELECT COUNT(*) FROM t a JOIN t b JOIN t c WHERE SLEEP(a.id + b.id + c.id) = 0"
        with pytest.raises(sa.exc.OperationalError, match=r"interrupted|exceeded"):
            desk.fitting.duplicates(desk.connection, Name(name="t"), [], expressions=[slow, "id"])
        assert time.monotonic() - began < 5
        assert desk.nulls("id", key=()).rows == 0
