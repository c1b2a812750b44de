from __future__ import annotations

import asyncio
import gc
import time
from collections.abc import Iterator

import pytest
from sqlalchemy import create_engine, exc, pool, text
from sqlalchemy.engine import make_url
from sqlalchemy.ext.asyncio import create_async_engine

from tests.servers.database import Database
from tests.servers.fake_server import fake_server
from toolkit.connecting import Attempts

DRIVERS = ["mysql+pymysql", "mysql+aiomysql", "mysql+asyncmy", "postgresql+psycopg", "postgresql+asyncpg"]
# Drivers leave the socket of a failed attempt to the garbage collector.
pytestmark = pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning", "ignore::ResourceWarning")


@pytest.fixture(autouse=True)
def collected() -> Iterator[None]:
    """Within the test whose warnings they are."""
    yield
    gc.collect()


ASYNCHRONOUS = ("aiomysql", "asyncmy", "asyncpg")


def select_one(url: str) -> None:
    if url.partition(":")[0].endswith(ASYNCHRONOUS):
        asyncio.run(select_one_asynchronously(url))
        return
    with create_engine(url, poolclass=pool.NullPool).connect() as connection:
        connection.execute(text("SELECT 1"))


async def select_one_asynchronously(url: str) -> None:
    async with create_async_engine(url, poolclass=pool.NullPool).connect() as connection:
        await connection.execute(text("SELECT 1"))


@pytest.mark.parametrize("kind", ["silent", "closing", "garbage", "stuck"])
@pytest.mark.parametrize("driver", DRIVERS)
def test_no_server_holds_a_connection_attempt_for_ever(driver: str, kind: str) -> None:
    attempts = Attempts()
    started = time.monotonic()
    with fake_server(kind) as port, attempts.bounded(1.0), pytest.raises((exc.DBAPIError, OSError)):
        select_one(f"{driver}://u:S3cr3t@127.0.0.1:{port}/x")
    assert time.monotonic() - started < 10
    assert attempts.last == make_url(f"{driver}://127.0.0.1:{port}/x")
    assert attempts.secrets == {"S3cr3t"}


def test_the_limit_is_for_connecting_not_for_statements(mysql: Database) -> None:
    attempts = Attempts()
    with (
        attempts.bounded(0.5),
        attempts.bounded(0.5),
        create_engine(mysql.url, poolclass=pool.NullPool).connect() as connection,
    ):
        assert connection.execute(text("SELECT SLEEP(0.8)")).scalar() == 0


def test_a_limit_that_the_project_set_stays() -> None:
    engine = create_engine("mysql+pymysql://u@127.0.0.1/x", connect_args={"read_timeout": 7, "connect_timeout": 3})
    seen = given_to_the_driver(engine)
    assert (seen["read_timeout"], seen["connect_timeout"]) == (7, 3)


def test_nothing_is_left_behind() -> None:
    with Attempts().bounded(1.0):
        pass
    assert "read_timeout" not in given_to_the_driver(create_engine("mysql+pymysql://u@127.0.0.1/x"), bounded=False)


def given_to_the_driver(engine: object, *, bounded: bool = True) -> dict[str, object]:
    """The keywords that arrive, without connecting."""
    seen: dict[str, object] = {}

    def connect(*arguments: object, **keywords: object) -> None:
        seen.update(keywords)
        raise OSError

    engine.dialect.connect = connect
    with Attempts().bounded(1.0) if bounded else pytest.raises(OSError):
        with pytest.raises(OSError):
            engine.connect()
        if not bounded:
            raise OSError
    return seen


@pytest.mark.parametrize("driver", ["pymysql", "aiomysql", "asyncmy"])
def test_a_password_that_is_not_ascii(driver: str, mysql: Database) -> None:
    url = make_url(mysql.url)
    user = f"u_{url.database}"[:32]
    with create_engine(url, isolation_level="AUTOCOMMIT", poolclass=pool.NullPool).connect() as root:
        root.exec_driver_sql(f"CREATE USER {user}@localhost IDENTIFIED BY 'päß日本'")
        try:
            root.exec_driver_sql(f"GRANT ALL ON `{url.database}`.* TO {user}@localhost")
            named = url.set(drivername=f"mysql+{driver}", username=user, password="päß日本")
            attempts = Attempts()
            with attempts.bounded(5.0):
                select_one(named.render_as_string(hide_password=False))
            assert attempts.secrets == {"päß日本"}
        finally:
            root.exec_driver_sql(f"DROP USER {user}@localhost")


def test_the_address_of_a_socket_is_remembered() -> None:
    attempts = Attempts()
    with attempts.bounded(1.0), pytest.raises(exc.OperationalError):
        select_one("mysql+pymysql://u@/x?unix_socket=/no/such.sock")
    assert attempts.last is not None
    assert attempts.last.host == "/no/such.sock"
