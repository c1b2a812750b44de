from __future__ import annotations

import asyncio

import pytest
import sqlalchemy as sa
from sqlalchemy.ext.asyncio import create_async_engine

from tests.backends.capacity.others import capacity_at
from tests.backends.capacity.proxy import renumbered
from tests.backends.sessions.others import engine_at, sessions_at
from tests.servers.database import Database
from toolkit.backends.capacity.proxies import proxy_of
from toolkit.backends.sessions.innodb import InnoDBSessions


def told(database: Database) -> str | None:
    sessions = sessions_at(database)
    assert isinstance(sessions, InnoDBSessions)
    with engine_at(database).connect() as connection:
        found = proxy_of(connection, sessions)
        # Whatever was tried, the connection is as it was.
        assert connection.scalar(sa.text("SELECT 1")) == 1
        return found


def test_a_server_is_no_proxy(innodb: Database) -> None:
    assert told(innodb) is None


def test_whoever_numbers_its_clients_itself_stands_between(innodb: Database) -> None:
    with renumbered(innodb) as through:
        assert str(told(through)).startswith("a proxy that does not tell its name, which may give")


@pytest.mark.parametrize(
    ("name", "title"), [(b"-router", "MySQL Router"), (b" 24.02 MaxScale", "MaxScale"), (b"-ProxySQL", "ProxySQL")]
)
@pytest.mark.parametrize("number", [None, 4_000_000_000])
def test_it_is_known_by_the_version_it_greets_with(
    innodb: Database, name: bytes, title: str, number: int | None
) -> None:
    with renumbered(innodb, number=number, name=name) as through:
        assert str(told(through)).startswith(f"{title}, which may give")


def test_the_limits_say_so(innodb: Database) -> None:
    with renumbered(innodb, name=b"-router") as through, engine_at(through).connect() as connection:
        limits = capacity_at(through).limits(connection)
        assert str(limits.pooler).startswith("MySQL Router")
        assert [unseen for unseen in limits.unseen if "only its own settings tell" in unseen]


@pytest.mark.parametrize("driver", ["aiomysql", "asyncmy"])
def test_asynchronous_drivers_tell_their_numbers_too(innodb: Database, driver: str) -> None:
    pytest.importorskip(driver)
    sessions = sessions_at(innodb)
    assert isinstance(sessions, InnoDBSessions)

    async def ask(url: str) -> str | None:
        engine = create_async_engine(sa.make_url(url).set(drivername=f"mysql+{driver}"))
        async with engine.connect() as connection:
            found = await connection.run_sync(lambda one: proxy_of(one, sessions))
        await engine.dispose()
        return found

    assert asyncio.run(ask(innodb.url)) is None
    with renumbered(innodb) as through:
        assert "a proxy" in str(asyncio.run(ask(through.url)))
