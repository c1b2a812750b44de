"""Servers that answer nobody any more, and servers that are only slow."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlalchemy.ext.asyncio import create_async_engine

from tests.conftest import MakeDatabase
from tests.projects.maker import Revision, make_project
from tests.projects.opened import settings_of
from tests.servers.database import Database
from tests.servers.freezing import freezing
from toolkit.errors import ConnectionFailed
from toolkit.silence import Silence
from toolkit.workflows.plan import plan

SHORT = partial(Silence, patience=0.6, greeting=0.3)
DRIVERS = {
    "mysql+pymysql": "mysql",
    "mysql+aiomysql": "mysql",
    "postgresql+psycopg": "postgresql",
    "postgresql+asyncpg": "postgresql",
}


@pytest.mark.parametrize("driver", DRIVERS)
def test_a_frozen_server_ends_what_waits_for_it(driver: str, make_database: MakeDatabase) -> None:
    with freezing(make_database(DRIVERS[driver]).url) as server, SHORT().broken():
        work = _asynchronously if driver.endswith(("aiomysql", "asyncpg")) else _synchronously
        started = time.monotonic()
        with pytest.raises(ConnectionFailed, match="does not answer"):
            work(server.url.set(drivername=driver), server.frozen.set)
        assert time.monotonic() - started < 10


def _synchronously(url: sa.URL, freeze: Callable[[], None]) -> None:
    engine = sa.create_engine(url, poolclass=sa.NullPool)
    # The other one's transaction must not be waited for either.
    with engine.connect() as other, engine.connect() as connection:
        other.execute(sa.text("SELECT 1"))
        freeze()
        connection.execute(sa.text("SELECT 1"))


async def _statement(url: sa.URL, freeze: Callable[[], None]) -> None:
    async with create_async_engine(url, poolclass=sa.NullPool).connect() as connection:
        freeze()
        await connection.execute(sa.text("SELECT 1"))


def _asynchronously(url: sa.URL, freeze: Callable[[], None]) -> None:
    asyncio.run(_statement(url, freeze))


def test_a_question_that_takes_long_is_no_silence(postgresql: Database, mysql: Database) -> None:
    for url, question in ((postgresql.url, "SELECT 1 FROM pg_sleep(1.2)"), (mysql.url, "SELECT 1 + SLEEP(1.2)")):
        engine = sa.create_engine(url, poolclass=sa.NullPool)
        with Silence(patience=0.3, greeting=5).broken(), engine.connect() as connection:
            assert connection.scalar(sa.text(question)) == 1


def test_a_slow_server_is_not_asked_more_often_than_it_may_be_silent(
    mysql: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    """MySQL shuts out a host that hangs up on it max_connect_errors times."""
    asked: list[float] = []
    monkeypatch.setattr("toolkit.silence.is_silent", lambda *_: bool(asked.append(time.monotonic())))
    engine = sa.create_engine(mysql.url, poolclass=sa.NullPool)
    with Silence(patience=0.6).broken(), engine.connect() as connection:
        connection.scalar(sa.text("SELECT 1 + SLEEP(1.6)"))
    assert 1 <= len(asked) <= 2


@pytest.mark.parametrize(
    ("backend", "marker"),
    [("postgresql", b"lock_timeout"), ("mariadb", b"CREATE DATABASE")],
)
def test_a_plan_ends_wherever_the_server_freezes(
    backend: str, marker: bytes, make_database: MakeDatabase, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Silence.__init__, "__defaults__", (0.6, 0.3))
    # Its env.py writes into the directory that it runs in.
    monkeypatch.chdir(tmp_path)
    with freezing(make_database(backend).url, marker) as server:
        make_project(tmp_path, [Revision("aa11")], url=server.url.render_as_string(hide_password=False))
        with pytest.raises(ConnectionFailed, match="does not answer") as raised:
            plan(settings_of(tmp_path, connect_timeout=1.0), "heads", lambda _: None)
        assert server.frozen.is_set()
    assert raised.value.exit_code == 3
