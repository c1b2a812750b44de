"""An INSERT that leaves rows alone whose key is there, tried on each server."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from tests.servers.database import Database
from toolkit.backends.trash.inserting import only_new_rows


@pytest.mark.parametrize(
    "insert", ["INSERT INTO t (id, n) VALUES (1, 9), (2, 9)", "insert into t (id, n) SELECT id + 1, 9 FROM t -- all\n"]
)
def test_rows_that_are_there_stay(database: Database, insert: str) -> None:
    sql = only_new_rows(insert, database.backend)
    assert sql is not None
    with sa.create_engine(database.url, poolclass=sa.NullPool).begin() as connection:
        connection.exec_driver_sql("CREATE TABLE t (id INTEGER PRIMARY KEY, n INTEGER)")
        connection.exec_driver_sql("INSERT INTO t (id, n) VALUES (1, 1)")
        connection.exec_driver_sql(sql)
        assert connection.exec_driver_sql("SELECT id, n FROM t ORDER BY id").all() == [(1, 1), (2, 9)]


@pytest.mark.parametrize(
    "sql",
    [
        "INSERT INTO t VALUES (1) ON CONFLICT DO NOTHING",
        "INSERT IGNORE INTO t VALUES (1)",
        "INSERT INTO t VALUES (1) ON DUPLICATE KEY UPDATE id = id",
        "REPLACE INTO t VALUES (1)",
        "UPDATE t SET n = 1",
    ],
)
def test_who_says_what_to_do_is_left_alone(sql: str) -> None:
    for backend in ("mysql", "mariadb", "postgresql", "sqlite", "oracle"):
        assert only_new_rows(sql, backend) is None
