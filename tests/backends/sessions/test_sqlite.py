from __future__ import annotations

import os
import signal
import sqlite3
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import sqlalchemy as sa

from tests.backends.sessions.others import CHECKOUT, engine_at, holder_process, kill
from tests.servers.database import Database
from toolkit.backends.sessions.base import Session, Sessions, Wait
from toolkit.backends.sessions.sqlite import SQLiteSessions

SESSIONS = SQLiteSessions()
posix = pytest.mark.skipif(sys.platform == "win32", reason="a matter of POSIX")
linux = pytest.mark.skipif(sys.platform != "linux", reason="only Linux shows the open files of processes")


def lock_of(database: Database) -> Path:
    path = Path(database.url.removeprefix("sqlite:///"))
    return path.with_name(f"{path.name}-tk-lock")


@contextmanager
def connected(database: Database | str) -> Iterator[sa.Connection]:
    engine = (
        engine_at(database) if isinstance(database, Database) else sa.create_engine(database, poolclass=sa.NullPool)
    )
    with engine.connect() as connection:
        connection.exec_driver_sql("SELECT count(*) FROM sqlite_master")
        yield connection
    engine.dispose()


@pytest.fixture
def filled(sqlite: Database) -> Database:
    with sqlite3.connect(sqlite.url.removeprefix("sqlite:///")) as connection:
        connection.execute("CREATE TABLE t (x)")
    connection.close()
    return sqlite


def run_child(work: Callable[[], bool]) -> bool:
    """Whether it is true in a forked process."""
    child = os.fork()
    if child == 0:
        is_true = False
        try:
            is_true = work()
        finally:
            os._exit(0 if is_true else 1)
    return os.waitpid(child, 0)[1] == 0


def test_they_are_sessions(filled: Database) -> None:
    sessions: Sessions = SESSIONS
    with connected(filled) as connection:
        sessions.call_itself(connection, "tk")
        assert sessions.id(connection) == ""
        assert sessions.local_only(connection) is None
        assert not sessions.end(connection, "1")
        assert not sessions.is_there(connection, "1")


def test_one_has_the_lock(filled: Database) -> None:
    with connected(filled) as one, connected(filled) as other:
        assert SESSIONS.holder(one, "key") is None
        assert not lock_of(filled).exists()
        hold = SESSIONS.hold(one, "key", "tk migrate\n of ada")
        assert hold is not None
        # The key makes no difference: the lock is that of the file.
        assert SESSIONS.hold(other, "another key", "other") is None
        expected = Session(id=str(os.getpid()), program="tk migrate of ada")
        assert SESSIONS.holder(other, "key") == SESSIONS.holder(one, "key") == expected
        # Transactions and the ends of connections make no difference to it.
        one.exec_driver_sql("INSERT INTO t VALUES (1)")
        one.rollback()
        one.close()
        assert SESSIONS.hold(other, "key", "other") is None
        hold.release()
        hold.release()
        assert not lock_of(filled).exists()
        assert SESSIONS.holder(other, "key") is None
        again = SESSIONS.hold(other, "key", "other")
        assert again is not None
        # Released already, the first has nothing to do with this one.
        hold.release()
        assert SESSIONS.holder(other, "key") is not None
        again.release()


def test_the_locks_of_sqlite_stay(filled: Database) -> None:
    with connected(filled) as one, connected(filled) as other:
        other.exec_driver_sql("PRAGMA busy_timeout = 0")
        one.exec_driver_sql("BEGIN IMMEDIATE")
        hold = SESSIONS.hold(one, "key", "one")
        assert hold is not None
        hold.release()
        SESSIONS.blockers(one, ())
        with pytest.raises(sa.exc.OperationalError, match="database is locked"):
            other.exec_driver_sql("INSERT INTO t VALUES (1)")


