"""After a run that was stopped the next one is rehearsed, unless it left a revision in the middle."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest
import sqlalchemy as sa

from tests.projects.maker import Revision, make_project
from tests.projects.opened import Heard, settings_of
from tests.servers.database import Database
from toolkit.errors import TkError
from toolkit.execution.journal.journal import Journal
from toolkit.execution.turn import written_process
from toolkit.planning.unfinished import is_unfinished
from toolkit.project import opened
from toolkit.settings import Settings
from toolkit.shadow.names import this_run
from toolkit.workflows.migrate import migrate

FIRST = Revision("aa11", upgrade="op.execute('CREATE TABLE t (id INT)')")
REFUSED = "op.execute('ALTER TABLE nowhere ADD n INT')"


@contextmanager
def stopped(database: Database, directory: Path, upgrade: str) -> Iterator[Settings]:
    """Within a project whose second revision was refused."""
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(directory)
        make_project(directory, (FIRST, Revision("bb22", "aa11", upgrade=upgrade)), url=database.url)
        settings = replace(settings_of(directory), preflight="off")
        migrate(settings, "aa11", Heard().append)
        with pytest.raises(TkError, match="nowhere"):
            migrate(settings, "head", Heard().append)
        yield settings


def unfinished(database: Database, settings: Settings, target: str = "heads") -> bool:
    journal = Journal(None, "alembic_version")
    with (
        opened(settings, "check") as project,
        sa.create_engine(database.url, poolclass=sa.NullPool).connect() as connection,
    ):
        assert journal.open_run(connection) is not None
        return is_unfinished(connection, journal, project.script, ("aa11",), target)


def test_nothing_of_the_refused_revision_is_done(database: Database, tmp_path: Path) -> None:
    with stopped(database, tmp_path, REFUSED) as settings:
        assert not unfinished(database, settings)
        assert unfinished(database, settings, "+1")


def test_a_revision_is_in_the_middle_where_definitions_commit(database: Database, tmp_path: Path) -> None:
    with stopped(database, tmp_path, f"op.execute('CREATE TABLE u (id INT)')\n    {REFUSED}") as settings:
        assert unfinished(database, settings) is (database.backend in ("mysql", "mariadb"))


def test_a_run_of_this_machine_that_is_at_work_is_left_alone(sqlite: Database, tmp_path: Path) -> None:
    with stopped(sqlite, tmp_path, REFUSED) as settings:
        process = written_process(replace(this_run(), pid=1, start="0"))
        with sa.create_engine(sqlite.url, poolclass=sa.NullPool).begin() as connection:
            connection.execute(sa.text("UPDATE tk_runs SET process = :process"), {"process": process})
        assert unfinished(sqlite, settings)


def test_a_database_without_a_journal_has_none(sqlite: Database, tmp_path: Path) -> None:
    make_project(tmp_path, (FIRST,), url=sqlite.url)
    with (
        opened(settings_of(tmp_path), "check") as project,
        sa.create_engine(sqlite.url, poolclass=sa.NullPool).connect() as connection,
    ):
        assert not is_unfinished(connection, Journal(None, "alembic_version"), project.script, (), "heads")
