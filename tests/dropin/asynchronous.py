"""Projects with an asynchronous env.py, for every driver, in the main thread and in another one."""

from __future__ import annotations

from tests.dropin.environments import HEAD, POSTGRESQL, with_env
from tests.dropin.kind import Kind

ASYNC = """
import asyncio
import threading
from sqlalchemy.ext.asyncio import create_async_engine


def migrate(connection):
    context.configure(connection=connection, target_metadata=None)
    with context.begin_transaction():
        context.run_migrations()


async def run():
    engine = create_async_engine(URL, poolclass=sa.NullPool)
    async with engine.connect() as connection:
        await connection.run_sync(migrate)
    await engine.dispose()

"""

ASYNC_DRIVERS = {
    "aiosqlite": ("sqlite",),
    "aiomysql": ("mariadb", "mysql"),
    "asyncmy": ("mariadb", "mysql"),
    "asyncpg": POSTGRESQL,
    "psycopg": POSTGRESQL,
}

KINDS = (
    *(
        Kind(f"asynchronous, {driver}", with_env(HEAD + ASYNC + "asyncio.run(run())\n"), backends, driver)
        for driver, backends in ASYNC_DRIVERS.items()
    ),
    *(
        Kind(
            f"asynchronous in a thread, {driver}",
            with_env(
                HEAD
                + ASYNC
                + "thread = threading.Thread(target=lambda: asyncio.run(run()))\nthread.start()\nthread.join()\n"
            ),
            backends,
            driver,
        )
        for driver, backends in ASYNC_DRIVERS.items()
        if driver != "asyncmy"
    ),
)
