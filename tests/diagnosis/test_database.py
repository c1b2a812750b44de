from __future__ import annotations

import gc

import pytest
from sqlalchemy.engine import make_url

from tests.conftest import MakeDatabase
from tests.diagnosis.raising import Ground, told
from tests.servers.database import Database

URLS = {
    "mysql+mysqldb://u:S3cr3t@h/x": ("DriverMissing", "pip install mysqlclient"),
    "mysql+pymysql://u:S3cr3t@127.0.0.1:9/x": ("ConnectionFailed", "127.0.0.1:9"),
    "mysql+pymysql://u:S3cr3t@[::1]:9/x": ("ConnectionFailed", "[::1]:9"),
    "mysql+pymysql://u:S3cr3t@nosuch.invalid/x": ("ConnectionFailed", "nosuch.invalid"),
    "mysql+pymysql://u:pw@S3cr3t@127.0.0.1:9/x": ("ConnectionFailed", "127.0.0.1:9"),
    "mysql+pymysql://u:S3cr3t@/x?unix_socket=/no/such.sock": ("ConnectionFailed", "/no/such.sock"),
    "mysql+pymysql://u:S3cr3t@127.0.0.1:9/x?nosuch=1": ("UrlInvalid", "`nosuch`"),
    f"mysql+pymysql://u:S3cr3t@{'a' * 300}:9/x": ("ConnectionFailed", "label too long"),
    "postgresql+psycopg://u:S3cr3t@127.0.0.1:9/x": ("ConnectionFailed", "127.0.0.1:9"),
    "postgresql+psycopg://127.0.0.1:9/x?user=u&password=S3cr3t": ("ConnectionFailed", "127.0.0.1:9"),
    "postgresql+psycopg://u:S3cr3t@/x?host=/no/such": ("ConnectionFailed", "/no/such"),
    "postgresql+asyncpg://u:S3cr3t@127.0.0.1:9/x": ("UrlInvalid", "asynchronous"),
}


# Drivers leave the socket, or the coroutine, of a failed attempt to the garbage collector.
@pytest.mark.filterwarnings(
    "ignore::pytest.PytestUnraisableExceptionWarning", "ignore::ResourceWarning", "ignore::RuntimeWarning"
)
@pytest.mark.parametrize("url", URLS)
def test_a_url_that_leads_nowhere(url: str, ground: Ground) -> None:
    kind, said = URLS[url]
    ground.url(url)
    error = ground.error()
    gc.collect()
    assert type(error).__name__ == kind
    assert said in told(error)


def test_no_such_database(database: Database, ground: Ground) -> None:
    if database.backend == "sqlite":
        pytest.skip("SQLite makes it")
    ground.url(make_url(database.url).set(database="nosuch_db").render_as_string(hide_password=False))
    assert "The database" in ground.error().what
    assert "nosuch_db" in ground.error().mend


@pytest.mark.parametrize("backend", ["mariadb", "mysql"])
def test_no_database_named(backend: str, make_database: MakeDatabase, ground: Ground) -> None:
    ground.url(make_url(make_database(backend).url)._replace(database=None).render_as_string(hide_password=False))
    ground.upgrade("op.create_table('t', sa.Column('id', sa.Integer))")
    assert ground.error().what == "The URL names no database."


def test_the_statement_is_told_without_the_values_bound_to_it(database: Database, ground: Ground) -> None:
    ground.url(database.url)
    ground.upgrade("op.get_bind().execute(sa.text('INSERT INTO nosuch VALUES (:a)'), {'a': 'row data'})")
    error = ground.error()
    assert type(error).__name__ == "StatementFailed"
    assert "Revision one sent: INSERT INTO nosuch VALUES (" in error.what
    assert error.where == "migrations/versions/one.py:9"
    assert "row data" not in told(error)
    assert "row data" not in str(error.__cause__)


SECRET_STATEMENTS = (
    "CREATE USER a@b IDENTIFIED BY 'S3cr3t' NONSENSE",
    "CREATE ROLE a WITH PASSWORD 'S3cr3t' NONSENSE",
    "NONSENSE SET PASSWORD = 'S3cr3t'",
)


@pytest.mark.parametrize("statement", SECRET_STATEMENTS)
def test_a_password_in_a_statement_is_a_secret(statement: str, database: Database, ground: Ground) -> None:
    from toolkit.reports.fault import render

    ground.url(database.url)
    ground.upgrade(f"op.execute({statement!r})")
    error = ground.error()
    assert "S3cr3t" in error.secrets
    assert "S3cr3t" not in render(error, ())


def test_a_lost_connection(database: Database, ground: Ground) -> None:
    kill = {
        "mariadb": ("SELECT connection_id()", "KILL {}"),
        "mysql": ("SELECT connection_id()", "KILL {}"),
        "postgresql": ("SELECT pg_backend_pid()", "SELECT pg_terminate_backend({})"),
    }
    if database.backend not in kill:
        pytest.skip("no connection to lose")
    own, end = kill[database.backend]
    ground.url(database.url)
    ground.upgrade(
        f"number = op.get_bind().exec_driver_sql({own!r}).scalar()\n"
        f"    with sa.create_engine(op.get_bind().engine.url, poolclass=sa.pool.NullPool).connect() as other:\n"
        f"        other.exec_driver_sql({end!r}.format(number))\n"
        "    op.execute('SELECT 1')"
    )
    assert "was lost" in ground.error().what


def test_a_lock_that_is_not_got(mysql: Database, ground: Ground) -> None:
    ground.url(mysql.url)
    ground.upgrade(
        "op.execute('CREATE TABLE t (a INT PRIMARY KEY)')\n"
        "    with sa.create_engine(op.get_bind().engine.url, poolclass=sa.pool.NullPool).connect() as other:\n"
        "        other.exec_driver_sql('SELECT * FROM t')\n"
        "        op.execute('SET SESSION lock_wait_timeout = 1')\n"
        "        op.execute('ALTER TABLE t ADD b INT')"
    )
    error = ground.error(lock_retry=2.0)
    assert type(error).__name__ == "StatementFailed"
    assert "did not get its lock" in error.what
    assert "ALTER TABLE t ADD b INT" in error.what


def test_no_room(sqlite: Database, ground: Ground) -> None:
    ground.url(sqlite.url)
    ground.upgrade(
        "op.execute('PRAGMA max_page_count = 4'); op.execute('CREATE TABLE t AS SELECT hex(zeroblob(99999))')"
    )
    assert "is full" in ground.error().what


def test_a_version_table_of_another_shape(database: Database, ground: Ground) -> None:
    ground.url(database.url)
    ground.env(ENV_WITH_OTHER_TABLE)
    assert type(ground.error()).__name__ == "VersionTableInvalid"


ENV_WITH_OTHER_TABLE = """\
from alembic import context
from sqlalchemy import engine_from_config, pool

engine = engine_from_config(context.config.get_section("alembic"), prefix="sqlalchemy.", poolclass=pool.NullPool)
with engine.begin() as connection:
    connection.exec_driver_sql("CREATE TABLE alembic_version (id INT)")
with engine.connect() as connection:
    context.configure(connection=connection)
    with context.begin_transaction():
        context.run_migrations()
"""
