"""On each server: made, alike, apart, and gone again, however it ends."""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
import threading
import uuid
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
import sqlalchemy as sa
from sqlalchemy.ext.asyncio import create_async_engine

import models
from tests.house.sources import ROOT
from tests.servers.database import Database
from toolkit.backends.catalogs.register import reader_of
from toolkit.backends.register import backend_of
from toolkit.backends.shadows.base import Likeness
from toolkit.backends.shadows.register import shadows_of
from toolkit.catalog.comparison import compare
from toolkit.catalog.values import Catalog
from toolkit.errors import ShadowUnavailable
from toolkit.shadow.life import Original, original_of, shadow_of, sweep, with_shadows_of
from toolkit.shadow.names import maker_of

TABLES = sa.MetaData()
sa.Table("parent", TABLES, sa.Column("id", sa.Integer, primary_key=True), sa.Column("name", sa.String(20), index=True))
sa.Table("child", TABLES, sa.Column("id", sa.Integer, sa.ForeignKey("parent.id"), primary_key=True))

PROGRAM = """
import sys, time, sqlalchemy as sa
from toolkit.shadow.life import original_of, shadow_of
with sa.create_engine(sys.argv[1]).connect() as live, shadow_of(original_of(live)) as shadow:
    print(shadow.engine.url.database, flush=True)
    time.sleep(600)
"""


@contextmanager
def connected(url: str | sa.URL) -> Iterator[sa.Connection]:
    engine = sa.create_engine(url, poolclass=sa.NullPool)
    with engine.connect() as connection:
        yield connection


@pytest.fixture
def live(database: Database) -> Iterator[sa.Connection]:
    with connected(database.url) as connection:
        yield connection


def name_of(shadow: sa.Connection | str) -> str:
    path = shadow if isinstance(shadow, str) else str(shadow.engine.url.database)
    return path.removesuffix("/shadow.sqlite").rpartition("/")[2]


def names(live: sa.Connection) -> list[str]:
    shadows = shadows_of(backend_of(live.dialect).name)
    assert shadows is not None
    with connected(shadows.server(live.engine.url)) as server:
        return list(shadows.names(server, "tk_shadow_"))


def catalog(connection: sa.Connection) -> Catalog:
    read = reader_of(backend_of(connection.dialect).name)
    assert read is not None
    return read(connection)


def test_it_is_made_apart_and_alike_and_gone_at_the_end(live: sa.Connection) -> None:
    before = catalog(live)
    live.rollback()
    with shadow_of(original_of(live)) as shadow:
        assert not live.in_transaction()
        assert maker_of(name_of(shadow)) is not None
        assert name_of(shadow) in names(live)
        assert catalog(shadow).options == before.options
        TABLES.create_all(shadow)
        shadow.commit()
        assert list(compare(before, catalog(live))) == []
    assert name_of(shadow) not in names(live)


def test_it_is_gone_after_an_exception(live: sa.Connection) -> None:
    with pytest.raises(ZeroDivisionError), shadow_of(original_of(live)) as shadow:
        TABLES.create_all(shadow)
        _ = 1 / 0
    assert name_of(shadow) not in names(live)


def test_something_is_done_before_the_block_and_where_making_takes_long_meanwhile(
    live: sa.Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    original = original_of(live)
    begun, done, create = threading.Event(), threading.Event(), original.shadows.create

    def create_slowly(server: sa.Connection, name: str, likeness: Likeness) -> None:
        begun.set()
        assert done.wait(20) or not original.shadows.takes_long
        create(server, name, likeness)

    def meanwhile() -> None:
        assert begun.wait(20)
        done.set()

    if not original.shadows.takes_long:
        done.set()
    monkeypatch.setattr(type(original.shadows), "create", staticmethod(create_slowly))
    with shadow_of(original, meanwhile) as shadow:
        assert done.is_set()
        TABLES.create_all(shadow)


def test_what_fails_meanwhile_leaves_no_shadow(live: sa.Connection) -> None:
    def meanwhile() -> None:
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError), shadow_of(original_of(live), meanwhile):
        pass
    makers = map(maker_of, names(live))
    assert os.getpid() not in {maker.pid for maker in makers if maker is not None}


@pytest.mark.parametrize("metadata", [TABLES, models.metadata], ids=["tables", "reference project"])
def test_two_shadows_agree_until_one_is_altered(live: sa.Connection, metadata: sa.MetaData) -> None:
    table = metadata.sorted_tables[0].name
    with shadow_of(original_of(live)) as one, shadow_of(original_of(live)) as other:
        for shadow in (one, other):
            metadata.create_all(shadow)
            shadow.commit()
        assert list(compare(catalog(one), catalog(other))) == []
        other.execute(sa.text(f"ALTER TABLE {table} ADD COLUMN by_hand INTEGER"))
        other.commit()
        assert [(change.owner, change.name) for change in compare(catalog(one), catalog(other))] == [(table, "by_hand")]


def test_what_a_killed_run_left_is_swept_and_nothing_else(database: Database, live: sa.Connection) -> None:
    processes = [
        subprocess.Popen([sys.executable, "-c", PROGRAM, database.url], stdout=subprocess.PIPE, text=True, cwd=ROOT)
        for _ in range(2)
    ]
    try:
        dead, alive = (name_of(str(process.stdout and process.stdout.readline()).strip()) for process in processes)
        processes[0].kill()
        processes[0].wait()
        assert {dead, alive} <= set(names(live)) or dead not in names(live), "another test may have swept it"
        with shadow_of(original_of(live)) as shadow:
            assert dead not in names(live)
            assert {alive, name_of(shadow)} <= set(names(live))
    finally:
        for process in processes:
            process.kill()
            process.wait()
            assert process.stdout is not None
            process.stdout.close()
        shadows = shadows_of(database.backend)
        assert shadows is not None
        with connected(shadows.server(live.engine.url)) as server:
            sweep(shadows, server.execution_options(isolation_level="AUTOCOMMIT"))


