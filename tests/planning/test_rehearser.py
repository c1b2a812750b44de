"""Statements on their way to the shadow, and what is noted of them."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.planning.conftest import MakeStanding
from tests.planning.standing import Standing
from tests.projects.maker import Revision

ADD = "op.add_column('users', sa.Column('x', sa.Integer))"


def test_each_statement_is_noted_with_its_line_and_what_it_works_on(everywhere: Standing) -> None:
    upgrade = f"{ADD}\n    op.create_index('ix', 'users', ['name'])\n    op.execute('UPDATE users SET name = 1')"
    added, index, update = everywhere.having().statements(upgrade)
    assert [one.number for one in (added, index, update)] == [1, 2, 3]
    assert [one.kind for one in (added, index, update)] == ["definition", "definition", "change"]
    assert [[(t.name, t.rows, t.work) for t in one.tables] for one in (added, index, update)] == [
        [("users", 5, "none")],
        [("users", 5, "index")],
        [("users", 5, "rows")],
    ]
    places = [one.location for one in (added, index, update)]
    assert None not in places
    lines = Path(places[0].file).read_text(encoding="utf-8").splitlines() if places[0] else []
    assert [lines[place.line - 1].split("(")[0].strip() for place in places if place and place.line] == [
        "op.add_column",
        "op.create_index",
        "op.execute",
    ]


def test_several_statements_of_one_text_are_several(standing: Standing) -> None:
    upgrade = f"op.execute(\"UPDATE users SET name = 'a;b'; UPDATE users SET status = 'b'\")\n    {ADD}"
    assert [one.sql.split()[0] for one in standing.having().statements(upgrade)] == ["UPDATE", "UPDATE", "ALTER"]


def test_one_that_is_repeated_is_noted_once(standing: Standing) -> None:
    upgrade = """for number in range(7):
        op.get_bind().execute(sa.text('UPDATE users SET name = :n'), {'n': number})
    op.get_bind().execute(sa.text('UPDATE users SET status = :n'), [{'n': 'a'}, {'n': 'b'}])"""
    assert [one.times for one in standing.having().statements(upgrade)] == [7, 1]


POSTS = "CREATE TABLE posts (id INTEGER PRIMARY KEY, author INTEGER, FOREIGN KEY (author) REFERENCES users (id))"
INSERT = "op.get_bind().execute(sa.text('INSERT INTO posts VALUES (1, 1)'))"


@pytest.mark.parametrize("backend", ["postgresql", "mysql"])
def test_what_fails_for_want_of_rows_ends_nothing(backend: str, standing_on: MakeStanding) -> None:
    insert, added = standing_on(backend).having(POSTS).statements(f"{INSERT}\n    {ADD}")
    assert insert.unknown is not None
    assert insert.unknown.startswith("without rows the server says: ")
    assert "foreign key" in insert.unknown
    assert (insert.impact, insert.refused, added.unknown) == (None, None, None)


def test_a_definition_that_is_refused_ends_the_revision(standing: Standing) -> None:
    revisions = (Revision("bb22", "aa11", upgrade=f"{ADD}\n    {ADD}\n    {ADD}"), Revision("cc33", "bb22"))
    made = standing.having().plan(*revisions)
    first, refused = made.database.revisions[0].statements
    assert first.refused is None
    assert refused.refused is not None
    assert "x" in refused.refused
    assert made.database.revisions[1].statements == ()
    assert made.rehearsed is not None
    assert made.rehearsed.stopped is not None
    assert made.rehearsed.stopped[0] == "bb22"


def test_one_that_is_refused_where_the_revision_expects_it_ends_nothing(everywhere: Standing) -> None:
    upgrade = f"""try:
        with op.get_bind().begin_nested():
            op.execute('ALTER TABLE nowhere ADD COLUMN x INTEGER')
    except sa.exc.DBAPIError:
        pass
    {ADD}"""
    expected, added = everywhere.having().statements(upgrade)
    assert expected.refused is None
    assert expected.unknown is not None
    assert expected.unknown.startswith("the revision goes on although the server says: ")
    assert added.unknown is None


def test_what_a_savepoint_takes_back_is_gone(standing_on: MakeStanding) -> None:
    upgrade = f"""bind = op.get_bind()
    nested = bind.begin_nested()
    {ADD}
    nested.rollback()
    {ADD}"""
    assert len(standing_on("postgresql").having().statements(upgrade)) == 2


def test_outside_of_a_transaction(standing: Standing) -> None:
    upgrade = f"""with op.get_context().autocommit_block():
        op.create_index('ix', 'users', ['name'], postgresql_concurrently=True)
    {ADD}"""
    index, added = standing.having().statements(upgrade)
    assert ("CONCURRENTLY" in index.sql) is (standing.database.backend == "postgresql")
    assert index.tables[0].work == "index"
    assert (index.unknown, index.refused, added.unknown, added.refused) == (None,) * 4


def test_a_lock_that_an_earlier_statement_took_does_not_hide_the_next_one_s(standing_on: MakeStanding) -> None:
    upgrade = f"{ADD}\n    op.create_index('ix', 'users', ['name'])"
    added, index = standing_on("postgresql").having().statements(upgrade)
    assert [table.blocks for table in added.tables] == ["reads and writes"]
    assert [table.blocks for table in index.tables] == ["writes"]


def test_a_setting_stays_as_long_as_the_transaction(standing_on: MakeStanding) -> None:
    upgrade = """op.execute("SET LOCAL tk.mine = 'yes'")
    op.create_table('t', sa.Column('id', sa.Integer))
    op.execute("DO $$ BEGIN IF current_setting('tk.mine') <> 'yes' THEN RAISE 'gone'; END IF; END $$")"""
    found = standing_on("postgresql").having().statements(upgrade)
    assert [one.refused for one in found] == [None, None, None]


@pytest.mark.parametrize("backend", ["postgresql", "sqlite"])
def test_a_table_keeps_its_size_under_another_name(backend: str, standing_on: MakeStanding) -> None:
    upgrade = "op.rename_table('users', 'people')\n    op.execute('UPDATE people SET name = 1')"
    rename, update = standing_on(backend).having().statements(upgrade)
    assert [(table.name, table.rows) for table in update.tables] == [("people", 5)]
    assert "is called people" in rename.notices[0]


def test_the_default_schema_may_be_said(standing_on: MakeStanding) -> None:
    upgrade = "op.rename_table('users', 'people', schema='public')\n    op.execute('UPDATE people SET name = 1')"
    rename, update = standing_on("postgresql").having().statements(upgrade)
    assert [(table.name, table.rows) for table in update.tables] == [("people", 5)]
    assert len(rename.notices) == 1


def test_names_of_any_kind(everywhere: Standing) -> None:
    """The live table is found, copied, asked, altered and put aside."""
    sql = 'CREATE TABLE "a :b\'c" ("x:%%y" INTEGER)', 'INSERT INTO "a :b\'c" VALUES (1)'
    quoted = [one if everywhere.database.backend in ("sqlite", "postgresql") else one.replace('"', "`") for one in sql]
    if everywhere.database.backend == "sqlite":
        # It takes a percent sign for what it is.
        quoted = [one.replace("%%", "%") for one in quoted]
    upgrade = """odd = sa.Table("a :b'c", sa.MetaData(), sa.Column('x:%y', sa.Integer))
    op.add_column(odd.name, sa.Column('z %', sa.Integer))
    for (value,) in op.get_bind().execute(sa.select(odd.c['x:%y'])):
        op.get_bind().execute(odd.update().values({'x:%y': value + 1}))
    op.drop_table(odd.name)"""
    added, update, drop = everywhere.having(*quoted).statements(upgrade)
    assert [(table.name, table.rows) for table in added.tables] == [("a :b'c", 1)]
    assert update.times == 1
    assert drop.trash == ("table a :b'c",)
    assert [one.unknown or one.refused for one in (added, update, drop)] == [None] * 3


def test_a_drop_is_planned_as_what_is_sent_for_it(standing: Standing) -> None:
    [drop] = standing.having().statements("op.drop_table('users')")
    assert drop.trash == ("table users",)
    assert not any(sql.startswith("DROP TABLE") for sql in drop.sent)
    [real] = standing.plan(Revision("bb22", "aa11", upgrade="op.drop_table('users')"), keeps=False).database.revisions
    assert [(one.trash, one.sent) for one in real.statements] == [((), (drop.sql,))]
