"""What a database has applied keeps its parent."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
import sqlalchemy as sa

from tests.projects.maker import Revision, make_project
from tests.projects.opened import Heard, settings_of
from tests.servers.database import Database
from tests.workflows.conftest import MakeSettings
from toolkit.errors import CommandRefused, ConnectionFailed, RevisionsApplied, StatementFailed
from toolkit.execution.turn import written_process
from toolkit.project import opened
from toolkit.revising.line import line_of
from toolkit.settings import Settings
from toolkit.shadow.names import this_run
from toolkit.workflows.applied import refuse_applied
from toolkit.workflows.downgrade import downgrade
from toolkit.workflows.migrate import migrate

FORK = (Revision("aa11"), Revision("bb22", "aa11"), Revision("dd44", "bb22"), Revision("cc33", "aa11"))


def asked(settings: Settings) -> list[str]:
    with opened(settings, "current") as project:
        line = line_of(project.script, project.script.get_revision("bb22"), project.script.get_revision("cc33"))
        return [place.database for place in refuse_applied(project, line)]


def refusal(settings: Settings) -> RevisionsApplied:
    with pytest.raises(RevisionsApplied) as refused:
        asked(settings)
    return refused.value


def test_at_one_of_them(database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """On every backend, and forgotten once it was taken back."""
    monkeypatch.chdir(tmp_path)
    make_project(tmp_path, FORK, url=database.url)
    settings = settings_of(tmp_path)
    assert len(asked(settings)) == 1
    migrate(settings, "bb22", Heard().append)
    told = refusal(settings)
    assert told.what.startswith("bb22 is applied already")
    assert told.where.endswith("which is at bb22")
    assert told.mend == "Join the heads: `tk merge heads`. Or take it back there first: `tk downgrade bb22@aa11`."
    downgrade(settings, "bb22@aa11", Heard().append)
    assert len(asked(settings)) == 1


def test_what_the_database_depends_on(project: MakeSettings) -> None:
    settings = project(*FORK[:3], Revision("ee55", depends_on="bb22"), Revision("cc33", "aa11"))
    migrate(settings, "ee55", Heard().append)
    assert refusal(settings).what.startswith("bb22 is")


def test_the_journal_remembers_what_the_version_table_does_not(project: MakeSettings) -> None:
    settings = project(*FORK)
    migrate(settings, "dd44", Heard().append)
    with sa.create_engine("sqlite:///app.db").begin() as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = 'aa11'")
    told = refusal(settings)
    assert told.what.startswith("bb22 was applied on 20")
    assert "--offline" in told.mend


@pytest.mark.parametrize("host", ["here", "elsewhere"])
def test_a_run_that_was_not_seen_to_end(project: MakeSettings, host: str) -> None:
    """A dead one has told all by the version table, unless it is in the middle of one of these revisions."""
    settings = project(*FORK)
    migrate(settings, "aa11", Heard().append)
    dead = replace(this_run(), start="1", host=this_run().host if host == "here" else host)
    with sa.create_engine("sqlite:///app.db").begin() as connection:
        open_again = sa.text("UPDATE tk_runs SET outcome = 'open', process = :process")
        connection.execute(open_again, {"process": written_process(dead)})
    if host == "here":
        assert len(asked(settings)) == 1
    else:
        assert "has not ended" in refusal(settings).what


def test_a_revision_that_is_half_applied(mariadb: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    half = Revision("bb22", "aa11", upgrade="op.execute('CREATE TABLE one (id INT)'); op.execute('SELECT no_such()')")
    make_project(tmp_path, (FORK[0], half, *FORK[2:]), url=mariadb.url)
    settings = settings_of(tmp_path)
    with pytest.raises(StatementFailed):
        migrate(settings, "bb22", Heard().append)
    assert "has not ended" in refusal(settings).what


def test_a_revision_that_no_file_has(project: MakeSettings) -> None:
    settings = project(*FORK)
    migrate(settings, "aa11", Heard().append)
    with sa.create_engine("sqlite:///app.db").begin() as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = 'zz99'")
    assert "zz99, which no revision file has" in refusal(settings).what


def test_a_database_that_is_not_there(project: MakeSettings) -> None:
    settings = project(*FORK, url="postgresql+psycopg://app:secret@127.0.0.1:1/app")
    with pytest.raises(ConnectionFailed) as failed:
        asked(settings)
    assert failed.value.state.startswith("Nothing was moved")
    assert "--offline" in failed.value.mend


def test_the_database_that_was_named(project: MakeSettings) -> None:
    settings = project(*FORK)
    migrate(settings, "bb22", Heard().append)
    assert asked(replace(settings, url="sqlite:///other.db")) == ["other.db"]


def test_an_environment_that_connects_elsewhere(project: MakeSettings) -> None:
    fixed = project(*FORK, prelude="config.set_main_option('sqlalchemy.url', 'sqlite:///app.db')")
    with pytest.raises(CommandRefused, match="not to the URL asked for"):
        asked(replace(fixed, url="sqlite:///other.db"))
