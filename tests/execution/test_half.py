"""A revision is half applied where something of it is done, and the version table does not tell all of it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from tests.execution.histories import CREATED, OPEN, configured, finished
from tests.projects.maker import MERGED, write_scripts
from tests.servers.database import Database
from toolkit.execution.half import applied_at, half_applied, has_half_done
from toolkit.execution.journal.records import Record, Sort, State

QUESTION = replace(CREATED, sort=Sort.CATALOG, text="PRAGMA table_info(t)")
FILE = replace(CREATED, sort=Sort.FILE, text="ab22")


@pytest.mark.parametrize(
    ("command", "heads", "sent", "half"),
    [
        ("upgrade", ["aa11"], [CREATED], "ab22"),
        ("upgrade", ["aa11"], [replace(CREATED, sort=Sort.CHANGE)], "ab22"),
        ("upgrade", ["aa11"], [CREATED, finished()], None),
        ("upgrade", ["aa11"], [FILE, QUESTION], None),
        ("upgrade", ["aa11"], [], None),
        ("upgrade", ["ab22"], [CREATED], None),
        ("upgrade", ["cc33"], [CREATED], None),
        ("downgrade", ["ab22"], [CREATED], "ab22"),
        ("downgrade", ["cc33"], [CREATED], "ab22"),
        ("downgrade", ["aa11"], [CREATED], None),
        ("downgrade", [], [CREATED], None),
        ("downgrade", ["ab22"], [CREATED, finished()], None),
    ],
)
def test_where_it_stands(
    tmp_path: Path, sqlite: Database, command: str, heads: list[str], sent: list[Record], half: str | None
) -> None:
    with configured(sqlite, tmp_path) as context:
        assert half_applied(context, replace(OPEN, command=command), {"ab22": sent}, heads) == half


def test_what_was_refused_or_taken_back_is_not_done(tmp_path: Path, sqlite: Database) -> None:
    refused, undone = (replace(CREATED, state=state) for state in (State.FAILED, State.UNDONE))
    with configured(sqlite, tmp_path) as context:
        assert context.script is not None
        assert context.connection is not None
        for sent, is_half in (([refused], False), ([undone, QUESTION], False), ([refused, CREATED], True), ([], False)):
            assert has_half_done(context.connection, context.script, OPEN, {"ab22": sent}, ["aa11"]) is is_half
        assert not has_half_done(context.connection, context.script, OPEN, {"ab22": [CREATED]}, ["ab22"])


def test_revisions_that_ran_to_their_end_are_passed_over(tmp_path: Path, sqlite: Database) -> None:
    records = {"ab22": [CREATED, finished()], "cc33": [CREATED]}
    with configured(sqlite, tmp_path) as context:
        assert half_applied(context, OPEN, records, ["ab22"]) == "cc33"


def test_the_version_table_is_asked_where_nobody_says_what_it_holds(tmp_path: Path, sqlite: Database) -> None:
    for head, half in (("aa11", "ab22"), ("ab22", None)):
        with configured(sqlite, tmp_path, [head]) as context:
            assert half_applied(context, OPEN, {"ab22": [CREATED]}) == half


def test_all_that_leads_to_a_head_is_applied(tmp_path: Path, sqlite: Database) -> None:
    write_scripts(tmp_path, MERGED)
    with configured(sqlite, tmp_path) as context:
        assert context.script is not None
        assert applied_at(context.script, []) == set()
        assert applied_at(context.script, ["bc33"]) == {"aa11", "bb22", "bc33"}
        assert applied_at(context.script, ["bc33", "dd44"]) == {"aa11", "bb22", "bc33", "dd44"}
        assert applied_at(context.script, ["fa77"]) == {revision.name for revision in MERGED}


def test_a_head_that_no_file_has_counts_as_itself(tmp_path: Path, sqlite: Database) -> None:
    with configured(sqlite, tmp_path) as context:
        assert context.script is not None
        assert applied_at(context.script, ["ee99"]) == {"ee99"}
