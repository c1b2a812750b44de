"""The version table is written as Alembic writes it."""

from __future__ import annotations

from contextlib import nullcontext
from itertools import pairwise
from typing import Any

import pytest
import sqlalchemy as sa
from alembic.runtime.migration import HeadMaintainer, MigrationContext
from alembic.util import CommandError

from tests.execution.attempts import engine_at
from tests.servers.database import Database
from toolkit.execution.versions import versions_compiled_once

IDS = ["aa11", "bb22", "aa11", "2026_01.b-c", "50%", "o", "cc33"]
"""Some are pieces of the statement, and some are no plain words."""


def written(database: Database, *, quick: bool, schema: str | None = None) -> tuple[list[str], str]:
    """What is sent for one revision after the other, and what the table holds at last."""
    sent: list[str] = []

    def note(connection: Any, cursor: Any, statement: str, *_: Any) -> None:
        sent.append(statement)

    with engine_at(database).connect() as plain:
        connection = plain if schema is None else plain.execution_options(schema_translate_map={None: schema})
        context = MigrationContext.configure(connection)
        context._version.drop(connection, checkfirst=True)
        context._ensure_version_table()
        maintainer = HeadMaintainer(context, ())
        maintainer._insert_version(IDS[0])
        sa.event.listen(connection, "before_cursor_execute", note)
        with versions_compiled_once() if quick else nullcontext():
            for from_, to_ in pairwise(IDS):
                maintainer._update_version(from_, to_)
        sa.event.remove(connection, "before_cursor_execute", note)
        head = connection.execute(sa.select(context._version.c.version_num)).scalar_one()
    return sent, head


def test_what_is_sent_is_what_alembic_sends(database: Database) -> None:
    assert written(database, quick=True) == written(database, quick=False)


def test_a_schema_that_the_connection_translates_is_alembics_matter(postgresql: Database) -> None:
    with engine_at(postgresql).begin() as connection:
        connection.exec_driver_sql("CREATE SCHEMA tenant")
    assert written(postgresql, quick=True, schema="tenant") == written(postgresql, quick=False, schema="tenant")


def test_a_row_that_is_gone_is_noticed(sqlite: Database) -> None:
    with engine_at(sqlite).connect() as connection, versions_compiled_once():
        context = MigrationContext.configure(connection)
        context._ensure_version_table()
        maintainer = HeadMaintainer(context, ("aa11",))
        with pytest.raises(CommandError, match="expected to match one"):
            maintainer._update_version("aa11", "bb22")
    assert HeadMaintainer._update_version.__module__ == "alembic.runtime.migration", "as it was"


def test_the_text_is_compiled_once(sqlite: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    compiled: list[Any] = []
    usual = sa.Update.compile
    monkeypatch.setattr(sa.Update, "compile", lambda *given, **named: compiled.append(given) or usual(*given, **named))
    with engine_at(sqlite).connect() as connection, versions_compiled_once():
        context = MigrationContext.configure(connection)
        context._ensure_version_table()
        maintainer = HeadMaintainer(context, ())
        maintainer._insert_version("r0")
        for number in range(5):
            maintainer._update_version(f"r{number}", f"r{number + 1}")
        assert context.get_current_heads() == ("r5",)
    assert len(compiled) == 1