def test_a_session_of_it_does_not_wait_for_ever(live: sa.Connection) -> None:
    asked = {
        "postgresql": "SHOW lock_timeout",
        "sqlite": "PRAGMA busy_timeout",
    }.get(live.dialect.name, "SELECT @@SESSION.lock_wait_timeout")
    with shadow_of(original_of(live)) as shadow:
        shadow.rollback()
        assert str(shadow.exec_driver_sql(asked).scalar()) in ("5", "5s", "5000")


@pytest.fixture(params=["mariadb", "mysql", "postgresql"])
def unprivileged(request: pytest.FixtureRequest, make_database) -> Iterator[tuple[sa.URL, Database]]:
    """A user who may read an empty database and nothing else."""
    database = make_database(request.param)
    url, user = sa.make_url(database.url), f"tk_{uuid.uuid4().hex[:12]}"
    named = user if request.param == "postgresql" else f"'{user}'@'%%'"
    with connected(url) as found:
        admin = found.execution_options(isolation_level="AUTOCOMMIT")
        if request.param == "postgresql":
            admin.exec_driver_sql(f"CREATE ROLE {user} LOGIN PASSWORD 'x'")
        else:
            admin.exec_driver_sql(f"CREATE USER {named} IDENTIFIED BY 'x'")
            admin.exec_driver_sql(f"GRANT SELECT ON {url.database}.* TO {named}")
        try:
            yield url.set(username=user, password="x"), database
        finally:
            admin.exec_driver_sql(f"DROP {'ROLE' if request.param == 'postgresql' else 'USER'} {named}")


def test_who_may_not_is_told_what_to_grant_which_then_suffices(unprivileged: tuple[sa.URL, Database]) -> None:
    url, database = unprivileged
    with connected(url) as live:
        with pytest.raises(ShadowUnavailable) as refused, shadow_of(original_of(live)):
            pass
        assert "shadow_url" in refused.value.mend
        with shadow_of(original_of(live).at(database.url)) as shadow:
            TABLES.create_all(shadow)
    with connected(database.url) as found:
        admin = found.execution_options(isolation_level="AUTOCOMMIT")
        statement = refused.value.mend.partition(";")[0]
        admin.exec_driver_sql(statement.replace("%", "%%"))
    with connected(url) as live, shadow_of(original_of(live)) as shadow:
        TABLES.create_all(shadow)


def test_where_the_server_is_read_only_no_privilege_is_said_to_help(postgresql: Database) -> None:
    with connected(postgresql.url) as live:
        original = original_of(live, {"options": "-c default_transaction_read_only=on"})
    with pytest.raises(ShadowUnavailable, match="is read-only") as refused, shadow_of(original):
        pass
    assert "CREATEDB" not in refused.value.mend
    assert "shadow_url" in refused.value.mend


ASYNCHRONOUS = {"sqlite": "aiosqlite", "mariadb": "aiomysql", "mysql": "asyncmy", "postgresql": "asyncpg"}


def test_over_an_asynchronous_driver(database: Database, live: sa.Connection) -> None:
    url = sa.make_url(database.url)
    url = url.set(drivername=f"{url.get_backend_name()}+{ASYNCHRONOUS[database.backend]}")

    def tables(shadow: sa.Connection) -> list[str]:
        return sorted(sa.inspect(shadow).get_table_names())

    def work(original: Original) -> tuple[list[str], str]:
        with shadow_of(original) as shadow:
            TABLES.create_all(shadow)
            return tables(shadow), name_of(shadow)

    async def read() -> Original:
        engine = create_async_engine(url, poolclass=sa.NullPool)
        async with engine.connect() as connection:
            return await connection.run_sync(original_of)

    original = asyncio.run(read())
    found, name = with_shadows_of(original, lambda: work(original))
    assert found == ["child", "parent"]
    assert name not in names(live)


def test_what_the_engine_gave_its_driver_is_given_again(postgresql: Database) -> None:
    with connected(postgresql.url) as live:
        original = original_of(live, {"application_name": "shadowed"})
    with shadow_of(original) as shadow:
        assert shadow.scalar(sa.text("SHOW application_name")) == "shadowed"


def test_shadow_url_of_another_kind_is_refused(sqlite: Database, postgresql: Database) -> None:
    with connected(sqlite.url) as live, pytest.raises(ShadowUnavailable, match="another kind"):
        original_of(live).at(postgresql.url)


def test_it_is_encrypted_as_the_live_one_is(mysql: Database, mariadb: Database) -> None:
    for url in (mysql.url, mariadb.url):
        with connected(url) as live, shadow_of(original_of(live)) as shadow:
            own, other = (one.connection.driver_connection for one in (live, shadow))
            ciphers = [one.exec_driver_sql("SHOW SESSION STATUS LIKE 'Ssl_cipher'").one()[1] for one in (live, shadow)]
            assert ciphers[0] == ciphers[1]
            # A context of its own would read the certificates of the system again.
            assert getattr(other, "ctx", own.ctx) is own.ctx
