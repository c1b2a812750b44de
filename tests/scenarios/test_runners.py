"""Several runners, blockers, signals, and the ways out of a run that cannot go on by itself."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa

from tests.projects import faults
from tests.projects.forker import Forker
from tests.projects.maker import Revision, make_project
from tests.servers.database import Database

TK = [sys.executable, "-m", "toolkit"]
TABLE = Revision(
    "aa11", upgrade="op.create_table('t', sa.Column('id', sa.Integer, primary_key=True), sa.Column('n', sa.Integer))"
)
ADD = "op.add_column('t', sa.Column('extra', sa.Integer))"


@pytest.fixture(scope="module")
def forker() -> Iterator[Forker]:
    with Forker() as forker:
        yield forker


@pytest.fixture
def engine(database: Database) -> sa.Engine:
    return sa.create_engine(database.url, poolclass=sa.NullPool)


@pytest.fixture(params=["mariadb", "mysql"])
def half(request: pytest.FixtureRequest, make_database: object, forker: Forker, tmp_path: Path) -> sa.Engine:
    """A run that was killed in the middle of a revision, on servers that commit each definition."""
    database = make_database(request.param)
    two = Revision(
        "ab22",
        "aa11",
        upgrade=f"{ADD}; op.create_index('ix_n', 't', ['n']); op.create_table('late', sa.Column('id', sa.Integer))",
    )
    make_project(tmp_path, (TABLE, two), url=database.url)
    assert forker.run("tk", ["migrate", "aa11"], tmp_path).ok
    log = tmp_path / "sent.log"
    engine = sa.create_engine(database.url, poolclass=sa.NullPool)
    probe = forker.run("tk", ["migrate"], tmp_path, faults.counting(log))
    assert probe.ok
    at = next(
        number for number, text in enumerate(log.read_text().splitlines(), 1) if text.startswith("CREATE TABLE late")
    )
    with engine.begin() as connection:
        for table in ("late", "alembic_version", "t", "tk_journal", "tk_runs", "tk_statements", "tk_trash"):
            connection.exec_driver_sql(f"DROP TABLE {table}")
    assert forker.run("tk", ["migrate", "aa11"], tmp_path).ok
    assert forker.run("tk", ["migrate"], tmp_path, faults.variables(at, "before")).code == -9
    assert "extra" in columns(engine)
    return engine


def columns(engine: sa.Engine) -> list[str]:
    return [column["name"] for column in sa.inspect(engine).get_columns("t")]


def test_eight_at_once_one_runs(database: Database, tmp_path: Path, engine: sa.Engine) -> None:
    fill = "op.execute('INSERT INTO t (id, n) VALUES (1, 1)'); op.execute('UPDATE t SET n = n + 1')"
    make_project(tmp_path, (TABLE, Revision("ab22", "aa11", upgrade=fill)), url=database.url)
    runs = [
        subprocess.Popen([*TK, "migrate"], cwd=tmp_path, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
        for _ in range(8)
    ]
    told = [run.communicate(timeout=120)[0] for run in runs]
    assert [run.returncode for run in runs] == [0] * 8, told
    assert sum("applied with" in text for text in told) == 1
    with engine.connect() as connection:
        assert connection.exec_driver_sql("SELECT id, n FROM t").all() == [(1, 2)]


def test_a_wait_for_another_runner_ends(database: Database, tmp_path: Path) -> None:
    slow = Revision("aa11", upgrade="import time; time.sleep(8)")
    make_project(tmp_path, (slow,), url=database.url)
    first = subprocess.Popen([*TK, "migrate"], cwd=tmp_path, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    time.sleep(3)
    second = subprocess.run([*TK, "migrate", "--wait", "1"], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert second.returncode == 1, second.stderr
    assert "error[another-runner]" in second.stderr
    assert f"pid {first.pid}" in second.stderr
    assert first.wait(timeout=60) == 0


def test_a_forgotten_reader_delays_the_migration_alone(
    database: Database, forker: Forker, tmp_path: Path, engine: sa.Engine
) -> None:
    make_project(tmp_path, (TABLE, Revision("ab22", "aa11", upgrade=ADD)), url=database.url)
    assert forker.run("tk", ["migrate", "aa11"], tmp_path).ok
    holder = engine.connect()
    if database.backend == "sqlite":
        holder.exec_driver_sql("BEGIN IMMEDIATE")
    else:
        holder.exec_driver_sql("SELECT COUNT(*) FROM t")
    released = threading.Timer(4, holder.close)
    migrating = subprocess.Popen(
        [*TK, "migrate"], cwd=tmp_path, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    )
    assert migrating.stdout is not None
    began = next((line for line in migrating.stdout if line.startswith(("From ", "    locked"))), "")
    released.start()
    slowest = 0.0
    while released.is_alive():
        started = time.perf_counter()
        with engine.connect() as connection:
            connection.exec_driver_sql("SELECT COUNT(*) FROM t")
        slowest = max(slowest, time.perf_counter() - started)
        time.sleep(0.05)
    told = migrating.communicate(timeout=60)[0]
    assert migrating.returncode == 0, told
    assert "locked: " in began + told
    assert "extra" in columns(engine)
    assert slowest < 2.5, "a request waits no longer than the lock timeout, on a busy machine"


@pytest.mark.parametrize("backend", ["mariadb", "mysql", "postgresql"])
def test_who_blocks_is_told_and_may_be_ended(
    backend: str, make_database: object, forker: Forker, tmp_path: Path
) -> None:
    database = make_database(backend)
    engine = sa.create_engine(database.url, poolclass=sa.NullPool)
    make_project(tmp_path, (TABLE, Revision("ab22", "aa11", upgrade=ADD)), url=database.url)
    assert forker.run("tk", ["migrate", "aa11"], tmp_path).ok
    holder = engine.connect()
    holder.exec_driver_sql("SELECT COUNT(*) FROM t")
    run = forker.run("tk", ["migrate", "--kill-blockers", "idle-in-transaction>2s"], tmp_path)
    assert run.ok, run.stderr
    assert "held by: session" in run.stderr
    assert "ended session" in run.stderr
    holder.invalidate()
    holder.close()


@pytest.mark.parametrize("backend", ["mariadb", "postgresql", "sqlite"])
def test_a_lock_that_is_never_granted_ends_the_run(
    backend: str, make_database: object, forker: Forker, tmp_path: Path
) -> None:
    database = make_database(backend)
    engine = sa.create_engine(database.url, poolclass=sa.NullPool)
    make_project(tmp_path, (TABLE, Revision("ab22", "aa11", upgrade=ADD)), url=database.url)
    assert forker.run("tk", ["migrate", "aa11"], tmp_path).ok
    with engine.connect() as holder:
        holder.exec_driver_sql("BEGIN IMMEDIATE" if backend == "sqlite" else "SELECT COUNT(*) FROM t")
        run = forker.run("tk", ["migrate"], tmp_path, {"TK_LOCK_RETRY": "3"})
        assert run.code == 3, run.stderr
    assert "extra" not in columns(engine)
    assert forker.run("tk", ["migrate"], tmp_path).ok


@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_a_signal_stops_between_two_statements(database: Database, tmp_path: Path, number: int, code: int) -> None:
    slow = "import time; open('started', 'w').close()\n    for id in range(1, 400):\n        op.execute(f'INSERT INTO t (id, n) VALUES ({id}, 1)'); time.sleep(0.05)"
    make_project(tmp_path, (TABLE, Revision("ab22", "aa11", upgrade=slow)), url=database.url)
    run = subprocess.Popen(
        [*TK, "migrate"],
        cwd=tmp_path,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        # Whoever runs the tests in the background has it ignored.
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
    )
    while not (tmp_path / "started").exists():
        time.sleep(0.05)
    os.kill(run.pid, number)
    told = run.communicate(timeout=30)[0]
    assert run.returncode == code, told
    assert "Traceback" not in told


def test_a_run_is_resumed_where_a_person_says(half: sa.Engine, forker: Forker, tmp_path: Path) -> None:
    path = tmp_path / "scripts/versions/ab22_create.py"
    path.write_text(
        path.read_text()
        .replace("'late', sa.Column('id', sa.Integer)", "'later', sa.Column('id', sa.Integer)")
        .replace("'extra', sa.Integer()", "'extra', sa.BigInteger()")
    )
    resumed = forker.run("tk", ["migrate", "--resume-from", "3"], tmp_path)
    assert resumed.ok, resumed.stderr
    assert sa.inspect(half).has_table("later")
    assert "extra" in columns(half)


def test_a_run_is_taken_back(half: sa.Engine, forker: Forker, tmp_path: Path) -> None:
    status = forker.run("tk", ["status"], tmp_path).stdout
    assert "in the middle of ab22" in status
    other = forker.run("tk", ["downgrade", "base"], tmp_path)
    assert other.code == 1
    assert "error[run-interrupted]" in other.stderr
    back = forker.run("tk", ["migrate", "--abandon"], tmp_path)
    assert back.ok, back.stderr
    assert "extra" not in columns(half)
    assert sa.inspect(half).get_indexes("t") == []
    assert "interrupted" not in forker.run("tk", ["status"], tmp_path).stdout
    assert forker.run("tk", ["migrate"], tmp_path).ok
    assert "abandoned" in forker.run("tk", ["history", "--runs"], tmp_path).stdout


def test_an_edited_file_is_not_resumed_by_itself(half: sa.Engine, forker: Forker, tmp_path: Path) -> None:
    path = tmp_path / "scripts/versions/ab22_create.py"
    path.write_text(path.read_text() + "\n# edited\n")
    stopped = forker.run("tk", ["migrate"], tmp_path)
    assert stopped.code == 1, stopped.stderr
    assert "error[replay-differs]" in stopped.stderr
    assert "was edited" in stopped.stderr
    assert "--resume-from 3" in stopped.stderr
    assert forker.run("tk", ["migrate", "--resume-from", "3"], tmp_path).ok
    assert sa.inspect(half).has_table("late")


def test_a_schema_that_somebody_changed_is_not_resumed(half: sa.Engine, forker: Forker, tmp_path: Path) -> None:
    with half.begin() as connection:
        connection.exec_driver_sql("ALTER TABLE t DROP COLUMN extra")
    stopped = forker.run("tk", ["migrate"], tmp_path)
    assert stopped.code == 1, stopped.stderr
    assert "t.extra is not there" in stopped.stderr
    assert not sa.inspect(half).has_table("late")
    with half.begin() as connection:
        connection.exec_driver_sql("ALTER TABLE t ADD COLUMN extra INT")
    assert forker.run("tk", ["migrate"], tmp_path).ok
    assert sa.inspect(half).has_table("late")


@pytest.mark.parametrize("backend", ["mariadb", "mysql", "postgresql", "sqlite"])
def test_what_was_there_already_is_not_taken_for_made(
    backend: str, make_database: object, forker: Forker, tmp_path: Path
) -> None:
    database = make_database(backend)
    engine = sa.create_engine(database.url, poolclass=sa.NullPool)
    two = Revision("ab22", "aa11", upgrade=f"{ADD}; op.create_table('late', sa.Column('id', sa.Integer))")
    make_project(tmp_path, (TABLE, two), url=database.url)
    with engine.begin() as connection:
        connection.exec_driver_sql("CREATE TABLE late (other INT)")
    for _ in range(3):
        refused = forker.run("tk", ["migrate"], tmp_path)
        assert refused.code == 3, refused.stderr
        assert "late" in refused.stderr
    with engine.begin() as connection:
        connection.exec_driver_sql("DROP TABLE late")
    assert forker.run("tk", ["migrate"], tmp_path).ok
    assert [column["name"] for column in sa.inspect(engine).get_columns("late")] == ["id"]


def test_a_revision_of_which_nothing_is_done_may_be_mended(
    database: Database, forker: Forker, tmp_path: Path, engine: sa.Engine
) -> None:
    make_project(tmp_path, (TABLE, Revision("ab22", "aa11", upgrade="op.drop_index('never', 't')")), url=database.url)
    assert forker.run("tk", ["migrate"], tmp_path).code == 3
    path = tmp_path / "scripts/versions/ab22_create.py"
    path.write_text(path.read_text().replace("op.drop_index('never', 't')", ADD))
    mended = forker.run("tk", ["migrate"], tmp_path)
    assert mended.ok, mended.stderr
    assert "extra" in columns(engine)


@pytest.mark.parametrize("backend", ["mariadb", "mysql", "postgresql"])
def test_a_second_connection_of_env_py_is_recognised(
    backend: str, make_database: object, forker: Forker, tmp_path: Path
) -> None:
    database = make_database(backend)
    prelude = "other = sa.create_engine(config.get_main_option('sqlalchemy.url')).connect()\nother.exec_driver_sql('SELECT 1')\n"
    later = "from sqlalchemy import event\n@event.listens_for(sa.Engine, 'before_cursor_execute')\ndef hold(connection, cursor, statement, *more):\n    if statement.startswith('ALTER TABLE t ADD'): other.exec_driver_sql('SELECT COUNT(*) FROM t')\n"
    make_project(tmp_path, (TABLE, Revision("ab22", "aa11", upgrade=ADD)), url=database.url, prelude=prelude + later)
    assert forker.run("tk", ["migrate", "aa11"], tmp_path).ok
    blocked = forker.run("tk", ["migrate"], tmp_path, {"TK_LOCK_RETRY": "2"})
    assert blocked.code == 3
    assert "opened by this very process" in blocked.stderr
