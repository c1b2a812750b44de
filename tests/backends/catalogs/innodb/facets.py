"""One catalog before a statement, one after it, and what the comparison calls the difference."""

from __future__ import annotations

import importlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

import sqlalchemy as sa

from tests.servers.database import Database
from toolkit.catalog.comparison import compare
from toolkit.catalog.values import Catalog

TABLE = "CREATE TABLE t (id int NOT NULL PRIMARY KEY, a int, b varchar(20), c datetime)"
PARENT = "CREATE TABLE p (id int NOT NULL PRIMARY KEY, k int UNIQUE)"
CHILD = (
    "CREATE TABLE c (id int NOT NULL PRIMARY KEY, p_id int, k int, CONSTRAINT fk FOREIGN KEY (p_id) REFERENCES p (id))"
)
RANGES = "CREATE TABLE t (id int NOT NULL PRIMARY KEY) PARTITION BY RANGE (id) (PARTITION a VALUES LESS THAN (10), PARTITION b VALUES LESS THAN (20))"
VIEW = "CREATE SQL SECURITY INVOKER VIEW v AS SELECT id, a FROM t WHERE a > 1"
TRIGGER = "CREATE TRIGGER one BEFORE INSERT ON t FOR EACH ROW SET NEW.a = 1"
ROUTINES = [
    "CREATE FUNCTION f(x int, y varchar(9)) RETURNS int DETERMINISTIC NO SQL RETURN x + 1",
    "CREATE PROCEDURE f(IN x int, OUT y int) COMMENT 'twice' SET y = x * 2",
]
EVENT = "CREATE EVENT e ON SCHEDULE EVERY 1 DAY DO SET @x = 1"


@contextmanager
def connected(url: str) -> Iterator[sa.Connection]:
    engine = sa.create_engine(url, poolclass=sa.NullPool, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        yield connection


def run(connection: sa.Connection, statements: Sequence[str]) -> None:
    for statement in statements:
        # The driver would take a percent sign for a placeholder.
        connection.exec_driver_sql(statement.replace("%", "%%"))


def read(backend: str, connection: sa.Connection, schemas: Sequence[str] = ()) -> Catalog:
    return importlib.import_module(f"toolkit.backends.catalogs.{backend}.reader").read_catalog(connection, schemas)


def catalog_of(database: Database, statements: Sequence[str] = (), schemas: Sequence[str] = ()) -> Catalog:
    with connected(database.url) as connection:
        run(connection, statements)
        return read(database.backend, connection, schemas)


def differences(one: Catalog, other: Catalog) -> list[str]:
    """``column t.a type``, ``index t.ix missing``: kind, owner, name, and facet or verdict."""
    return [
        f"{change.kind} {'' if change.owner is None else change.owner + '.'}{change.name} "
        f"{change.facet or change.verdict.value}"
        for change in compare(one, other)
    ]


def seen(database: Database, before: Sequence[str], after: Sequence[str]) -> list[str]:
    """What the statements ``after`` change in the catalog that ``before`` made; reading twice changes nothing."""
    with connected(database.url) as connection:
        run(connection, before)
        first = read(database.backend, connection)
        assert read(database.backend, connection) == first
        run(connection, after)
        return differences(first, read(database.backend, connection))
