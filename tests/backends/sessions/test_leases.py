from __future__ import annotations

import time

import sqlalchemy as sa

from tests.backends.sessions.others import engine_at
from tests.servers.database import Database
from toolkit.backends.sessions.leases import ServerSeconds, lease_table


def test_the_clock_tells_whole_seconds_in_no_time_zone(server: Database) -> None:
    with engine_at(server).connect() as connection:
        told = connection.scalar(sa.select(ServerSeconds()))
        # The server is on this machine.
        assert told is not None
        assert abs(told - time.time()) < 5
        assert told == int(told)
        zone = "TIME ZONE 'Asia/Kolkata'" if server.backend == "postgresql" else "time_zone = '+05:30'"
        connection.exec_driver_sql(f"SET {zone}")
        later = connection.scalar(sa.select(ServerSeconds()))
        assert later is not None
        assert 0 <= later - told < 5


def test_the_table_can_be_made(server: Database) -> None:
    with engine_at(server).begin() as connection:
        lease_table(None).create(connection)
        assert sa.inspect(connection).get_pk_constraint("tk_lease")["constrained_columns"] == ["key"]
