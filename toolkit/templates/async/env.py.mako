<%inherit file="/generic/env.py.mako"/>
<%block name="imports_of_library">
import asyncio
import importlib
import os
import pkgutil
from logging.config import fileConfig
from pathlib import Path
from typing import Any, Literal

from alembic import context
from alembic.autogenerate.api import AutogenContext
from sqlalchemy import URL, Connection, make_url, pool
from sqlalchemy.ext.asyncio import async_engine_from_config
</%block>
<%block name="default_driver">"sqlite+aiosqlite"</%block>\
<%block name="complete_url">\
    name = "postgresql" if url.drivername == "postgres" else url.drivername
    return url.set(drivername=f"{name}+{DRIVERS[name]}" if name in DRIVERS else name)
</%block>
<%block name="constants">
# A URL that names no driver means SQLAlchemy's default one, which is not asynchronous.
DRIVERS = {"sqlite": "aiosqlite", "postgresql": "asyncpg", "mysql": "aiomysql", "mariadb": "aiomysql"}
</%block>
<%block name="run_online">\
async def run_online() -> None:
    """Connect, and run the migrations."""
    settings = {**config.get_section(config.config_ini_section, {}), "sqlalchemy.url": database_url()}
    engine = async_engine_from_config(settings, poolclass=pool.NullPool)
    async with engine.connect() as connection:
        await connection.run_sync(run)
    await engine.dispose()


if context.is_offline_mode():
    run_offline()
else:
    asyncio.run(run_online())
</%block>
