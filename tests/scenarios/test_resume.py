"""Killed at any statement, up or down: the same command again makes what an undisturbed run makes."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
import sqlalchemy as sa

from tests.conftest import MakeDatabase
from tests.projects import faults
from tests.projects.forker import Forker
from tests.projects.maker import Revision, make_project
from tests.scenarios.state import State, state_of
from tests.servers.database import Database

BASE = Revision(
    "aa11",
    upgrade="""op.create_table('people', sa.Column('id', sa.Integer, primary_key=True, autoincrement=False),
        sa.Column('name', sa.String(40), nullable=False), sa.Column('code', sa.String(20), nullable=False))
    op.create_table('old', sa.Column('id', sa.Integer, primary_key=True, autoincrement=False), sa.Column('what', sa.String(20)))
    for number in range(1, 9):
        op.execute(f"INSERT INTO people (id, name, code) VALUES ({number}, 'n{number}', 'c{number}')")
        op.execute(f"INSERT INTO old (id, what) VALUES ({number}, 'w{number}')")""",
    downgrade="op.drop_table('old'); op.drop_table('people')",
)
MORE = Revision(
    "ab22",
    "aa11",
    upgrade="""bind = op.get_bind()
    op.execute("UPDATE people SET name = name || '!'" if bind.dialect.name in ('sqlite', 'postgresql')
               else "UPDATE people SET name = concat(name, '!')")
    op.create_table('tags', sa.Column('id', sa.Integer, primary_key=True, autoincrement=False), sa.Column('n', sa.Integer))
    op.add_column('people', sa.Column('score', sa.Integer, nullable=False, server_default='0'))
    if not sa.inspect(bind).has_table('extra'):
        op.create_table('extra', sa.Column('id', sa.Integer, primary_key=True))
    op.create_index('ix_people_name', 'people', ['name'])
    for row in bind.execute(sa.text('SELECT id FROM people WHERE score = 0 ORDER BY id')).all():
        bind.execute(sa.text('UPDATE people SET score = score + :id + 1 WHERE id = :id'), {'id': row.id})
    op.execute('INSERT INTO tags (id, n) VALUES (1, 1)')""",
    downgrade="""op.execute('UPDATE people SET score = score * 2')
    op.drop_index('ix_people_name', 'people')
    op.drop_table('extra')
    with op.batch_alter_table('people') as batch:
        batch.drop_column('score')
    op.drop_table('tags')""",
)
LESS = Revision(
    "cc33",
    "ab22",
    upgrade="""with op.batch_alter_table('people') as batch:
        batch.drop_column('code')
    op.execute('UPDATE people SET score = score * 100')
    op.drop_table('old')
    op.execute('DELETE FROM tags WHERE id > 5')""",
    downgrade="""op.create_table('old', sa.Column('id', sa.Integer, primary_key=True), sa.Column('what', sa.String(20)))
    op.execute('UPDATE people SET score = score / 100')
    with op.batch_alter_table('people') as batch:
        batch.add_column(sa.Column('code', sa.String(20), nullable=False, server_default=''))""",
)
HISTORY = (BASE, MORE, LESS)
STRIDE = int(os.environ.get("TK_TEST_STRIDE", "90"))
"""1 for every statement."""


@pytest.fixture(scope="module")
def forker() -> object:
    with Forker() as forker:
        yield forker


class Story:
    """One project, whose database is set back as often as it takes."""

    def __init__(self, forker: Forker, directory: Path, make_database: MakeDatabase, backend: str) -> None:
        self.forker, self.directory, self.make_database, self.backend = forker, directory, make_database, backend
        self.database = make_database(backend)
        make_project(directory, HISTORY)

    def fresh(self, target: str) -> Database:
        """An empty database, migrated to the target by a run that ended well."""
        self._clear()
        if target != "base":
            run = self.tk("migrate", target)
            assert run.ok, run.stderr
        return self.database

    def tk(self, *arguments: str, **variables: str) -> object:
        # What is sent before the run, to a shadow, is another story: it is told in test_preflight.
        off = {"TK_PREFLIGHT": "off"}
        return self.forker.run("tk", ["--url", self.database.url, *arguments], self.directory, {**off, **variables})

    def sent(self, *arguments: str) -> list[str]:
        log = self.directory / "sent.log"
        log.unlink(missing_ok=True)
        run = self.tk(*arguments, **faults.counting(log))
        assert run.ok, run.stderr
        return log.read_text(encoding="utf-8").splitlines()

    def _clear(self) -> None:
        engine = sa.create_engine(self.database.url, poolclass=sa.NullPool)
        with engine.begin() as connection:
            metadata = sa.MetaData()
            metadata.reflect(connection)
            metadata.drop_all(connection)


@pytest.fixture(params=["sqlite", "mariadb", "mysql", "postgresql"])
def story(request: pytest.FixtureRequest, forker: Forker, tmp_path: Path, make_database: MakeDatabase) -> Story:
    return Story(forker, tmp_path, make_database, request.param)


@pytest.mark.parametrize(
    ("start", "command"), [("ab22", ("migrate", "head")), ("head", ("downgrade", "-2")), ("aa11", ("migrate", "+1"))]
)
@pytest.mark.parametrize("mode", faults.MODES)
def test_killed_anywhere_it_ends_as_if_undisturbed(
    story: Story, start: str, command: tuple[str, str], mode: str
) -> None:
    story.fresh(start)
    sent = story.sent(*command)
    good = state_of(story.database)
    wrong: list[str] = []
    # From another one in each test: all of them take half an hour.
    for at in range(1 + (len(start) + len(mode)) % STRIDE, _ends(sent) + 1, STRIDE):
        story.fresh(start)
        killed = story.tk(*command, **faults.variables(at, mode))
        # A connection that breaks while it is closed harms nobody.
        again = killed if killed.ok else story.tk(*command)
        if not again.ok:
            wrong.append(f"{at} {sent[at - 1][:80]}: stuck: {again.stderr}")
        elif (state := state_of(story.database)) != good:
            wrong.append(f"{at} {sent[at - 1][:80]} ({killed.code}): {_difference(state, good)}")
    assert not wrong, "\n".join(wrong)


def _ends(sent: list[str]) -> int:
    """The last statement before the end of the run is in the journal: after it, the same command is another run."""
    return max(number for number, text in enumerate(sent, start=1) if text.startswith("DELETE FROM tk_statements"))


def _difference(found: State, good: State) -> str:
    names = [
        name
        for name in sorted({*found.schema, *good.schema})
        if (found.schema.get(name), found.rows.get(name)) != (good.schema.get(name), good.rows.get(name))
    ]
    return f"{names} {found.version} for {good.version}"
