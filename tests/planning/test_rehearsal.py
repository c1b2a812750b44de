"""The pending revisions on a copy of the live definitions."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from sqlalchemy import Connection, inspect

from tests.planning.conftest import MakeStanding
from tests.planning.standing import FIRST, Standing, execute
from tests.projects.maker import Revision
from toolkit.finding import Finding, Severity
from toolkit.planning.rehearsal import Rehearsed

ADD = Revision(
    "bb22",
    "aa11",
    upgrade="op.add_column('users', sa.Column('x', sa.Integer))",
    downgrade="op.drop_column('users', 'x')",
)


def test_it_begins_with_what_is_there_and_not_with_what_the_history_makes(standing: Standing) -> None:
    """The first revision makes nothing here; somebody else made the table."""
    made = standing.having("CREATE TABLE by_hand (id INTEGER)").plan(ADD)
    assert made.rehearsed is not None
    assert {"users", "by_hand"} <= {table.name for table in made.rehearsed.before.tables}
    [before], [after] = (
        [[column.name for column in table.columns] for table in catalog.tables if table.name == "users"]
        for catalog in (made.rehearsed.before, made.rehearsed.after)
    )
    assert after == [*before, "x"]


def test_there_is_a_catalog_between_all_revisions_where_the_way_back_is_tried(standing_on: MakeStanding) -> None:
    standing = standing_on("sqlite").having()
    revisions = ADD, Revision("cc33", "bb22")
    for is_whole, count in ((True, 3), (False, 2)):
        rehearsed = standing.plan(*revisions, copies_all=is_whole).rehearsed
        assert rehearsed is not None
        assert [step.revision.revision for step in rehearsed.steps] == ["bb22", "cc33"]
        assert len(rehearsed.catalogs) == count


def test_what_comes_before_a_statement_that_is_refused_is_known(standing: Standing) -> None:
    change = "op.create_index('once', 'users', ['name'], unique=True)"
    if standing.database.backend == "postgresql":
        change = f"op.execute(\"SET lock_timeout = '4s'\")\n    {change}"
    refused = Revision("bb22", "aa11", upgrade=f"{change}\n    op.execute('ALTER TABLE nowhere ADD x INTEGER')")
    looked: list[Rehearsed] = []

    def look(_shadow: Connection, rehearsed: Rehearsed) -> Iterator[Finding]:
        looked.append(rehearsed)
        yield from ()

    standing.having().plan(refused, look=look)
    [rehearsed] = looked
    before, after = (
        {index.name for table in catalog.tables for index in table.indexes if table.name == "users"}
        for catalog in (rehearsed.before, rehearsed.after)
    )
    assert after - before == {"once"}


def test_only_what_is_named_is_copied_where_the_rest_is_no_matter(standing: Standing) -> None:
    change = Revision("bb22", "aa11", upgrade="op.execute('ALTER TABLE users ADD COLUMN x INTEGER')")
    made = standing.having("CREATE TABLE other (id INTEGER)").plan(change, copies_all=False)
    assert made.rehearsed is not None
    assert "other" not in {table.name for table in made.rehearsed.before.tables}


def test_something_is_done_before_there_is_a_shadow_and_not_where_none_is_made(standing: Standing) -> None:
    done: list[str] = []

    def look(_shadow: Connection, _rehearsed: Rehearsed) -> Iterator[Finding]:
        done.append("look")
        yield from ()

    standing.having().plan(ADD, meanwhile=lambda: done.append("meanwhile"), look=look)
    assert done == ["meanwhile", "look"]
    standing.plan(meanwhile=lambda: done.append("again"))
    assert done == ["meanwhile", "look"]


def test_no_catalog_is_read_where_all_rows_fit(standing: Standing) -> None:
    rehearsed = standing.having().plan(ADD, copies_all=False).rehearsed
    assert rehearsed is not None
    assert len(rehearsed.seen) == 1
    assert rehearsed.catalogs == []


def test_what_the_words_of_a_file_hide_is_seen_all_the_same(standing_on: MakeStanding) -> None:
    hidden = "getattr(op, 'alter' '_column')('users', 'name', **{'null' 'able': False})"
    made = standing_on("postgresql").having().plan(Revision("bb22", "aa11", upgrade=hidden), copies_all=False)
    assert made.rehearsed is not None
    before, after = (
        {column.name: column.nullable for table in catalog.tables for column in table.columns}
        for catalog in made.rehearsed.catalogs
    )
    assert (before["name"], after["name"]) == (True, False)


@pytest.mark.parametrize(
    ("upgrade", "why"),
    [
        ("raise ValueError('the service is away')", "ValueError: the service is away"),
        ("raise SystemExit(3)", "SystemExit: 3"),
        ("raise type('Stop', (BaseException,), {})", "Stop: "),
        ("op.get_bind().close()", "ResourceClosedError: This Connection is closed"),
        ("op.execute('DROP TABLE alembic_version')", "alembic_version"),
    ],
)
def test_a_revision_that_does_not_come_to_its_end(upgrade: str, why: str, standing: Standing) -> None:
    """Nor what Alembic does after its function."""
    made = standing.having().plan(Revision("bb22", "aa11", upgrade=upgrade), Revision("cc33", "bb22"), keeps=False)
    assert made.rehearsed is not None
    assert made.rehearsed.stopped is not None
    revision, told = made.rehearsed.stopped
    assert revision == "bb22"
    assert why in told
    assert made.database.unseen[0].startswith("Revision bb22 could not be tried on a shadow to its end")
    assert [one.is_reversible for one in made.database.revisions] == [None, None]


def test_a_range_behind_begins_with_the_history_on_an_empty_shadow(standing: Standing) -> None:
    standing.having("UPDATE alembic_version SET version_num = 'cc33'")
    made = standing.plan(Revision("bb22", "aa11"), Revision("cc33", "bb22"), start=("bb22",))
    assert [one.revision for one in made.database.revisions] == ["cc33"]
    assert made.rehearsed is not None
    assert {table.name for table in made.rehearsed.before.tables} >= {"t_bb22"}
    assert "users" not in {table.name for table in made.rehearsed.before.tables}
    assert made.clauses == {}, "what a table would be there tells nothing of the live one"


HEADS = (
    Revision("bb22", "aa11"),
    Revision("cc33", "aa11"),
    Revision("dd44", ("bb22", "cc33"), upgrade="pass", downgrade="pass"),
    Revision("ee55", None, depends_on="dd44", labels="other"),
)


def test_branches_merges_and_dependencies(standing: Standing) -> None:
    found = standing.having().plan(*HEADS).database.revisions
    assert {one.revision for one in found} == {"bb22", "cc33", "dd44", "ee55"}
    assert [one.is_reversible for one in found] == [True] * 4


def test_a_database_at_two_heads(standing_on: MakeStanding) -> None:
    standing = standing_on("sqlite").having("UPDATE alembic_version SET version_num = 'bb22'")
    execute(standing.database, "INSERT INTO alembic_version VALUES ('cc33')")
    found = standing.plan(*HEADS)
    assert sorted(found.database.before) == ["bb22", "cc33"]
    assert [one.revision for one in found.database.revisions] == ["dd44", "ee55"]


def test_down(standing: Standing) -> None:
    standing.having("CREATE TABLE t_bb22 (id INTEGER)", "UPDATE alembic_version SET version_num = 'bb22'")
    [revision] = standing.plan(Revision("bb22", "aa11"), target="aa11", down=True).database.revisions
    assert (revision.direction, revision.is_reversible) == ("downgrade", False)
    assert revision.statements[0].trash == ("table t_bb22",)


@pytest.mark.parametrize("options", ["transaction_per_migration=True", "version_table='own_version'"])
def test_options_of_env_py(options: str, standing: Standing) -> None:
    made = standing.having("ALTER TABLE alembic_version RENAME TO own_version" if "own" in options else "SELECT 1")
    found = made.plan(ADD, Revision("cc33", "bb22"), options=options).database
    assert [(one.revision, one.is_reversible) for one in found.revisions] == [("bb22", True), ("cc33", True)]


@pytest.mark.parametrize("is_whole", [True, False])
def test_the_version_table_in_a_schema_of_its_own(is_whole: bool, standing_on: MakeStanding) -> None:
    standing = standing_on("postgresql").having("CREATE SCHEMA own", "ALTER TABLE alembic_version SET SCHEMA own")
    found = standing.plan(ADD, copies_all=is_whole, options="version_table_schema='own'")
    assert found.database.unseen == ()
    assert [one.revision for one in found.database.revisions] == ["bb22"]


def test_a_history_without_revisions(standing_on: MakeStanding) -> None:
    assert standing_on("sqlite").having().plan().database.revisions == ()
    assert FIRST.name == "aa11"


def test_somebody_may_look_at_the_shadow_as_the_revisions_leave_it(standing: Standing) -> None:
    seen: list[tuple[list[str], str | None]] = []

    def look(shadow: Connection, rehearsed: Rehearsed) -> Iterator[Finding]:
        columns = [column["name"] for column in inspect(shadow).get_columns("users")]
        seen.append((columns, rehearsed.names.column_of(None, "users", "x")))
        yield Finding(name="a-finding", severity=Severity.NOTE, subject="", fact="", consequence="", remedy="")

    rehearsed = standing.having().plan(ADD, look=look).rehearsed
    assert rehearsed is not None
    assert seen == [(["id", "name", "status", "x"], None)]
    assert [finding.name for finding in rehearsed.findings] == ["a-finding"]


def test_another_schema_that_the_plan_may_work_in_is_read_too(standing_on: MakeStanding) -> None:
    standing = standing_on("postgresql").having("CREATE SCHEMA ledger", "CREATE TABLE ledger.entries (id int)")
    add = Revision("bb22", "aa11", upgrade="op.execute('ALTER TABLE ledger.entries ADD n int')", downgrade="pass")
    rehearsed = standing.plan(add).rehearsed
    assert rehearsed is not None
    assert ("ledger", "entries") in {(table.schema, table.name) for table in rehearsed.after.tables}
