"""What was run, as the journals tell."""

from __future__ import annotations

from dataclasses import replace

import pytest
import sqlalchemy as sa

from tests.projects.maker import LINE, Revision
from tests.projects.opened import Heard
from tests.workflows.conftest import MakeSettings
from toolkit.errors import TkError
from toolkit.workflows.downgrade import downgrade
from toolkit.workflows.migrate import migrate
from toolkit.workflows.runs import runs


def test_without_a_journal_there_are_none(project: MakeSettings) -> None:
    assert runs(project()).runs == ()
    assert sa.inspect(sa.create_engine("sqlite:///app.db", poolclass=sa.NullPool)).get_table_names() == []


def test_each_run_tells_whence_whither_and_what_it_ran_the_newest_first(project: MakeSettings) -> None:
    settings = project()
    migrate(settings, "ab22", Heard().append)
    downgrade(settings, "-1", Heard().append)
    newest, oldest = runs(settings).runs
    assert (oldest.command, oldest.target, oldest.before, oldest.after) == ("upgrade", "ab22", (), ("ab22",))
    assert (newest.command, newest.target, newest.before, newest.after) == ("downgrade", "-1", ("ab22",), ("aa11",))
    assert [(step["revision"], step["direction"]) for step in oldest.revisions] == [
        ("aa11", "upgrade"),
        ("ab22", "upgrade"),
    ]
    assert (newest.database, newest.outcome, newest.attempts) == ("app.db", "finished", 1)
    assert newest.finished is not None
    assert oldest.started <= newest.started <= newest.finished


def test_a_run_that_had_nothing_to_do_is_no_run(project: MakeSettings) -> None:
    settings = project()
    migrate(settings, "head", Heard().append)
    migrate(settings, "head", Heard().append)
    assert len(runs(settings).runs) == 1


def test_a_run_whose_end_was_not_seen_is_open_until_it_is_run_again(project: MakeSettings) -> None:
    settings = project(*LINE, Revision("dd44", "cc33", upgrade="op.execute('INSERT INTO late VALUES (1)')"))
    with pytest.raises(TkError, match="late"):
        migrate(settings, "head", Heard().append)
    [run] = runs(settings).runs
    assert (run.outcome, run.finished, run.after, run.revisions) == ("open", None, (), ())
    late = Revision("dd44", "cc33", upgrade="pass")
    (settings.directory / "scripts/versions/dd44_create.py").write_text(late.text(), encoding="utf-8")
    migrate(settings, "head", Heard().append)
    [run] = runs(settings).runs
    assert (run.outcome, run.after, run.attempts) == ("finished", ("dd44",), 2)


def test_runs_of_another_history_in_the_same_database_are_not_told(project: MakeSettings) -> None:
    settings = project()
    migrate(settings, "head", Heard().append)
    env = settings.directory / "scripts/env.py"
    text = env.read_text(encoding="utf-8")
    assert "**connected, " in text
    env.write_text(text.replace("**connected, ", "**connected, version_table='others'"), encoding="utf-8")
    assert runs(settings).runs == ()


def test_what_was_accepted_and_why(project: MakeSettings) -> None:
    settings = project()
    migrate(replace(settings, allow=("null-values",), reason="by hand"), "aa11", Heard().append)
    migrate(settings, "ab22", Heard().append)
    newest, oldest = runs(settings).runs
    assert oldest.note == "accepted null-values: by hand"
    assert not newest.note


def test_what_was_accepted_for_an_earlier_attempt_stays(project: MakeSettings) -> None:
    settings = project(*LINE, Revision("dd44", "cc33", upgrade="op.execute('INSERT INTO late VALUES (1)')"))
    for name, reason in (("null-values", "by hand"), ("open-transactions", "ours"), ("open-transactions", "ours")):
        with pytest.raises(TkError, match="late"):
            migrate(replace(settings, allow=(name,), reason=reason), "head", Heard().append)
    [run] = runs(settings).runs
    assert run.note == "accepted null-values: by hand; accepted open-transactions: ours"