def test_the_lock_of_a_dead_process_is_free_at_once(filled: Database) -> None:
    with holder_process(filled, "key") as (process, _), connected(filled) as connection:
        assert SESSIONS.hold(connection, "key", "one") is None
        holder = SESSIONS.holder(connection, "key")
        assert holder == Session(id=str(process.pid), program="the other one")
        kill(process)
        assert lock_of(filled).exists()
        assert SESSIONS.holder(connection, "key") is None
        hold = SESSIONS.hold(connection, "key", "one")
        assert hold is not None
        holder = SESSIONS.holder(connection, "key")
        assert holder is not None
        assert holder.program == "one"
        hold.release()
        assert not lock_of(filled).exists()


_CONTENDER = """
import os, pathlib, sys, time
import sqlalchemy as sa
from toolkit.backends.sessions.sqlite import SQLiteSessions

url, counter, rounds = sys.argv[1], pathlib.Path(sys.argv[2]), int(sys.argv[3])
sessions = SQLiteSessions()
with sa.create_engine(url, poolclass=sa.NullPool).connect() as connection:
    for number in range(rounds):
        while (hold := sessions.hold(connection, "key", f"round {number}")) is None:
            sessions.holder(connection, "key")
        assert not counter.with_name("inside").exists()
        counter.with_name("inside").touch()
        count = int(counter.read_text())
        time.sleep(0.001)
        counter.write_text(str(count + 1))
        counter.with_name("inside").unlink()
        hold.release()
"""


def test_eight_processes_are_never_inside_together(filled: Database, tmp_path: Path) -> None:
    counter, rounds = tmp_path / "counter", 25
    counter.write_text("0")
    command = [sys.executable, "-c", _CONTENDER, filled.url, str(counter), str(rounds)]
    processes = [subprocess.Popen(command, cwd=CHECKOUT) for _ in range(8)]
    assert [process.wait(timeout=120) for process in processes] == [0] * 8
    assert counter.read_text() == str(8 * rounds)
    assert not lock_of(filled).exists()


