"""An INSERT that is compiled once does what SQLAlchemy's own would do."""

from __future__ import annotations

import sqlalchemy as sa

from tests.execution.attempts import engine_at
from tests.servers.database import Database
from toolkit.execution.journal.inserting import Inserting

ROWS = [{"number": 1, "text": "100% of '☃', :named and %s", "note": None}, {"number": 2, "text": "\\", "note": ""}]


def table_in(schema: str | None = None) -> sa.Table:
    columns = (
        sa.Column("number", sa.Integer, primary_key=True),
        sa.Column("text", sa.String(64)),
        sa.Column("note", sa.Text),
    )
    return sa.Table("some_rows", sa.MetaData(schema=schema), *columns)


def test_one_row_and_many_come_back_as_they_were(database: Database) -> None:
    table = table_in()
    inserting = Inserting(table)
    with engine_at(database).begin() as connection:
        table.create(connection)
        inserting.send(connection, ROWS[:1])
        inserting.send(connection, ROWS[1:])
        inserting.send(connection, [{**row, "number": row["number"] + 2} for row in ROWS])
        found = connection.execute(sa.select(table).order_by(table.c.number)).mappings().all()
    assert [dict(row) for row in found] == [*ROWS, *({**row, "number": row["number"] + 2} for row in ROWS)]


def test_one_for_several_databases(sqlite: Database, mariadb: Database) -> None:
    table = table_in()
    inserting = Inserting(table)
    for database in (sqlite, mariadb, sqlite):
        with engine_at(database).begin() as connection:
            table.create(connection, checkfirst=True)
            connection.execute(sa.delete(table))
            inserting.send(connection, ROWS)
            assert connection.scalar(sa.select(sa.func.count()).select_from(table)) == len(ROWS)


def test_a_schema_that_the_connection_translates(postgresql: Database) -> None:
    table = table_in()
    with engine_at(postgresql).begin() as connection:
        connection.exec_driver_sql("CREATE SCHEMA tenant")
        translated = connection.execution_options(schema_translate_map={None: "tenant"})
        table.create(translated)
        Inserting(table).send(translated, ROWS)
        assert connection.exec_driver_sql("SELECT count(*) FROM tenant.some_rows").scalar() == len(ROWS)
