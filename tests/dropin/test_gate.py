"""Every statement of a run passes the gate: what it tells of is what the server receives."""

from __future__ import annotations

from pathlib import Path

import pytest
import sqlalchemy as sa

from tests.conftest import MakeDatabase
from tests.dropin.asynchronous import ASYNC
from tests.dropin.environments import HEAD, MIGRATE
from tests.dropin.kind import Kind, revision
from tests.dropin.wire import Tap, writes_in
from tests.projects.forker import Forker
from tests.projects.ours import is_ours

TRACE = """
from pathlib import Path


@sa.event.listens_for(sa.Engine, "connect")
def trace(connection, record):
    driver = getattr(connection, "driver_connection", connection)
    getattr(driver, "_conn", driver).set_trace_callback(lambda sql: Path("trace.sql").open("a").write(sql + "\\n"))

"""

WAYS = """
bind = op.get_bind()
ways = "text bulk many returning session driver engine own savepoint core".split()
tables = {way: sa.Table("way_" + way, sa.MetaData(), sa.Column("id", sa.Integer, primary_key=True), sa.Column("word", sa.String(9))) for way in [*ways, "raw", "copied"]}
for table in tables.values():
    table.create(bind)
op.execute("INSERT INTO way_text (id) VALUES (1)")
op.bulk_insert(tables["bulk"], [{"id": 1}, {"id": 2}])
bind.execute(tables["many"].insert(), [{"id": number} for number in range(1, 9)])
if bind.dialect.insert_executemany_returning:
    bind.execute(tables["returning"].insert().returning(tables["returning"].c.id), [{"word": "a"}, {"word": "b"}]).all()
else:
    bind.execute(tables["returning"].insert(), {"id": 1})
from sqlalchemy.orm import Session, declarative_base

class Row(declarative_base()):
    __tablename__ = "way_session"
    id = sa.Column(sa.Integer, primary_key=True)
    word = sa.Column(sa.String(9))

session = Session(bind=bind)
session.add(Row(id=1, word="a"))
session.flush()
bind.exec_driver_sql("INSERT INTO way_driver (id) VALUES (1)")
with bind.begin_nested():
    bind.execute(sa.text("INSERT INTO way_savepoint (id) VALUES (:id)"), {"id": 1})
bind.execute(tables["core"].update().values(word="x"))
bind.connection.cursor().execute("INSERT INTO way_raw (id) VALUES (1)")
"""

APART = """
url = context.config.get_main_option("sqlalchemy.url")
op.execute("COMMIT")
with bind.engine.begin() as other:
    other.execute(sa.text("INSERT INTO way_engine (id) VALUES (1)"))
with sa.create_engine(url, poolclass=sa.NullPool).begin() as other:
    other.execute(sa.text("INSERT INTO way_own (id) VALUES (1)"))
"""

COPY = """
with bind.connection.cursor() as cursor, cursor.copy("COPY way_copied FROM STDIN") as copy:
    copy.write_row((1, "a"))
"""

SYNC_ENV = MIGRATE.format(options="")
ASYNC_ENV = ASYNC + "asyncio.run(run())\n"

# Only what goes around SQLAlchemy's own execution: a cursor that the revision takes from the driver.
AROUND = {("INSERT INTO", "way_raw"), ("COPY", "way_copied")}

CASES = [
    ("sqlite", "pysqlite", SYNC_ENV, WAYS),
    ("sqlite", "aiosqlite", ASYNC_ENV, WAYS),
    ("mariadb", "pymysql", SYNC_ENV, WAYS + APART),
    ("mysql", "pymysql", SYNC_ENV, WAYS + APART),
    ("mariadb", "aiomysql", ASYNC_ENV, WAYS),
    ("mysql", "asyncmy", ASYNC_ENV, WAYS),
    ("postgresql", "psycopg", SYNC_ENV, WAYS + COPY),
    ("postgresql", "asyncpg", ASYNC_ENV, WAYS),
]


@pytest.mark.parametrize(("backend", "driver", "env", "upgrade"), CASES, ids=[f"{case[0]}-{case[1]}" for case in CASES])
def test_the_server_receives_what_the_gate_tells_of(
    backend: str, driver: str, env: str, upgrade: str, forker: Forker, make_database: MakeDatabase, tmp_path: Path
) -> None:
    database = make_database(backend)
    env = HEAD + (TRACE if backend == "sqlite" else "") + env
    files = {"scripts/env.py": env, "scripts/versions/one.py": revision("one", None, upgrade)}
    kind = Kind("gate", files, driver=driver)
    kind.make(tmp_path, database)
    url = sa.make_url(kind.url(database))
    if backend == "sqlite":
        run = forker.run("tk", ["migrate", "--verbose"], tmp_path)
        received = (tmp_path / "trace.sql").read_text(encoding="utf-8") if run.ok else ""
    else:
        assert url.host is not None
        assert url.port is not None
        with Tap(url.host, url.port).listening() as tap:
            # TLS would hide the statements from us too.
            url = url.set(
                host="127.0.0.1", port=tap.port, query={"ssl_disabled": "true"} if driver == "pymysql" else {}
            )
            run = forker.run(
                "tk", ["migrate", "--verbose", "--url", url.render_as_string(hide_password=False)], tmp_path
            )
        received = tap.text()
    assert run.ok, run.stderr
    # The journal is no statement of the project's.
    told = {write for write in writes_in(run.stderr) if not is_ours(write[1])}
    reached = {write for write in writes_in(received) if not is_ours(write[1])}
    assert ("INSERT INTO", "way_text") in reached
    assert reached - told <= AROUND
    assert told <= reached
    assert ("INSERT INTO", "way_raw") not in told, "raw cursors pass now: tell the documentation"
