"""The plan for one database, and what it rests on."""

from __future__ import annotations

from dataclasses import replace

import pytest
import sqlalchemy as sa

from tests.backends.sessions.others import least_user
from tests.dropin.contents import read_contents
from tests.planning.conftest import MakeStanding
from tests.planning.standing import Standing, execute
from tests.projects.maker import Revision
from toolkit.capacity import TableSize
from toolkit.planning.measuring import Measuring

ADD = Revision("bb22", "aa11", upgrade="op.add_column('users', sa.Column('x', sa.Integer))")


def test_nothing_to_do(standing: Standing) -> None:
    made = standing.having().plan()
    assert (made.database.before, made.database.revisions, made.rehearsed) == (("aa11",), (), None)
    assert made.is_harmless


@pytest.mark.parametrize(("rows", "harmless"), [("DELETE FROM users", True), ("SELECT 1", False)])
def test_tables_without_rows_keep_nobody_waiting(rows: str, harmless: bool, standing: Standing) -> None:
    standing.having(rows)
    assert standing.plan(ADD, copies_all=False).is_harmless is harmless
    assert standing.plan(ADD).rehearsed is not None, "who asks for the plan gets it all the same"


def test_a_new_table_keeps_nobody_waiting(standing: Standing) -> None:
    assert standing.having().plan(Revision("bb22", "aa11"), copies_all=False).is_harmless


def test_what_the_run_is_to_know_of_the_statements(standing_on: MakeStanding) -> None:
    made = standing_on("mariadb").having().plan(ADD)
    [sql] = made.clauses
    assert sql == "ALTER TABLE users ADD COLUMN x INTEGER"
    assert made.clauses[sql].startswith("ALGORITHM=INSTANT")
    assert made.instant == {sql}
    assert made.works == {}


def test_the_live_database_is_not_changed(everywhere: Standing) -> None:
    before = read_contents(everywhere.having().database)
    drops = Revision("bb22", "aa11", upgrade="op.execute('UPDATE users SET id = id + 100'); op.drop_table('users')")
    assert len(everywhere.plan(drops).database.revisions) == 1
    assert read_contents(everywhere.database) == before


@pytest.mark.parametrize("backend", ["mariadb", "postgresql"])
def test_a_user_who_may_make_no_shadow_is_told_so(backend: str, standing_on: MakeStanding) -> None:
    standing = standing_on(backend).having()
    with least_user(standing.database) as least:
        if backend == "postgresql":
            user = sa.make_url(least.url).username
            execute(standing.database, f"GRANT SELECT ON ALL TABLES IN SCHEMA public TO {user}")
        made = replace(standing, database=least).plan(ADD)
        elsewhere = replace(standing, database=least).plan(ADD, settings={"shadow_url": standing.database.url})
    [sentence] = made.database.unseen
    assert sentence.startswith("The plan could not be tried on a shadow: ")
    assert "shadow_url" in sentence
    assert ". GRANT " in sentence or ". ALTER ROLE " in sentence, "the server's words end before the remedy begins"
    # They are known, and nothing of what they send.
    assert [(one.revision, one.statements) for one in made.database.revisions] == [("bb22", ())]
    assert (made.rehearsed, made.is_harmless) == (None, False)
    assert elsewhere.database.unseen == ()
    assert len(elsewhere.database.revisions) == 1


@pytest.mark.parametrize("backend", ["mariadb", "mysql"])
def test_nobody_is_told_the_name_of_a_shadow(backend: str, standing_on: MakeStanding) -> None:
    standing = standing_on(backend).having()
    back = Revision("bb22", "aa11", upgrade="pass", downgrade="op.drop_table('nowhere')")
    [revision] = standing.plan(back).database.revisions
    live = sa.make_url(standing.database.url).database
    assert f"'{live}.nowhere'" in str(revision.irreversible)


def test_a_table_that_somebody_changes_just_now(standing_on: MakeStanding) -> None:
    standing = standing_on("postgresql").having()
    with sa.create_engine(standing.database.url, poolclass=sa.NullPool).begin() as other:
        other.exec_driver_sql("LOCK TABLE users IN ACCESS EXCLUSIVE MODE")
        locked = standing.plan(ADD)
    [sentence] = locked.database.unseen
    assert "while another session locks what it copies: " in sentence
    assert (locked.rehearsed, locked.is_harmless) == (None, False)
    assert standing.plan(ADD).rehearsed is not None


@pytest.mark.parametrize(
    ("backend", "own_end"),
    [
        ("mariadb", "KILL CONNECTION_ID()"),
        ("mysql", "KILL CONNECTION_ID()"),
        ("postgresql", "SELECT pg_terminate_backend(pg_backend_pid())"),
    ],
)
def test_a_lost_connection_is_no_plan_that_could_not_be_tried(
    backend: str, own_end: str, standing_on: MakeStanding, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("toolkit.planning.making.sizes_of", lambda live: live.exec_driver_sql(own_end))
    with pytest.raises(sa.exc.DBAPIError) as raised:
        standing_on(backend).having().plan(ADD)
    assert raised.value.connection_invalidated


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost"])
def test_another_server_is_not_asked_how_fast_this_one_is(
    host: str, standing_on: MakeStanding, monkeypatch: pytest.MonkeyPatch
) -> None:
    """And it gets no rows of this one."""
    asked: list[str] = []
    monkeypatch.setattr("toolkit.planning.planned.LONG", -1.0)

    def of(self: Measuring, size: TableSize) -> tuple[()]:
        asked.append(size.name)
        return ()

    monkeypatch.setattr(Measuring, "of", of)
    standing = standing_on("mariadb").having()
    there = sa.make_url(standing.database.url).set(host=host).render_as_string(hide_password=False)
    index = Revision("bb22", "aa11", upgrade="op.create_index('ix', 'users', ['name'])")
    standing.plan(index, settings={"shadow_url": there})
    assert asked == (["users"] if host == sa.make_url(standing.database.url).host else [])


def test_a_history_that_makes_nothing_of_an_empty_database_is_told(standing_on: MakeStanding) -> None:
    """It is run where the plan begins behind where the database stands."""
    standing = standing_on("sqlite").having("UPDATE alembic_version SET version_num = 'cc33'")
    first = Revision("bb22", "aa11", upgrade="op.drop_column('users', 'name')")
    made = standing.plan(first, Revision("cc33", "bb22"), start=("bb22",))
    assert [revision.revision for revision in made.database.revisions] == ["cc33"]
    [told] = made.database.unseen
    assert "begins elsewhere" in told
    assert "revision bb22 cannot be run on an empty database" in told


def test_a_plan_that_begins_ahead_begins_with_what_is_there(standing: Standing) -> None:
    """What nobody's history makes is there, and so is what the revisions make until then."""
    first = Revision("bb22", "aa11", upgrade="op.add_column('users', sa.Column('x', sa.Integer))", downgrade="pass")
    second = Revision("cc33", "bb22", upgrade="op.create_index('xx', 'users', ['x', 'name'])", downgrade="pass")
    made = standing.having().plan(first, second, start=("bb22",))
    assert made.database.unseen == ()
    [revision] = made.database.revisions
    [statement] = revision.statements
    assert (revision.revision, statement.refused, statement.unknown) == ("cc33", None, None)
    assert [table.rows for table in statement.tables] == [5]
