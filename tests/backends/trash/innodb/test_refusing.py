from __future__ import annotations

from collections.abc import Callable

import pytest
import sqlalchemy as sa

from tests.backends.trash.innodb.desk import Desk, desk_of
from tests.conftest import MakeDatabase
from toolkit.backends.trash.innodb.refusing import Refusal, refuse

BODIES = [
    "c INT",
    "c INT, b INT INVISIBLE",
    "c INT, b INT INVISIBLE, CHECK (c > 0)",
    "c INT, b INT INVISIBLE, UNIQUE KEY k (b, c)",
    "c INT, b INT INVISIBLE, CHECK (c > b)",
    "b INT, c INT, CHECK (c > b)",
    "b INT, c INT, CONSTRAINT `a'b` CHECK (c > b)",
    "b INT AS (c + 1) VIRTUAL, c INT",
    "b INT, c INT AS (b + 1) VIRTUAL, CHECK (c IS NULL)",
    "b INT AS (c + 1) STORED, c INT",
    "c INT, b INT DEFAULT (c + 1)",
    "b INT, c INT, UNIQUE KEY k (b, c)",
    "b INT, c INT, PRIMARY KEY (b, c)",
    "b INT, c INT, CONSTRAINT fk FOREIGN KEY (c) REFERENCES p (id)",
    "b INT PRIMARY KEY, c INT, CONSTRAINT fk FOREIGN KEY (c) REFERENCES t (b)",
    "b INT, c INT PRIMARY KEY, CONSTRAINT fk FOREIGN KEY (b) REFERENCES t (c)",
]
PARTITIONS = [
    "HASH (c) PARTITIONS 2",
    "KEY (c) PARTITIONS 2",
    "RANGE (c + 1) (PARTITION p0 VALUES LESS THAN (9))",
    "LIST COLUMNS (c) (PARTITION p0 VALUES IN (9))",
    "RANGE (b) SUBPARTITION BY KEY (c) (PARTITION p0 VALUES LESS THAN (9))",
]
TABLES = [f"({body})" for body in BODIES] + [f"(b INT, c INT) PARTITION BY {way}" for way in PARTITIONS]


@pytest.mark.parametrize("table", TABLES)
@pytest.mark.parametrize("checks", [1, 0])
def test_in_the_servers_words(desk: Desk, table: str, checks: int) -> None:
    desk.run(
        "CREATE TABLE p (id INT PRIMARY KEY)", f"CREATE TABLE t {table}", f"SET SESSION foreign_key_checks = {checks}"
    )
    before = desk.show()
    refused = _refused(desk.move_column)
    assert desk.show() == before
    really = _refused(lambda: desk.run("ALTER TABLE t DROP COLUMN c"))
    assert type(refused) is type(really)
    if refused is not None and really is not None:
        assert _told(refused, desk) == _told(really, desk)


def _refused(do: Callable[[], object]) -> sa.exc.DBAPIError | None:
    try:
        do()
    except sa.exc.DBAPIError as error:
        return error
    return None


def _told(error: sa.exc.DBAPIError, desk: Desk) -> tuple[int, str]:
    assert error.orig is not None
    number, message = error.orig.args
    # MariaDB says the database of some constraints, and of some not.
    return number, message.replace(f"{desk.value('SELECT DATABASE()')}/", "")


def test_another_tables_key(desk: Desk) -> None:
    desk.run("CREATE TABLE t (b INT, c INT, UNIQUE KEY uc (c))")
    desk.run("CREATE TABLE child (x INT, CONSTRAINT fk FOREIGN KEY (x) REFERENCES t (c))")
    for checks in (1, 0):
        desk.run(f"SET SESSION foreign_key_checks = {checks}")
        with pytest.raises(sa.exc.DBAPIError) as refused:
            desk.move_column()
        with pytest.raises(sa.exc.DBAPIError) as really:
            desk.run("ALTER TABLE t DROP COLUMN c")
        assert _told(refused.value, desk) == _told(really.value, desk)


def test_a_functional_index_of_mysql(make_database: MakeDatabase) -> None:
    with desk_of(make_database("mysql")) as desk:
        desk.run("CREATE TABLE t (b INT, c INT, KEY k ((c + 1)))")
        with pytest.raises(sa.exc.DBAPIError, match=r"3837.*functional index dependency"):
            desk.move_column()


def test_columns_in_the_trash_are_none_to_keep(desk: Desk) -> None:
    desk.run("CREATE TABLE t (b INT, c INT)")
    desk.drop_column("b")
    with pytest.raises(sa.exc.DBAPIError, match="1090"):
        desk.move_column("c")


def test_a_message_longer_than_the_server_takes(desk: Desk) -> None:
    with pytest.raises(sa.exc.DBAPIError) as refused:
        refuse(desk.connection, Refusal(number=3730, message="it's 100% \\ " + "x" * 200))
    assert refused.value.orig is not None
    number, message = refused.value.orig.args
    assert (number, len(message)) == (3730, 128)
    assert message.startswith("it's 100% \\ x")
