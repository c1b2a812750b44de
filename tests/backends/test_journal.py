"""The tables of the journal, made on each server."""

from __future__ import annotations

from typing import Any

import pytest
import sqlalchemy as sa

from tests.servers.database import Database
from toolkit.backends.journal import JOURNAL_TABLES, Tables, has_table, journal_tables, make_tables

LONG = "naïve ☃ 😀 % :name " * 8000
"""Longer than a TEXT of MySQL, in characters that its older UTF-8 cannot write."""
RUN = {
    "version_table": "alembic_version",
    "command": "upgrade",
    "target": "head",
    "before": "[]",
    "started": "2026-01-02T03:04:05.678+00:00",
    "outcome": "open",
    "attempts": 1,
    "os_user": "app",
    "host": "db-1",
    "process": "host 1 2 3",
    "session": "7",
}


def engine_at(database: Database) -> sa.Engine:
    return sa.create_engine(database.url, poolclass=sa.NullPool)


def a_statement(text: str, number: int = 1) -> dict[str, Any]:
    keys = {
        "run": "1",
        "revision": "aa11",
        "number": number,
        "kind": "change",
        "state": "done",
        "digest": "d",
        "count": 1,
    }
    return {**keys, **dict.fromkeys(("text", "answer", "before", "steps"), text)}


def test_all_are_made_and_told() -> None:
    assert tuple(table.name for table in journal_tables(None).every) == JOURNAL_TABLES


def test_what_is_there_is_kept_and_what_is_missing_is_made(database: Database) -> None:
    tables = journal_tables(None)
    with engine_at(database).begin() as connection:
        make_tables(connection, tables)
        assert set(sa.inspect(connection).get_table_names()) == set(JOURNAL_TABLES)
        connection.execute(sa.insert(tables.runs), {"id": "1", **RUN})
        tables.trash.drop(connection)
        make_tables(connection, tables)
        assert sa.inspect(connection).has_table("tk_trash")
        assert connection.scalars(sa.select(tables.runs.c.id)).all() == ["1"]


def test_what_a_project_hangs_on_all_tables_is_not_called(sqlite: Database) -> None:
    """As sqlalchemy-utils does, to make the composite types of models."""
    called: list[Any] = []

    def listener(target: Any, connection: Any, **options: Any) -> None:
        called.append(target)

    kinds = (sa.MetaData, sa.Table)
    for kind in kinds:
        sa.event.listen(kind, "before_create", listener)
    try:
        with engine_at(sqlite).begin() as connection:
            make_tables(connection, journal_tables(None))
    finally:
        for kind in kinds:
            sa.event.remove(kind, "before_create", listener)
    assert called == []


def test_long_texts_in_all_characters_come_back_whole(database: Database) -> None:
    tables = journal_tables(None)
    with engine_at(database).begin() as connection:
        make_tables(connection, tables)
        connection.execute(sa.insert(tables.statements), a_statement(LONG))
        row = connection.execute(sa.select(tables.statements)).mappings().one()
    assert dict(row) == a_statement(LONG)


def test_each_statement_of_a_revision_has_one_row(database: Database) -> None:
    statements = journal_tables(None).statements
    with engine_at(database).begin() as connection:
        make_tables(connection, journal_tables(None))
        connection.execute(sa.insert(statements), [a_statement("one"), a_statement("one", number=2)])
    with engine_at(database).begin() as connection, pytest.raises(sa.exc.IntegrityError):
        connection.execute(sa.insert(statements), a_statement("other"))


@pytest.mark.parametrize("backend", ["mariadb", "mysql"])
def test_rows_roll_back_and_hold_all_characters_whatever_is_usual_there(
    backend: str, request: pytest.FixtureRequest
) -> None:
    tables = journal_tables(None)
    with engine_at(request.getfixturevalue(backend)).connect() as connection:
        connection.exec_driver_sql("SET SESSION default_storage_engine = MyISAM")
        connection.exec_driver_sql(f"ALTER DATABASE {connection.engine.url.database} CHARACTER SET latin1")
        make_tables(connection, tables)
        connection.commit()
        connection.execute(sa.insert(tables.statements), a_statement("☃ 😀"))
        assert connection.scalar(sa.select(tables.statements.c.text)) == "☃ 😀"
        connection.rollback()
        assert connection.scalar(sa.select(sa.func.count()).select_from(tables.statements)) == 0


def test_the_journal_of_a_schema_stands_in_it(postgresql: Database) -> None:
    with engine_at(postgresql).begin() as connection:
        connection.execute(sa.schema.CreateSchema("tenant"))
        make_tables(connection, journal_tables("tenant"))
        assert set(sa.inspect(connection).get_table_names(schema="tenant")) == set(JOURNAL_TABLES)
        assert sa.inspect(connection).get_table_names() == []


def test_the_journal_is_found_again_where_the_connection_translates_its_schema(postgresql: Database) -> None:
    tables = journal_tables(None)
    with engine_at(postgresql).begin() as connection:
        connection.execute(sa.schema.CreateSchema("tenant"))
        translated = connection.execution_options(schema_translate_map={None: "tenant"})
        assert not has_table(translated, tables.journal)
        make_tables(translated, tables)
        make_tables(translated, tables)
        assert has_table(translated, tables.journal)
        assert set(sa.inspect(connection).get_table_names(schema="tenant")) == set(JOURNAL_TABLES)


def test_two_schemas_have_two_journals() -> None:
    here, there = journal_tables(None), journal_tables("tenant")
    assert isinstance(here, Tables)
    assert (here.runs.fullname, there.runs.fullname) == ("tk_runs", "tenant.tk_runs")
