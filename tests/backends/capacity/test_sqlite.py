from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import sqlalchemy as sa

from tests.backends.capacity.others import capacity_at
from tests.backends.sessions.others import engine_at
from tests.servers.database import Database
from toolkit.backends.capacity.sqlite import SQLiteCapacity
from toolkit.backends.sql.values import Name
from toolkit.execution.apart import looking_apart

_OPENER = "import sqlite3, sys, time; sqlite3.connect(sys.argv[1]).execute('SELECT * FROM orders'); print(flush=True); time.sleep(30)"


def test_limits_are_what_the_file_says(sqlite: Database) -> None:
    with engine_at(sqlite).connect() as connection:
        connection.exec_driver_sql("PRAGMA journal_mode = WAL")
        connection.exec_driver_sql("PRAGMA busy_timeout = 2500")
        connection.exec_driver_sql("CREATE TABLE orders (id INT)")
        connection.commit()
        limits = capacity_at(sqlite).limits(connection)
        assert (limits.max_connections, limits.granted, limits.user_limit) == (None, None, None)
        assert limits.lock_timeout == 2.5
        told = dict(limits.settings)
        assert (told["journal_mode"], told["busy_timeout"], told["page_size"]) == ("wal", "2500", "4096")
        file = Path(sa.make_url(sqlite.url).database or "")
        assert told["file bytes"] == str(file.stat().st_size)
        assert told["WAL bytes"] == str(Path(f"{file}-wal").stat().st_size)
        # What a server would tell does not apply to a file.
        assert not [unseen for unseen in limits.unseen if "transaction" in unseen]


@pytest.mark.parametrize(("journal", "reads"), [("wal", "go on meanwhile"), ("delete", "wait while it commits")])
def test_what_holds_for_everybody(sqlite: Database, journal: str, reads: str) -> None:
    with engine_at(sqlite).connect() as connection:
        connection.exec_driver_sql(f"PRAGMA journal_mode = {journal}")
        terms = dict(capacity_at(sqlite).limits(connection).terms)
        assert terms["writes"] == "one connection at a time"
        assert terms[f"in journal mode {journal} readers"].startswith(reads)


def test_the_wait_for_a_lock_is_that_of_the_application_and_not_of_who_looks(sqlite: Database) -> None:
    engine = sa.create_engine(sqlite.url, connect_args={"timeout": 7})
    told = looking_apart(engine, capacity_at(sqlite).limits)
    assert told.lock_timeout == 7
    assert dict(told.settings)["busy_timeout"] == "7000"


def test_in_memory_there_is_no_file() -> None:
    with sa.create_engine("sqlite://").connect() as connection:
        capacity = SQLiteCapacity()
        assert "file bytes" not in dict(capacity.limits(connection).settings)
        assert capacity.free_bytes(connection) is None
        assert capacity.seats(connection) == []
        assert capacity.sizes(connection) == []


def test_what_is_left_on_the_disk_is_told(sqlite: Database) -> None:
    with engine_at(sqlite).connect() as connection:
        connection.exec_driver_sql("CREATE TABLE orders (id INT)")
        free = capacity_at(sqlite).free_bytes(connection)
    assert free is not None
    expected = shutil.disk_usage(Path(sa.make_url(sqlite.url).database or "").parent).free
    assert abs(free - expected) < 0.1 * expected


@pytest.mark.skipif(sys.platform != "linux", reason="told on Linux alone")
def test_a_process_that_has_the_file_open_has_a_seat(sqlite: Database) -> None:
    capacity = capacity_at(sqlite)
    with engine_at(sqlite).connect() as connection:
        connection.exec_driver_sql("CREATE TABLE orders (id INT)")
        connection.commit()
        assert capacity.seats(connection) == []
        command = [sys.executable, "-c", _OPENER, sa.make_url(sqlite.url).database or ""]
        with subprocess.Popen(command, stdout=subprocess.PIPE) as process:
            assert process.stdout is not None
            process.stdout.readline()
            (seat,) = capacity.seats(connection)
            process.kill()
        assert (seat.id, seat.state) == (str(process.pid), "has the file open")
        assert str(seat.program).startswith("python")
        assert not capacity.cancel(connection, seat.id)


def test_nothing_else_is_told(sqlite: Database) -> None:
    capacity, orders = capacity_at(sqlite), (Name(name="orders"),)
    with engine_at(sqlite).connect() as connection:
        counters = capacity.counters(connection)
        assert (counters.transactions, counters.reads, counters.writes) == (None, None, None)
        assert capacity.in_transaction(connection) is None
        assert capacity.uses(connection, orders) is None
        assert (
            list(capacity.replicas(connection))
            == list(capacity.rights_missing(connection, ["DROP TABLE orders"]))
            == []
        )
