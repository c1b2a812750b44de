from __future__ import annotations

import pytest
import sqlalchemy as sa

from tests.servers.database import Database
from toolkit.backends.sql.mariadb_only import is_of_mariadb
from toolkit.backends.sql.reader import Reader
from toolkit.backends.sql.reading import read

_SYNTAX_ERROR = 1064
REFUSED = [
    "ALTER TABLE t DROP COLUMN IF EXISTS a",
    "ALTER TABLE t DROP IF EXISTS a",
    "ALTER TABLE t ADD COLUMN d INT, DROP COLUMN IF EXISTS a",
    "ALTER TABLE IF EXISTS t DROP COLUMN a",
    "ALTER TABLE t WAIT 5 DROP COLUMN a",
    "ALTER TABLE t NOWAIT DROP COLUMN a",
    "ALTER ONLINE TABLE t DROP COLUMN a",
    "DROP TABLE t WAIT 5",
    "DROP TABLE IF EXISTS t NOWAIT",
    "CREATE OR REPLACE TABLE t (b INT)",
    "RENAME TABLE IF EXISTS t TO u",
    "RENAME TABLE t NOWAIT TO u",
]
ACCEPTED = [
    "ALTER TABLE t DROP COLUMN a",
    "ALTER TABLE t ADD COLUMN d INT DEFAULT (IF(1, 2, 3)) COMMENT 'IF EXISTS', DROP COLUMN a",
    "ALTER TABLE t RENAME COLUMN a TO wait, DROP COLUMN b",
    "ALTER TABLE t DROP COLUMN `if`",
    "DROP TABLE t, wait",
    "DROP TABLE IF EXISTS t CASCADE",
    "RENAME TABLE t TO nowait",
]


@pytest.mark.parametrize("sql", REFUSED)
def test_what_mysql_does_not_know_goes_to_it_as_it_is(mysql: Database, sql: str) -> None:
    assert is_of_mariadb(Reader(sql, "mysql"))
    (statement,) = read(sql, "mysql")
    assert (statement.effects, statement.others) == ((), None)
    assert _answer(mysql, sql) == _SYNTAX_ERROR


@pytest.mark.parametrize("sql", ACCEPTED)
def test_what_mysql_knows_is_read(mysql: Database, sql: str) -> None:
    assert not is_of_mariadb(Reader(sql, "mysql"))
    (statement,) = read(sql, "mysql")
    assert statement.effects
    assert _answer(mysql, sql) is None


@pytest.mark.parametrize("sql", REFUSED)
def test_on_mariadb_it_is_read(sql: str) -> None:
    (statement,) = read(sql, "mariadb")
    assert statement.effects


def _answer(mysql: Database, sql: str) -> int | None:
    """The number of the error."""
    engine = sa.create_engine(mysql.url, poolclass=sa.NullPool)
    with engine.connect() as connection:
        connection.exec_driver_sql("CREATE TABLE t (a INT, b INT, c INT, `if` INT)")
        connection.exec_driver_sql("CREATE TABLE wait (a INT)")
        try:
            connection.exec_driver_sql(sql)
        except sa.exc.DBAPIError as error:
            assert error.orig is not None
            return int(error.orig.args[0])
    return None
