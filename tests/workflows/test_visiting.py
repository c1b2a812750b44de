"""Work on the databases of a project, over connections of our own."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from tests.projects.opened import Heard
from tests.workflows.conftest import MakeSettings
from toolkit.settings import Settings
from toolkit.workflows.migrate import migrate
from toolkit.workflows.opening import open_project
from toolkit.workflows.visiting import Visited, visit

CONNECTED = """    with sa.create_engine(URL, poolclass=sa.NullPool).connect() as connection:
        run(connection=connection)
"""
TWO_DATABASES = """    for name in ("north", "south"):
        with sa.create_engine(f"sqlite:///{name}.db", poolclass=sa.NullPool).connect() as connection:
            run(connection=connection)
"""
ASYNCHRONOUS = """    import asyncio
    from sqlalchemy.ext.asyncio import create_async_engine

    async def connected():
        engine = create_async_engine("sqlite+aiosqlite:///app.db", poolclass=sa.NullPool)
        async with engine.connect() as connection:
            await connection.run_sync(lambda synchronous: run(connection=synchronous))

    asyncio.run(connected())
"""


def connecting(settings: Settings, how: str) -> Settings:
    """The project, whose env.py connects in another way."""
    env = settings.directory / "scripts/env.py"
    text = env.read_text(encoding="utf-8")
    assert CONNECTED in text
    env.write_text(text.replace(CONNECTED, how), encoding="utf-8")
    return settings


def noted(connection: sa.Connection, visited: Visited) -> str:
    """Write into the database, and tell its name."""
    connection.exec_driver_sql("CREATE TABLE noted (database TEXT)")
    connection.execute(sa.text("INSERT INTO noted VALUES (:name)"), {"name": visited.place.database})
    return visited.place.database


def read(path: str) -> list[str]:
    """What is noted in it."""
    with sa.create_engine(f"sqlite:///{path}", poolclass=sa.NullPool).connect() as connection:
        return [*connection.scalars(sa.text("SELECT database FROM noted"))]


def test_the_work_is_committed_and_its_result_returned(project: MakeSettings) -> None:
    with open_project(project(), "current") as opened:
        assert visit(opened, noted) == ("app.db",)
    assert read("app.db") == ["app.db"]


def test_what_fails_half_way_is_rolled_back(project: MakeSettings) -> None:
    def fail(connection: sa.Connection, visited: Visited) -> None:
        connection.exec_driver_sql("BEGIN")
        noted(connection, visited)
        raise ZeroDivisionError

    with open_project(project(), "current") as opened:
        with pytest.raises(ZeroDivisionError):
            visit(opened, fail)
        assert visit(opened, noted) == ("app.db",)


def test_every_database_is_visited_once(project: MakeSettings) -> None:
    settings = connecting(project(), TWO_DATABASES)
    with open_project(settings, "current") as opened:
        assert visit(opened, noted) == ("north.db", "south.db")
    assert read("north.db") + read("south.db") == ["north.db", "south.db"]


def test_an_asynchronous_engine(project: MakeSettings) -> None:
    pytest.importorskip("aiosqlite")
    with open_project(connecting(project(), ASYNCHRONOUS), "current") as opened:
        assert visit(opened, noted) == ("app.db",)
    assert read("app.db") == ["app.db"]


def test_where_it_stands_and_where_its_journal_is(project: MakeSettings) -> None:
    settings = project(options="version_table='own_versions'")
    with open_project(settings, "current") as opened:
        [(visited, there)] = visit(opened, lambda connection, visited: (visited, visited.journal.is_there(connection)))
    assert (visited.heads, visited.version_table, visited.schema, there) == ((), "own_versions", None, False)
    migrate(settings, "ab22", Heard().append)
    with open_project(settings, "current") as opened:
        [(visited, there)] = visit(opened, lambda connection, visited: (visited, visited.journal.is_there(connection)))
    assert (visited.heads, there) == (("ab22",), True)