def test_threads_too(filled: Database) -> None:
    inside = 0
    count = 0

    def contend() -> None:
        nonlocal inside, count
        with connected(filled) as connection:
            for _ in range(10):
                while (hold := SESSIONS.hold(connection, "key", "thread")) is None:
                    pass
                inside += 1
                assert inside == 1
                count += 1
                time.sleep(0.001)
                inside -= 1
                hold.release()

    threads = [threading.Thread(target=contend) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert count == 40


def test_who_only_asks_takes_it_from_nobody(filled: Database) -> None:
    asking = True

    def ask() -> None:
        with connected(filled) as connection:
            while asking:
                SESSIONS.holder(connection, "key")

    thread = threading.Thread(target=ask)
    thread.start()
    try:
        with connected(filled) as connection:
            for _ in range(300):
                hold = SESSIONS.hold(connection, "key", "one")
                assert hold is not None
                hold.release()
    finally:
        asking = False
        thread.join()


@posix
def test_a_forked_child_neither_has_the_lock_nor_lets_it_go(filled: Database) -> None:
    with connected(filled) as connection:
        hold = SESSIONS.hold(connection, "key", "parent")
        assert hold is not None

        def in_child() -> bool:
            hold.release()
            with connected(filled) as own:
                return SESSIONS.hold(own, "key", "child") is None

        assert run_child(in_child)
        assert SESSIONS.holder(connection, "key") is not None
        hold.release()
        assert SESSIONS.holder(connection, "key") is None


_FORKING = """
import os, subprocess, sys, time
import sqlalchemy as sa
from toolkit.backends.sessions.sqlite import SQLiteSessions

connection = sa.create_engine(sys.argv[1], poolclass=sa.NullPool).connect()
hold = SQLiteSessions().hold(connection, "key", "parent")
child = os.fork()
if child == 0:
    time.sleep(60)
    os._exit(0)
program = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"], close_fds=False)
print(child, program.pid, flush=True)
time.sleep(60)
"""


@posix
def test_what_a_dead_process_started_does_not_keep_its_lock(filled: Database) -> None:
    command = [sys.executable, "-c", _FORKING, filled.url]
    with subprocess.Popen(command, cwd=CHECKOUT, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        children = [int(pid) for pid in process.stdout.readline().split()]
        try:
            with connected(filled) as connection:
                assert SESSIONS.hold(connection, "key", "one") is None
                process.kill()
                process.wait()
                assert all(Path(f"/proc/{child}").exists() for child in children) or sys.platform != "linux"
                hold = SESSIONS.hold(connection, "key", "one")
                assert hold is not None
                hold.release()
        finally:
            for child in children:
                os.kill(child, signal.SIGKILL)


def test_a_file_that_is_removed_and_made_again_is_another(filled: Database) -> None:
    with connected(filled) as connection:
        hold = SESSIONS.hold(connection, "key", "one")
        assert hold is not None
        lock_of(filled).unlink()
        other = SESSIONS.hold(connection, "key", "two")
        assert other is not None
        hold.release()
        assert SESSIONS.hold(connection, "key", "three") is None
        other.release()


def test_links_lead_to_one_lock(filled: Database, tmp_path: Path) -> None:
    link = tmp_path / "elsewhere.db"
    link.symlink_to(filled.url.removeprefix("sqlite:///"))
    with connected(filled) as connection, connected(f"sqlite:///{link}") as other:
        hold = SESSIONS.hold(connection, "key", "one")
        assert hold is not None
        assert SESSIONS.hold(other, "key", "two") is None
        hold.release()


def test_where_there_is_nobody_to_keep_out(filled: Database) -> None:
    file = filled.url.removeprefix("sqlite:///")
    for url in (
        "sqlite://",
        "sqlite:///:memory:",
        "sqlite:///file:shared?mode=memory&cache=shared&uri=true",
        f"sqlite:///file:{file}?mode=ro&uri=true",
        f"sqlite:///file:{file}?immutable=1&uri=true",
    ):
        with connected(url) as one, connected(url) as other:
            holds = [SESSIONS.hold(connection, "key", "one") for connection in (one, other)]
            for hold in holds:
                assert hold is not None
                assert SESSIONS.holder(one, "key") is None
                hold.release()
            assert not lock_of(filled).exists()
            if ":memory:" in url or url == "sqlite://":
                assert SESSIONS.blockers(one, ()) == ()


@posix
@pytest.mark.skipif(sys.platform == "win32" or os.geteuid() != 0, reason="only root can be another user")
def test_another_user() -> None:
    # Nobody else may look into pytest's directories.
    with tempfile.TemporaryDirectory() as directory:
        Path(directory).chmod(0o755)
        file = Path(directory) / "app.db"
        sqlite3.connect(file).execute("CREATE TABLE t (x)").connection.close()
        file.chmod(0o666)
        check_another_user(Database(backend="sqlite", url=f"sqlite:///{file}"), file)


def check_another_user(filled: Database, file: Path) -> None:

    def as_nobody(is_free: bool) -> bool:
        os.setgid(65534)
        os.setuid(65534)
        with connected(filled) as connection:
            hold = SESSIONS.hold(connection, "key", "nobody")
            is_held = lock_of(filled).exists() and SESSIONS.holder(connection, "key") is not None
            if hold is not None:
                hold.release()
            return (hold is not None) == is_free and is_held == lock_of(filled).exists()

    # In a directory that it cannot write, it goes without; but it sees the lock of one who could.
    assert run_child(lambda: as_nobody(is_free=True))
    with connected(filled) as connection:
        hold = SESSIONS.hold(connection, "key", "root")
        assert hold is not None
        assert run_child(lambda: as_nobody(is_free=False))
        hold.release()
    file.chmod(0o444)
    assert run_child(lambda: as_nobody(is_free=True))


def test_waits_are_limited(filled: Database) -> None:
    with connected(filled) as one, connected(filled) as other:
        one.exec_driver_sql("BEGIN IMMEDIATE")
        SESSIONS.limit_waits(other, 0.3)
        begun = time.monotonic()
        with pytest.raises(sa.exc.OperationalError) as caught:
            other.exec_driver_sql("INSERT INTO t VALUES (1)")
        assert 0.2 < time.monotonic() - begun < 4
        assert SESSIONS.waited(caught.value) is Wait.TIMED_OUT
        assert SESSIONS.waited(caught.value.orig) is Wait.TIMED_OUT
        SESSIONS.limit_waits(other, 10**9)
        assert other.exec_driver_sql("PRAGMA busy_timeout").scalar() == 2**31 - 1


def test_a_snapshot_that_is_out_of_date_must_be_taken_anew(filled: Database) -> None:
    with connected(filled) as one, connected(filled) as other:
        one.exec_driver_sql("PRAGMA journal_mode = WAL")
        other.exec_driver_sql("BEGIN")
        other.exec_driver_sql("SELECT * FROM t").all()
        one.exec_driver_sql("INSERT INTO t VALUES (1)")
        one.commit()
        with pytest.raises(sa.exc.OperationalError) as caught:
            other.exec_driver_sql("INSERT INTO t VALUES (2)")
        assert SESSIONS.waited(caught.value) is Wait.VICTIM
        other.rollback()


def test_a_shared_cache(sqlite: Database) -> None:
    url = "sqlite:///file:of_sessions?mode=memory&cache=shared&uri=true"
    with connected(url) as one, connected(url) as other:
        one.exec_driver_sql("CREATE TABLE t (x)")
        one.commit()
        one.exec_driver_sql("INSERT INTO t VALUES (1)")
        with pytest.raises(sa.exc.OperationalError, match="table is locked") as caught:
            other.exec_driver_sql("SELECT * FROM t")
        assert SESSIONS.waited(caught.value) is Wait.TIMED_OUT


def test_other_errors_are_no_waits(filled: Database) -> None:
    with connected(filled) as connection:
        for statement in ("SELECT * FROM nowhere", "SELECT 1 +"):
            with pytest.raises(sa.exc.OperationalError) as caught:
                connection.exec_driver_sql(statement)
            assert SESSIONS.waited(caught.value) is None
        # Its own cursor is in the way: no wait would end that.
        driver = connection.connection.driver_connection
        assert driver is not None
        driver.execute("INSERT INTO t VALUES (1), (2)")
        cursor = driver.execute("SELECT * FROM t")
        with pytest.raises(sqlite3.OperationalError, match="locked") as locked:
            driver.execute("DROP TABLE t")
        assert SESSIONS.waited(locked.value) is None
        cursor.close()
    assert SESSIONS.waited(sqlite3.OperationalError("database is locked")) is Wait.TIMED_OUT
    assert SESSIONS.waited(ValueError("locked")) is None


@linux
def test_who_has_the_file_open(filled: Database) -> None:
    with connected(filled) as connection:
        assert SESSIONS.blockers(connection, ()) == ()
        with holder_process(filled, "key") as (process, _):
            # Released to the pool of its process, the file stays open all the same.
            (blocker,) = SESSIONS.blockers(connection, ())
            assert blocker.id == str(process.pid)
            assert blocker.program is not None
            assert blocker.program.startswith("python")
            kill(process)
        assert SESSIONS.blockers(connection, ()) == ()


def test_a_session_that_only_reads_changes_nothing(sqlite: Database) -> None:
    with engine_at(sqlite).begin() as connection:
        connection.exec_driver_sql("CREATE TABLE orders (id INTEGER)")
    with engine_at(sqlite).connect() as connection:
        SESSIONS.only_read(connection, 5, patience=1)
        for statement in ("INSERT INTO orders VALUES (1)", "DROP TABLE orders", "CREATE TABLE made (id INTEGER)"):
            with pytest.raises(sa.exc.DBAPIError):
                connection.exec_driver_sql(statement)
            connection.rollback()
        assert connection.exec_driver_sql("SELECT count(*) FROM orders").scalar() == 0
