"""What a migration dropped is listed, comes back with its rows, and is gone only when a person purges it."""

from __future__ import annotations

from pathlib import Path

import pytest
import sqlalchemy as sa

from tests.projects.forker import Forker
from tests.projects.maker import Revision, make_project
from tests.servers.database import Database

HISTORY = (
    Revision(
        "aa11",
        upgrade="op.create_table('old', sa.Column('id', sa.Integer, primary_key=True), sa.Column('n', sa.Integer))",
    ),
    Revision("ab22", "aa11", upgrade="op.execute('/* away */ drop TABLE old')", downgrade="pass"),
)


@pytest.fixture(scope="module")
def forker() -> object:
    with Forker() as forker:
        yield forker


def test_listed_restored_and_purged(forker: Forker, tmp_path: Path, database: Database) -> None:
    make_project(tmp_path, HISTORY, url=database.url)
    engine = sa.create_engine(database.url, poolclass=sa.NullPool)
    assert forker.run("tk", ["migrate", "aa11"], tmp_path).ok
    with engine.begin() as connection:
        connection.exec_driver_sql("INSERT INTO old (id, n) VALUES (1, 10), (2, 20)")
    assert forker.run("tk", ["migrate"], tmp_path).ok
    assert not sa.inspect(engine).has_table("old")
    assert "table old" in forker.run("tk", ["trash", "list"], tmp_path).stdout
    restored = forker.run("tk", ["trash", "restore", "old"], tmp_path)
    assert restored.ok, restored.stderr
    with engine.connect() as connection:
        assert connection.exec_driver_sql("SELECT id, n FROM old ORDER BY id").all() == [(1, 10), (2, 20)]
    assert forker.run("tk", ["trash", "list"], tmp_path).stdout == "The trash is empty.\n"


def test_a_purge_asks(forker: Forker, tmp_path: Path, sqlite: Database) -> None:
    make_project(tmp_path, HISTORY, url=sqlite.url)
    forker.run("tk", ["migrate", "aa11"], tmp_path)
    with sa.create_engine(sqlite.url, poolclass=sa.NullPool).begin() as connection:
        connection.exec_driver_sql("INSERT INTO old (id, n) VALUES (1, 10)")
    forker.run("tk", ["migrate"], tmp_path)
    refused = forker.run("tk", ["trash", "purge", "--older-than", "0s"], tmp_path)
    assert refused.code == 2
    assert "Nothing was purged" in refused.stderr
    assert "purged" in forker.run("tk", ["trash", "purge", "--older-than", "0s", "--yes"], tmp_path).stdout
    assert forker.run("tk", ["trash", "list"], tmp_path).stdout == "The trash is empty.\n"


ENUM = "sa.Enum('happy', 'sad', name='mood')"
MOODS = (
    Revision(
        "aa11",
        upgrade=f"op.create_table('moods', sa.Column('id', sa.Integer, primary_key=True), sa.Column('m', {ENUM}))",
        downgrade=f"op.drop_table('moods'); {ENUM}.drop(op.get_bind())",
    ),
    Revision(
        "ab22",
        "aa11",
        upgrade=f"op.drop_table('moods'); {ENUM}.drop(op.get_bind())",
        downgrade=f"op.create_table('moods', sa.Column('id', sa.Integer, primary_key=True), sa.Column('m', {ENUM}))",
    ),
)


def test_an_enum_goes_and_comes_with_its_table(forker: Forker, tmp_path: Path, database: Database) -> None:
    make_project(tmp_path, MOODS, url=database.url)
    engine = sa.create_engine(database.url, poolclass=sa.NullPool)
    assert forker.run("tk", ["migrate", "aa11"], tmp_path).ok
    with engine.begin() as connection:
        connection.exec_driver_sql("INSERT INTO moods (id, m) VALUES (1, 'sad')")
    for line in ("migrate", "downgrade", "migrate", "downgrade"):
        run = forker.run("tk", [line], tmp_path)
        assert run.ok, run.stderr
    with engine.connect() as connection:
        assert connection.exec_driver_sql("SELECT id, m FROM moods").all() == [(1, "sad")]
    assert forker.run("tk", ["downgrade", "base"], tmp_path).ok
    assert forker.run("tk", ["migrate", "aa11"], tmp_path).ok
    purged = forker.run("tk", ["trash", "purge", "--older-than", "0s", "--yes"], tmp_path)
    assert purged.ok, purged.stderr
    assert forker.run("tk", ["trash", "list"], tmp_path).stdout == "The trash is empty.\n"


TWO_BATCHES = """with op.batch_alter_table('t') as batch:
        batch.drop_column('a')
    with op.batch_alter_table('t') as batch:
        batch.drop_column('b')
    with op.batch_alter_table('t') as batch:
        batch.alter_column('c', new_column_name='d', existing_type=sa.Integer())"""
