from __future__ import annotations

import pytest
import sqlalchemy as sa

from tests.backends.sessions.others import engine_at
from tests.servers.database import Database
from toolkit.backends.capacity import pages


def filled(database: Database, *statements: str) -> dict[str, int]:
    with engine_at(database).connect() as connection:
        for statement in statements:
            connection.exec_driver_sql(statement)
        connection.commit()
        return {size.name: size.rows for size in pages.sizes(connection)}


ROWS = "WITH RECURSIVE n (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM n WHERE n < 2000)"


@pytest.mark.parametrize(
    "created",
    [
        "CREATE TABLE orders (id INTEGER PRIMARY KEY, note)",
        "CREATE TABLE orders (id INT, note)",
        "CREATE TABLE orders (id TEXT PRIMARY KEY, note)",
        "CREATE TABLE orders (id INT, note, UNIQUE (id, note))",
    ],
)
def test_rows_are_counted_by_their_numbers(sqlite: Database, created: str) -> None:
    insert = f"{ROWS} INSERT INTO orders SELECT n, 'note ' || n FROM n"
    assert filled(sqlite, created, insert) == {"orders": 2000}
    assert filled(sqlite, "DELETE FROM orders WHERE rowid <= 500") == {"orders": 1500}


def test_what_was_analysed_is_known(sqlite: Database) -> None:
    created = "CREATE TABLE orders (id TEXT PRIMARY KEY, note) WITHOUT ROWID"
    insert = f"{ROWS} INSERT INTO orders SELECT n, 'note ' || n FROM n"
    assert filled(sqlite, created, "CREATE TABLE other (id INT)", insert) == {"orders": 0, "other": 0}
    assert filled(sqlite, "ANALYZE") == {"orders": 2000, "other": 0}


def test_numbers_that_are_far_apart_are_no_more_than_fits(sqlite: Database) -> None:
    rows = filled(
        sqlite,
        "CREATE TABLE orders (id INTEGER PRIMARY KEY, note)",
        "INSERT INTO orders VALUES (1, 'x'), (1 << 60, 'y')",
    )
    assert 2 <= rows["orders"] < 5000


def test_the_pages_are_shared_out(sqlite: Database) -> None:
    with engine_at(sqlite).connect() as connection:
        connection.exec_driver_sql('CREATE TABLE "it\'s ""big""" (id INTEGER PRIMARY KEY, a, b, c)')
        connection.exec_driver_sql('CREATE INDEX second ON "it\'s ""big""" (a, b)')
        connection.exec_driver_sql("CREATE TABLE small (id INTEGER PRIMARY KEY, a, b, c)")
        connection.exec_driver_sql(f'{ROWS} INSERT INTO "it\'s ""big""" SELECT n, n, n, \'note \' || n FROM n')
        connection.exec_driver_sql("INSERT INTO small VALUES (1, 2, 3, 4)")
        connection.commit()
        big, small = pages.sizes(connection)
        in_use = connection.exec_driver_sql("SELECT page_count * 4096 FROM pragma_page_count").scalar()
    assert (big.name, big.rows, small.rows) == ('it\'s "big"', 2000, 1)
    assert big.data_bytes < big.bytes
    assert small.bytes < big.bytes
    assert 0.9 * in_use < big.bytes + small.bytes <= in_use


def test_what_is_no_table_is_left_out(sqlite: Database) -> None:
    rows = filled(
        sqlite,
        "CREATE TABLE orders (id INTEGER PRIMARY KEY AUTOINCREMENT)",
        "CREATE VIEW some AS SELECT * FROM orders",
        "INSERT INTO orders VALUES (NULL), (NULL)",
    )
    assert rows == {"orders": 2}


def test_more_tables_than_one_statement_can_name(sqlite: Database) -> None:
    with engine_at(sqlite).connect() as connection:
        connection.exec_driver_sql("BEGIN")
        for number in range(900):
            connection.exec_driver_sql(f"CREATE TABLE t{number:03} (id INT)")
        connection.exec_driver_sql("INSERT INTO t899 VALUES (1), (2), (3)")
        asked: list[str] = []
        sa.event.listen(connection, "before_cursor_execute", lambda *arguments: asked.append(arguments[2]))
        told = pages.sizes(connection)
    assert len(told) == 900
    assert (told[0].rows, told[-1].rows) == (0, 3)
    assert len(asked) < 10


def test_what_takes_its_own_module_is_left_out_with_or_without_it(sqlite: Database) -> None:
    with engine_at(sqlite).connect() as connection:
        connection.exec_driver_sql("CREATE TABLE orders (id INT)")
        connection.exec_driver_sql("PRAGMA writable_schema = ON")
        virtual = "CREATE VIRTUAL TABLE far USING not_loaded(a)"
        connection.exec_driver_sql("INSERT INTO sqlite_master VALUES ('table', 'far', 'far', 0, ?)", (virtual,))
        connection.commit()
    assert filled(sqlite) == {"orders": 0}
