"""A context of Alembic's on a database and a history, as env.py leaves it to a run."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory

from tests.execution.attempts import engine_at
from tests.projects.maker import LINE, write_scripts
from tests.projects.opened import Heard
from tests.servers.database import Database
from toolkit.execution.beginning import begin
from toolkit.execution.intention import Intention
from toolkit.execution.journal.journal import Journal
from toolkit.execution.journal.records import OpenRun, Record, Sort, State
from toolkit.execution.opened import Opened
from toolkit.execution.run import Run
from toolkit.execution.stopping import Stopping

OPEN = OpenRun(
    id="f" * 32,
    command="upgrade",
    target="heads",
    before=(),
    started="2026-01-02T03:04:05.678+00:00",
    os_user="ada",
    host="web-1",
    process="0123abcd 17 4711 1700000000",
    session="",
    attempts=1,
)
"""A run of a process of another machine."""
CREATED = Record(number=1, sort=Sort.DEFINITION, state=State.DONE, text="CREATE TABLE t_ab22 (id INT)", digest="0")


@contextmanager
def configured(database: Database, directory: Path, heads: Sequence[str] = ()) -> Iterator[MigrationContext]:
    """On a connection of its own, with the version table at these heads, committed."""
    if not (directory / "scripts").exists():
        write_scripts(directory, LINE)
    with engine_at(database).connect() as connection:
        context = context_on(connection, directory)
        context._ensure_version_table()
        connection.exec_driver_sql("DELETE FROM alembic_version")
        for head in heads:
            connection.exec_driver_sql(f"INSERT INTO alembic_version VALUES ('{head}')")
        connection.commit()
        yield context


def context_on(connection: sa.Connection, directory: Path) -> MigrationContext:
    return MigrationContext.configure(connection, opts={"script": ScriptDirectory(str(directory / "scripts"))})


def intended(context: MigrationContext, command: str = "upgrade", target: str = "heads", **more: Any) -> Intention:
    """What `tk migrate TARGET`, or downgrade, asks for."""
    script = context.script
    assert script is not None
    find = script._upgrade_revs if command == "upgrade" else script._downgrade_revs
    return Intention(command=command, target=target, find_steps=lambda heads: list(find(target, heads)), **more)


def finished(number: int = 2) -> Record:
    return Record(number=number, sort=Sort.REVISION, state=State.DONE, text="{}", digest="0", answer="[]")


@contextmanager
def begun(context: MigrationContext, intention: Intention | None = None, heard: Heard | None = None) -> Iterator[Run]:
    """The run that begins there; its turn is given up at the end."""
    stopping = Stopping(lambda number: None)
    tell = Heard().append if heard is None else heard.append
    run = begin(context, intention or intended(context), stopping, Opened(), tell)
    assert run is not None
    try:
        yield run
    finally:
        run.give_up_turn()


def left_open(
    context: MigrationContext, run: OpenRun = OPEN, records: Mapping[str, Sequence[Record]] | None = None
) -> Journal:
    """The journal of a run that was interrupted, with what it has sent by revision."""
    journal, connection = Journal(None, "alembic_version"), context.connection
    assert connection is not None
    journal.make(connection)
    journal.begin(connection, run)
    for revision, sent in (records or {}).items():
        journal.add(connection, run.id, revision, sent)
    connection.commit()
    return journal
