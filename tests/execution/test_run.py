"""Which steps a run takes, what of an interrupted one it goes on with, and how the journal tells that one's end."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from tests.execution.attempts import rows_of
from tests.execution.histories import CREATED, OPEN, begun, configured, finished, intended, left_open
from tests.projects.opened import Heard
from tests.servers.database import Database
from toolkit.backends.sql.values import Name
from toolkit.errors import ReplayDiffers, RunInterrupted
from toolkit.events import RunResumed
from toolkit.execution.certainty import Certainty, Changed
from toolkit.execution.intention import Intention
from toolkit.execution.journal.records import Record, Sort, State
from toolkit.execution.turn import this_runner, written_process

HALF = {"ab22": [CREATED]}


def names_of(steps: Sequence[Any]) -> list[str]:
    return [step.revision.revision for step in steps]


def outcomes(database: Database) -> list[tuple[str, int]]:
    return rows_of(database, "SELECT outcome, attempts FROM tk_runs ORDER BY started, id")  # type: ignore[return-value]


def test_the_steps_are_those_that_the_command_asks_for(tmp_path: Path, sqlite: Database) -> None:
    with configured(sqlite, tmp_path, ["aa11"]) as context, begun(context) as run:
        assert names_of(run.steps) == ["ab22", "cc33"]
        assert run.before == ("aa11",)
        assert run.is_journalled
    with (
        configured(sqlite, tmp_path, ["cc33"]) as context,
        begun(context, intended(context, "downgrade", "-1")) as run,
    ):
        assert names_of(run.steps) == ["cc33"]


def test_a_new_run_is_in_the_journal_with_who_runs_it(tmp_path: Path, database: Database) -> None:
    with configured(database, tmp_path, ["aa11"]) as context, begun(context) as run:
        stored = run.journal.open_run(run.connection)
        assert stored is not None
        assert (stored.id, stored.command, stored.target, stored.before) == (run.id, "upgrade", "heads", ("aa11",))
        # Its last word is the second in which it was written.
        stored_process, own = (
            text.split(" ")[:-1] for text in (stored.process, written_process(this_runner().process))
        )
        assert (stored_process, stored.attempts) == (own, 1)
        assert stored.session == run.sessions.id(run.connection)


def test_where_there_is_nothing_to_do_there_is_no_journal(tmp_path: Path, sqlite: Database) -> None:
    with configured(sqlite, tmp_path, ["cc33"]) as context, begun(context) as run:
        assert not run.is_journalled
        assert not run.journal.is_there(run.connection)


def test_a_stamp_leaves_its_steps_to_alembic_and_is_not_journalled(tmp_path: Path, sqlite: Database) -> None:
    stamp = Intention(command="stamp", target="heads", find_steps=pytest.fail)
    with configured(sqlite, tmp_path) as context, begun(context, stamp) as run:
        assert (run.steps, run.is_journalled, run.sender) == ([], False, None)


def test_the_same_command_goes_on_with_an_interrupted_run(tmp_path: Path, sqlite: Database) -> None:
    heard = Heard()
    with configured(sqlite, tmp_path, ["aa11"]) as context:
        left_open(context, replace(OPEN, before=("aa11",)), {"ab22": [replace(CREATED, count=3)]})
        with begun(context, heard=heard) as run:
            assert run.id == OPEN.id
            assert names_of(run.steps) == ["ab22", "cc33"]
    assert heard.of(RunResumed) == [RunResumed(revision="ab22", statements=3, since=OPEN.started)]
    assert outcomes(sqlite) == [("open", 2)]


@pytest.mark.parametrize(
    ("command", "target", "heads", "names"),
    [
        ("upgrade", "+2", ["aa11"], ["ab22"]),
        ("upgrade", "+1", ["aa11"], []),
        ("downgrade", "-2", ["ab22"], ["ab22"]),
        ("upgrade", "heads", ["aa11"], ["ab22", "cc33"]),
    ],
)
def test_a_relative_target_means_what_it_meant_when_the_run_began(
    tmp_path: Path, sqlite: Database, command: str, target: str, heads: list[str], names: list[str]
) -> None:
    before = ("cc33",) if command == "downgrade" else ()
    with configured(sqlite, tmp_path, heads) as context:
        left_open(context, replace(OPEN, command=command, target=target, before=before))
        with begun(context, intended(context, command, target)) as run:
            assert names_of(run.steps) == names


@pytest.mark.parametrize(("command", "target"), [("downgrade", "base"), ("downgrade", "-1")])
def test_a_command_that_begins_elsewhere_is_refused_in_the_middle_of_a_revision(
    tmp_path: Path, sqlite: Database, command: str, target: str
) -> None:
    with configured(sqlite, tmp_path, ["aa11"]) as context:
        left_open(context, OPEN, HALF)
        wanted = intended(context, command, target)
        with pytest.raises(RunInterrupted, match="in the middle of ab22") as raised, begun(context, wanted):
            pass
        assert "ada on web-1" in raised.value.why
        assert "tk migrate --abandon" in raised.value.mend
    assert outcomes(sqlite) == [("open", 1)]


@pytest.mark.parametrize(
    ("heads", "records", "command", "target", "told"),
    [
        (["cc33"], {}, "upgrade", "heads", [("finished", 1)]),
        (["aa11"], {"ab22": [CREATED, finished()]}, "downgrade", "base", [("stopped", 1), ("open", 1)]),
        (["cc33"], {}, "upgrade", "ab22", [("stopped", 1)]),
    ],
)
def test_how_an_open_run_is_told_to_have_ended(
    tmp_path: Path,
    sqlite: Database,
    heads: list[str],
    records: dict[str, list[Record]],
    command: str,
    target: str,
    told: list[tuple[str, int]],
) -> None:
    with configured(sqlite, tmp_path, heads) as context:
        left_open(context, OPEN, records)
        with begun(context, intended(context, command, target)):
            pass
    assert outcomes(sqlite) == told
    assert rows_of(sqlite, "SELECT * FROM tk_statements WHERE kind <> 'file'") == []


def test_a_stamp_tells_that_what_was_half_done_was_abandoned(tmp_path: Path, sqlite: Database) -> None:
    with configured(sqlite, tmp_path, ["aa11"]) as context:
        left_open(context, OPEN, HALF)
        with begun(context, Intention(command="stamp", target="ab22", find_steps=pytest.fail)):
            pass
    assert outcomes(sqlite) == [("abandoned", 1)]


def test_a_revision_is_held_against_what_the_journal_has_of_it(tmp_path: Path, sqlite: Database) -> None:
    with configured(sqlite, tmp_path, ["aa11"]) as context:
        left_open(context, OPEN, HALF)
        with begun(context) as run:
            replay = run.replay_of("ab22")
            assert replay.answered(CREATED.sort, CREATED.text, ()) is not None
            assert not run.replay_of("cc33").is_partly_done


def test_a_file_that_was_edited_half_way_is_noticed(tmp_path: Path, sqlite: Database) -> None:
    with configured(sqlite, tmp_path, ["aa11"]) as context:
        with begun(context) as run:
            run.journal.add(run.connection, run.id, "ab22", [CREATED])
        run.connection.commit()
        path = tmp_path / "scripts/versions/ab22_create.py"
        with begun(context) as run:
            assert run.replay_of("ab22").is_partly_done
        path.write_text(path.read_text(encoding="utf-8") + "# edited\n", encoding="utf-8")
        with begun(context) as run, pytest.raises(ReplayDiffers, match="was edited"):
            run.replay_of("ab22")


@pytest.mark.parametrize("happened", [True, False])
def test_what_was_begun_last_is_settled_before_the_revision_runs(
    tmp_path: Path, mysql: Database, happened: bool
) -> None:
    with configured(mysql, tmp_path, ["aa11"]) as context:
        names = Changed(names=frozenset({Name(name="t_ab22")}))
        before = Certainty("mysql").before(context.connection, names)
        left_open(context, OPEN, {"ab22": [replace(CREATED, state=State.BEGUN, before=before)]})
        if happened:
            context.connection.exec_driver_sql("CREATE TABLE t_ab22 (id INT)")
        with begun(context) as run:
            record = run.replay_of("ab22").answered(Sort.DEFINITION, CREATED.text, ())
            assert (None if record is None else record.state) is (State.DONE if happened else None)


def test_of_what_did_not_happen_nothing_is_held_against_the_revision(tmp_path: Path, mysql: Database) -> None:
    file = Record(number=1, sort=Sort.FILE, state=State.DONE, text="ab22", digest="of a file that was mended since")
    refused = replace(CREATED, number=2, state=State.FAILED)
    with configured(mysql, tmp_path, ["aa11"]) as context:
        survived = replace(CREATED, number=3, sort=Sort.CHANGE, state=State.FAILED, text="INSERT INTO t VALUES (1)")
        left_open(context, OPEN, {"ab22": [file, survived, replace(refused, number=4)]})
        with begun(context) as run:
            assert run.replay_of("ab22").answered(Sort.DEFINITION, "CREATE TABLE other (id INT)", ()) is None
    kept = rows_of(
        mysql, "SELECT revision, text, number FROM tk_statements WHERE digest <> 'of a file that was mended since'"
    )
    assert kept == [("ab22", "ab22", 0), ("cc33", "cc33", 0)]
    assert rows_of(mysql, "SELECT COUNT(*) FROM tk_statements") == [(2,)]


def test_a_file_that_was_edited_before_it_ran_is_taken_as_it_is(tmp_path: Path, sqlite: Database) -> None:
    with configured(sqlite, tmp_path, ["aa11"]) as context:
        with begun(context) as run:
            run.journal.add(run.connection, run.id, "ab22", [CREATED])
        run.connection.commit()
        known = "SELECT digest FROM tk_statements WHERE kind = 'file' ORDER BY revision"
        before = rows_of(sqlite, known)
        path = tmp_path / "scripts/versions/cc33_create.py"
        path.write_text(path.read_text(encoding="utf-8") + "# edited\n", encoding="utf-8")
        with begun(context) as run:
            assert run.replay_of("ab22").is_partly_done
            assert not run.replay_of("cc33").is_partly_done
        run.connection.commit()
    after = rows_of(sqlite, known)
    assert (before[0], len(before)) == (after[0], len(after))
    assert before[1] != after[1]


def test_a_schema_that_somebody_changed_in_between_is_noticed(tmp_path: Path, mysql: Database) -> None:
    with configured(mysql, tmp_path, ["aa11"]) as context:
        left_open(context, OPEN, HALF)
        with pytest.raises(ReplayDiffers, match="t_ab22 is not there"), begun(context):
            pass
        with begun(context, intended(context, resume_from=2)) as run:
            assert names_of(run.steps) == ["ab22", "cc33"]


def test_what_an_earlier_attempt_made_may_be_dropped_for_real(tmp_path: Path, sqlite: Database) -> None:
    made = replace(finished(1), answer=json.dumps(["CREATE TABLE first (id INT)"]))
    with configured(sqlite, tmp_path, ["aa11"]) as context:
        left_open(context, OPEN, {"aa11": [made], "ab22": [CREATED]})
        with begun(context) as run:
            assert run.keeper is not None
            assert run.keeper.made == {("main", "first", None), ("main", "t_ab22", None)}


class CountedHold:
    """The lock on a connection that is lost."""

    def __init__(self) -> None:
        self.releases = 0

    def release(self) -> None:
        self.releases += 1
        raise ConnectionResetError


def test_the_turn_is_given_up_once_and_its_loss_is_no_error(tmp_path: Path, sqlite: Database) -> None:
    hold = CountedHold()
    with configured(sqlite, tmp_path) as context, begun(context) as run:
        run.hold.release()
        run.hold = hold
        run.give_up_turn()
        run.give_up_turn()
    assert hold.releases == 1