BACK = """with op.batch_alter_table('t') as batch:
        batch.alter_column('d', new_column_name='c', existing_type=sa.Integer())
    with op.batch_alter_table('t') as batch:
        batch.add_column(sa.Column('a', sa.Integer))
        batch.add_column(sa.Column('b', sa.Integer))"""


def test_batches_that_drop_and_rename(forker: Forker, tmp_path: Path, database: Database) -> None:
    """A column that is renamed is not dropped: what is written meanwhile stays."""
    columns = "".join(f", sa.Column('{name}', sa.Integer)" for name in "abc")
    one = Revision("aa11", upgrade=f"op.create_table('t', sa.Column('id', sa.Integer, primary_key=True){columns})")
    make_project(tmp_path, (one, Revision("ab22", "aa11", upgrade=TWO_BATCHES, downgrade=BACK)), url=database.url)
    engine = sa.create_engine(database.url, poolclass=sa.NullPool)
    assert forker.run("tk", ["migrate", "aa11"], tmp_path).ok
    with engine.begin() as connection:
        connection.exec_driver_sql("INSERT INTO t (id, a, b, c) VALUES (1, 10, 20, 30)")
    up = forker.run("tk", ["migrate"], tmp_path)
    assert up.ok, up.stderr
    with engine.begin() as connection:
        connection.exec_driver_sql("UPDATE t SET d = 99")
    down = forker.run("tk", ["downgrade"], tmp_path)
    assert down.ok, down.stderr
    with engine.connect() as connection:
        assert connection.exec_driver_sql("SELECT id, a, b, c FROM t").all() == [(1, 10, 20, 99)]
    assert forker.run("tk", ["trash", "list"], tmp_path).stdout == "The trash is empty.\n"


def test_a_column_that_must_not_be_null_comes_back_in_a_rebuild(
    forker: Forker, tmp_path: Path, database: Database
) -> None:
    made = "sa.Column('id', sa.Integer, primary_key=True), sa.Column('a', sa.Integer, nullable=False), sa.Column('b', sa.Integer)"
    back = "batch.alter_column('b', server_default='8', existing_type=sa.Integer())\n        batch.add_column(sa.Column('a', sa.Integer, nullable=False))"
    batch = "with op.batch_alter_table('t') as batch:\n        "
    two = Revision("ab22", "aa11", upgrade=f"{batch}batch.drop_column('a')", downgrade=f"{batch}{back}")
    make_project(tmp_path, (Revision("aa11", upgrade=f"op.create_table('t', {made})"), two), url=database.url)
    engine = sa.create_engine(database.url, poolclass=sa.NullPool)
    assert forker.run("tk", ["migrate", "aa11"], tmp_path).ok
    with engine.begin() as connection:
        connection.exec_driver_sql("INSERT INTO t (id, a, b) VALUES (1, 10, 20), (2, 11, 21)")
    assert forker.run("tk", ["migrate"], tmp_path).ok
    down = forker.run("tk", ["downgrade"], tmp_path)
    assert down.ok, down.stderr
    with engine.connect() as connection:
        assert connection.exec_driver_sql("SELECT id, a, b FROM t ORDER BY id").all() == [(1, 10, 20), (2, 11, 21)]


AGAIN = "op.create_table('old', sa.Column('id', sa.Integer, primary_key=True), sa.Column('n', sa.Integer))"
NOTE_AGAIN = "op.add_column('kept', sa.Column('note', sa.String(20)))"


def test_a_downgrade_that_says_no_schema_gets_what_was_dropped_with_one(
    forker: Forker, tmp_path: Path, database: Database
) -> None:
    own = {"postgresql": "public", "sqlite": "main"}.get(database.backend) or sa.make_url(database.url).database
    drops = f"op.execute('DROP TABLE {own}.old'); op.execute('ALTER TABLE {own}.kept DROP COLUMN NOTE')"
    making = f"{AGAIN}; op.create_table('kept', sa.Column('id', sa.Integer), sa.Column('note', sa.String(20)))"
    dropping = Revision("ab22", "aa11", upgrade=drops, downgrade=f"{NOTE_AGAIN}; {AGAIN}")
    make_project(tmp_path, (Revision("aa11", upgrade=making), dropping), url=database.url)
    engine = sa.create_engine(database.url, poolclass=sa.NullPool)
    assert forker.run("tk", ["migrate", "aa11"], tmp_path).ok
    with engine.begin() as connection:
        connection.exec_driver_sql("INSERT INTO old (id, n) VALUES (1, 10)")
        connection.exec_driver_sql("INSERT INTO kept (id, note) VALUES (1, 'one')")
    for line in ("migrate", "downgrade", "migrate", "downgrade"):
        run = forker.run("tk", [line], tmp_path)
        assert run.ok, run.stderr
    with engine.connect() as connection:
        assert connection.exec_driver_sql("SELECT id, n FROM old").all() == [(1, 10)]
        assert connection.exec_driver_sql("SELECT id, note FROM kept").all() == [(1, "one")]
    assert forker.run("tk", ["trash", "list"], tmp_path).stdout == "The trash is empty.\n"
