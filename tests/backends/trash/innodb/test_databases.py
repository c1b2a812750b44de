"""A database with rows is not dropped by a revision."""

from __future__ import annotations

import pytest

from tests.backends.trash.innodb.desk import Desk
from toolkit.backends.trash.innodb.databases import refuse_dropped
from toolkit.errors import CommandRefused


@pytest.mark.parametrize("sql", ["DROP DATABASE {}", "/* x */ drop schema\nif exists {} ;"])
def test_rows_in_it_are_named(desk: Desk, sql: str) -> None:
    name = desk.connection.exec_driver_sql("SELECT DATABASE()").scalar()
    drop = sql.format(f"`{name}`")
    desk.run("CREATE TABLE bare (id INT)", "CREATE TABLE filled (id INT)")
    refuse_dropped(desk.connection, drop)
    desk.run("INSERT INTO filled VALUES (1)")
    with pytest.raises(CommandRefused, match=f"DROP DATABASE {name} would lose rows: filled."):
        refuse_dropped(desk.connection, drop)
    for other in ("DROP DATABASE nowhere", "DROP TABLE filled", f"CREATE DATABASE `{name}`"):
        refuse_dropped(desk.connection, other)
