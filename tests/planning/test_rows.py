"""Questions about rows, answered by the live database."""

from __future__ import annotations

import pytest

from tests.planning.conftest import MakeStanding
from tests.planning.standing import Standing
from tests.projects.maker import Revision
from toolkit.planning import rows

ORM = """import sqlalchemy.orm as orm

    class Base(orm.DeclarativeBase): pass

    class User(Base):
        __tablename__ = 'users'
        id = orm.mapped_column(sa.Integer, primary_key=True)
        name = orm.mapped_column(sa.String(50))
        status = orm.mapped_column(sa.String(10))

    session = orm.Session(bind=op.get_bind())
    for user in session.query(User).with_for_update().yield_per(2):
        user.status = 'x' + str(user.id)
    session.flush()
    session.delete(session.get(User, 1))
    session.flush()
    session.add(User(id=9, name='new'))
    session.flush()"""


def loop(question: str, **options: object) -> str:
    """A revision that changes each row that it is told of."""
    return f"""bind = op.get_bind()
    for row in bind.execute(sa.text({question!r}), execution_options={options!r}):
        bind.execute(sa.text('UPDATE users SET name = :n WHERE id = :id'), {{'n': 'x', 'id': row.id}})"""


def asserting(expression: str) -> str:
    return f"bind = op.get_bind()\n    found = {expression}\n    assert found, found"


def test_a_session_of_the_orm_finds_its_rows_and_may_change_them(everywhere: Standing) -> None:
    found = everywhere.having().statements(ORM)
    assert [statement.sql.split()[0] for statement in found] == ["UPDATE", "DELETE", "INSERT"]
    assert [statement.tables[0].rows for statement in found] == [5, 5, 5]


@pytest.mark.parametrize("backend", ["postgresql", "mysql"])
@pytest.mark.parametrize("streams", [True, False])
def test_rows_that_are_streamed_or_locked(streams: bool, backend: str, standing_on: MakeStanding) -> None:
    question = "SELECT id FROM users WHERE name <> '50%' FOR UPDATE"
    [statement] = standing_on(backend).having().statements(loop(question, stream_results=streams))
    assert statement.times == 5


def test_a_percent_sign_means_what_it_means_to_the_driver(standing: Standing) -> None:
    plain = "bind.exec_driver_sql(\"SELECT id FROM users WHERE name NOT LIKE '50%'\", execution_options={'no_parameters': True}).all()"
    assert standing.having().statements(asserting(plain)) == []


@pytest.mark.parametrize("backend", ["sqlite", "postgresql"])
def test_what_the_plan_inserted_is_there(backend: str, standing_on: MakeStanding) -> None:
    upgrade = "op.execute(\"INSERT INTO users (id, name) VALUES (77, 'admin')\")\n    " + asserting(
        "bind.execute(sa.text(\"SELECT id FROM users WHERE name = 'admin'\")).scalar_one() == 77"
    )
    assert len(standing_on(backend).having().statements(upgrade)) == 1


def test_what_the_plan_makes_only_the_shadow_knows(standing: Standing) -> None:
    upgrade = "op.add_column('users', sa.Column('x', sa.Integer))\n    " + asserting(
        "bind.execute(sa.text('SELECT x FROM users')).all() == []"
    )
    assert len(standing.having().statements(upgrade)) == 1


BATCHES = """bind = op.get_bind()
    while True:
        found = bind.execute(sa.text('SELECT id FROM users WHERE status IS NULL LIMIT 2')).all()
        if not found:
            break
        for row in found:
            bind.execute(sa.text("UPDATE users SET status = 'a' WHERE id = :id"), {'id': row.id})"""


@pytest.mark.parametrize("backend", ["sqlite", "postgresql"])
def test_a_loop_that_waits_for_its_own_changes_ends_and_that_is_told(backend: str, standing_on: MakeStanding) -> None:
    made = standing_on(backend).having().plan(Revision("bb22", "aa11", upgrade=BATCHES))
    [statement] = made.database.revisions[0].statements
    assert statement.times == 2 * rows.SAME
    [sentence] = made.database.unseen
    assert "asks until the answer changes" in sentence
    assert "status IS NULL" in sentence


def test_each_revision_asks_anew(standing_on: MakeStanding) -> None:
    asks = "[op.get_bind().execute(sa.text('SELECT id FROM users')).scalars().first() == 1 or 1 / 0 for _ in range(3)]"
    standing = standing_on("sqlite").having()
    made = standing.plan(Revision("bb22", "aa11", upgrade=asks), Revision("cc33", "bb22", upgrade=asks))
    assert made.database.unseen == ()


def test_more_rows_than_one_question_gets(standing_on: MakeStanding, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rows, "LONGEST", 3)
    made = standing_on("sqlite").having().plan(Revision("bb22", "aa11", upgrade=loop("SELECT id FROM users")))
    assert made.database.revisions[0].statements[0].times == 3
    [sentence] = made.database.unseen
    assert sentence == "A question of a revision has more rows than it was given here: SELECT id FROM users"


def test_a_table_that_is_asked_for_part_by_part_is_not_read_to_its_end(
    standing_on: MakeStanding, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rows, "MOST", 4)
    pages = """bind, last = op.get_bind(), 0
    while found := bind.execute(sa.text('SELECT id FROM users WHERE id > :l ORDER BY id LIMIT 2'), {'l': last}).scalars().all():
        last = found[-1]
    assert last == 4, last"""
    made = standing_on("sqlite").having().plan(Revision("bb22", "aa11", upgrade=pages))
    assert [sentence[:20] for sentence in made.database.unseen] == ["A question of a revi"]


@pytest.mark.parametrize("backend", ["postgresql", "mariadb", "mysql"])
def test_the_live_database_is_only_read(backend: str, standing_on: MakeStanding) -> None:
    """A function that changes rows is a question to whoever only reads the text."""
    function = {
        "postgresql": "CREATE FUNCTION clear() RETURNS int LANGUAGE sql AS 'DELETE FROM users; SELECT 1'",
    }.get(backend, "CREATE FUNCTION clear() RETURNS int MODIFIES SQL DATA BEGIN DELETE FROM users; RETURN 1; END")
    standing = standing_on(backend).having(function)
    standing.statements("op.execute('SELECT clear()')")
    still_there = "bind.execute(sa.text('SELECT count(*) FROM users')).scalar_one() == 5"
    assert standing.statements(asserting(still_there)) == []
