"""What would fail, or keep everybody waiting, is told before anything runs."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import time
from pathlib import Path
from urllib.parse import quote_plus

import pytest
import sqlalchemy as sa

from tests.backends.sessions.others import least_user
from tests.conftest import MakeDatabase
from tests.house.sources import ROOT
from tests.projects.forker import Forker, Run
from tests.projects.maker import Revision
from tests.scenarios.conftest import MakeShop
from tests.scenarios.shop import Shop
from tests.scenarios.state import state_of
from tests.servers.database import Database
from toolkit.cli.common import FORMATS_OF

BASE = Revision(
    "aa11",
    upgrade="""op.create_table('p', sa.Column('id', sa.Integer, primary_key=True))
    op.create_table('t', sa.Column('id', sa.Integer, primary_key=True), sa.Column('n', sa.Integer),
        sa.Column('s', sa.String(30)), sa.Column('big', sa.BigInteger),
        sa.Column('mood', sa.Enum('happy', 'sad', 'gone', name='mood')), sa.Column('day', sa.String(30)))""",
    downgrade="op.drop_table('t'); op.drop_table('p')",
)
ROWS = (
    "INSERT INTO p (id) VALUES (1)",
    """INSERT INTO t (id, n, s, big, mood, day) VALUES (1, 5, 'abc', 1, 'happy', '2020-02-29'),
    (2, NULL, 'abcdef', 1000000, 'gone', '2019-02-29'), (3, 5, 'a', 2, 'sad', NULL)""",
)
FEWER = "sa.Enum('happy', 'sad', name='mood')"
NARROWER = {
    "null-values": "batch.alter_column('n', existing_type=sa.Integer(), nullable=False)",
    "duplicate-values": "batch.create_unique_constraint('uq_n', ['n'])",
    "orphaned-rows": "batch.create_foreign_key('fk_n', 'p', ['n'], ['id'])",
    "too-long-values": "batch.alter_column('s', existing_type=sa.String(30), type_=sa.String(3))",
    "out-of-range-values": "batch.alter_column('big', existing_type=sa.BigInteger(), type_=sa.SmallInteger())",
    "violating-rows": "batch.create_check_constraint('ck_big', 'big < 100')",
    "unconvertible-values": "batch.alter_column('day', existing_type=sa.String(30), type_=sa.Date(), "
    "postgresql_using='day::date')",
    "unknown-enum-values": f"batch.alter_column('mood', existing_type=sa.String(9), type_={FEWER})",
}
NO_QUESTION = {
    # Types bind nothing there.
    "sqlite": {"too-long-values", "out-of-range-values", "unknown-enum-values", "unconvertible-values"},
    # An enum is a type of its own, and takes no value away.
    "postgresql": {"unknown-enum-values"},
}
BACKENDS = ("sqlite", "mariadb", "mysql", "postgresql")
BROKEN = Revision("ac33", "ab22", upgrade="op.execute('ALTER TABLE nowhere ADD x INTEGER')")


def batch(*changes: str) -> Revision:
    body = "\n        ".join(changes)
    return Revision(
        "ab22", "aa11", upgrade=f"with op.batch_alter_table('t') as batch:\n        {body}", downgrade="pass"
    )


def run(shop: Shop, *words: str, code: int = 0, **variables: str) -> Run:
    found = shop.forker.run("tk", words, shop.directory, shop.variables | variables)
    assert found.code == code, f"{words}: {found.code}\n{found.stdout}{found.stderr}"
    assert "Traceback" not in found.stderr, found.stderr
    return found


def filled(shop: Shop, *revisions: Revision) -> Shop:
    """At the first revision, and with rows."""
    shop.make((BASE, *revisions), models="").migrated("aa11").sql(*ROWS)
    return shop


def test_rows_that_do_not_fit_stop_the_run_with_nothing_changed(shop: Shop) -> None:
    names = [name for name in NARROWER if name not in NO_QUESTION.get(shop.database.backend, ())]
    filled(shop, batch(*(NARROWER[name] for name in names)))
    before = state_of(shop.database)
    stopped = run(shop, "migrate", code=1)
    assert state_of(shop.database) == before
    told = re.findall(r"^error\[(.+)\] ((?:column|check constraint) t\.\w+):", stopped.stderr, re.MULTILINE)
    assert sorted(name for name, _ in told) == sorted(names)
    assert "error[preflight-failed] The run does not begin: " in stopped.stderr
    assert all(f"{name} ({subject})" in stopped.stderr for name, subject in told[:5])
    assert "Now:   Nothing was changed on " in stopped.stderr
    assert stopped.stdout == ""
    assert stopped.stderr.count("Trying 1 revision on a shadow database.") == 1
    [only] = json.loads(run(shop, "history", "--runs", "--format", "json").stdout)["runs"]
    assert only["after"] == ["aa11"]


EMPTIES = Revision("ab22", "aa11", upgrade="op.execute('DELETE FROM t')", downgrade="pass")
"""What is a warning may be an error in this project."""


@pytest.mark.parametrize(
    ("backend", "accepted"),
    [*((backend, "removed-rows") for backend in BACKENDS), ("sqlite", "statement ab22.1")],
)
def test_what_is_accepted_passes_and_the_journal_says_why(make_shop: MakeShop, backend: str, accepted: str) -> None:
    shop = make_shop(backend)
    filled(shop, EMPTIES).settings('severity = { removed-rows = "error" }')
    run(shop, "migrate", code=1)
    run(shop, "migrate", "--allow", accepted, "--reason", "of no use any more")
    assert state_of(shop.database).rows["t"] == []
    told = f"accepted {accepted}: of no use any more"
    assert told in run(shop, "history", "--runs").stdout
    newest = json.loads(run(shop, "history", "--runs", "--format", "json").stdout)["runs"][0]
    assert (newest["note"], newest["outcome"]) == (told, "finished")


def test_without_a_reason_nothing_is_accepted(make_shop: MakeShop) -> None:
    shop = filled(make_shop("sqlite"), EMPTIES)
    before = state_of(shop.database)
    told = run(shop, "migrate", "--allow", "removed-rows", code=2).stderr
    assert told.startswith("error[command-refused] --allow needs a reason.")
    told = run(shop, "migrate", "--allow", "removed-row", "--reason", "a slip", code=2).stderr
    assert "Did you mean `removed-rows`?" in told
    assert state_of(shop.database) == before


@pytest.mark.parametrize("backend", ["sqlite", "mysql"])
def test_who_wants_no_preflight_has_none(make_shop: MakeShop, backend: str) -> None:
    shop = filled(make_shop(backend), batch(NARROWER["duplicate-values"]))
    told = run(shop, "migrate", "--preflight", "off", code=3).stderr
    assert "error[statement-failed]" in told
    assert "shadow" not in told


def test_a_broken_revision_is_refused_before_the_sound_one_runs(shop: Shop) -> None:
    filled(shop, Revision("ab22", "aa11", upgrade="op.add_column('t', sa.Column('z', sa.Integer))"), BROKEN)
    before = state_of(shop.database)
    told = run(shop, "migrate", code=1).stderr
    assert "error[refused-statement] statement ac33.1: The server refuses `ALTER TABLE nowhere" in told
    assert "scripts/versions/ac33_create.py" in told
    assert state_of(shop.database) == before
    assert "op.execute('ALTER" not in told
    run(shop, "migrate", "ab22")


@pytest.mark.parametrize("backend", ["sqlite", "mariadb"])
def test_the_way_down_is_held_against_the_server_too(make_shop: MakeShop, backend: str) -> None:
    narrowing = batch(NARROWER["duplicate-values"]).upgrade
    shop = filled(make_shop(backend), Revision("ab22", "aa11", upgrade="pass", downgrade=narrowing)).migrated()
    before = state_of(shop.database)
    assert "error[duplicate-values] column t.n" in run(shop, "downgrade", code=1).stderr
    assert state_of(shop.database) == before


LARGE = Revision(
    "aa11",
    upgrade="""op.create_table('t', sa.Column('id', sa.Integer, primary_key=True), sa.Column('m', sa.Integer),
        sa.Column('n', sa.Integer), sa.Column('s', sa.String(8000)))""",
)
WIDER = "op.alter_column('t', '{}', existing_type=sa.Integer(), type_=sa.BigInteger(), existing_nullable=True)"


@pytest.mark.parametrize("backend", ["mariadb", "postgresql"])
def test_how_fast_the_server_worked_is_remembered_for_the_next_plan(make_shop: MakeShop, backend: str) -> None:
    shop = make_shop(backend)
    revisions = (LARGE, Revision("ab22", "aa11", upgrade=WIDER.format("n"), downgrade="pass"))
    revisions += (Revision("ac33", "ab22", upgrade=WIDER.format("m"), downgrade="pass"),)
    shop.make(revisions, models="").migrated("aa11")
    engine = sa.create_engine(shop.database.url, poolclass=sa.NullPool, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        rows = [{"id": number, "s": os.urandom(3900).hex()} for number in range(1, 1401)]
        connection.execute(sa.table("t", sa.column("id"), sa.column("s")).insert(), rows)
        connection.exec_driver_sql("ANALYZE t" if backend == "postgresql" else "ANALYZE TABLE t")
    assert basis(shop, "ab22") in ("assumed", "measured")
    run(shop, "migrate", "ab22")
    assert basis(shop, "ac33") == "remembered"


def basis(shop: Shop, target: str) -> str:
    """Of the only statement of the plan."""
    [database] = json.loads(run(shop, "plan", target, "--format", "json").stdout)["databases"]
    [statement] = database["revisions"][0]["statements"]
    return str(statement["duration"]["basis"])


@pytest.mark.parametrize(
    ("pools", "told"),
    [
        ("[tool.tk.pools.web]\nprocesess = 4", "Did you mean `processes`?"),
        ("[tool.tk.pools.web]\nprocesses = 0", "processes"),
        ('[tool.tk.pools.web]\nengine = "nowhere.at_all:engine"', "No module named 'nowhere'"),
        ("[tool.tk.pools]\nweb = 3", "must be a table of tables"),
    ],
)
def test_pools_that_are_declared_wrong(make_shop: MakeShop, pools: str, told: str) -> None:
    shop = filled(make_shop("sqlite"), EMPTIES)
    shop.settings(f"\n{pools}")
    for command in ("plan", "pool", "migrate") if "procesess" in pools else ("pool",):
        stopped = run(shop, command, code=2)
        assert stopped.stdout == ""
        assert stopped.stderr.startswith("error[setting-invalid] ")
        assert told in stopped.stderr
        assert len(stopped.stderr.splitlines()) <= 5


WEB = "\n[tool.tk.pools.web]\nprocesses = 4\npool_size = 5"


def test_the_pools_are_held_against_the_server(shop: Shop) -> None:
    shop.make((BASE,), models="").migrated().settings(WEB)
    text = run(shop, "pool", "--sample", "0").stdout
    assert "web   QueuePool  4          5 + 10  60" in text
    assert "Demand        60 connections" in text
    answer = json.loads(run(shop, "pool", "--rate", "100", "--busy", "50", "--format", "json").stdout)
    assert [(pool["name"], pool["demand"]) for pool in answer["pools"]] == [("web", 60)]
    [database] = answer["databases"]
    assert database["traffic"]["rate"] == 100
    assert database["steady"][0]["pool"] == "web"
    assert "<svg" in run(shop, "pool", "--rate", "100", "--busy", "50", "--format", "html").stdout
    told = run(shop, "pool", "--rate", "1000", "--busy", "500", code=1).stdout
    assert "error[pool-saturation] pool web" in told


@pytest.mark.parametrize(
    ("backend", "number", "code"), [("sqlite", signal.SIGTERM, 143), ("postgresql", signal.SIGINT, 0)]
)
def test_a_watch_goes_on_until_ctrl_c(make_shop: MakeShop, backend: str, number: int, code: int) -> None:
    shop = make_shop(backend)
    shop.make((BASE,), models="", prelude="print('begun', flush=True)").migrated().settings(WEB)
    for seconds in (0.7, 4, 20):
        returned, stdout, stderr = watched(shop, number, seconds)
        assert (returned, stdout) == (code, "")
        assert "Traceback" not in stderr
        if "QueuePool" in stderr:
            break
    else:
        pytest.fail("What was seen last stays on the screen.")


def watched(shop: Shop, number: int, seconds: float) -> tuple[int, str, str]:
    """How a watch ends that the signal reaches so long after it began."""
    with subprocess.Popen(
        [sys.executable, "-m", "toolkit", "pool", "--watch"],
        cwd=shop.directory,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        # Where the tests run in the background, signals may be ignored.
        preexec_fn=lambda: signal.signal(
            number, signal.default_int_handler if number == signal.SIGINT else signal.SIG_DFL
        ),
    ) as process:
        assert process.stderr is not None
        assert process.stderr.readline() == "begun\n"
        time.sleep(seconds)
        assert process.poll() is None
        process.send_signal(number)
        stdout, stderr = process.communicate(timeout=20)
    return process.returncode, stdout, stderr


SECRET = "S3cr3t%40/w0rd"


@pytest.mark.parametrize("backend", ["mariadb", "postgresql"])
def test_the_password_is_never_told(forker: Forker, make_database: MakeDatabase, backend: str, tmp_path: Path) -> None:
    database = make_database(backend)
    with least_user(database) as least:
        user = str(sa.make_url(least.url).username)
        account = user if backend == "postgresql" else f"{user}@`%`"
        words = "PASSWORD" if backend == "postgresql" else "IDENTIFIED BY"
        with sa.create_engine(database.url, poolclass=sa.NullPool).begin() as connection:
            changing = f"ALTER USER {account} {words} '{SECRET}'"
            connection.exec_driver_sql(changing, execution_options={"no_parameters": True})
        url = sa.make_url(least.url).set(password=SECRET).render_as_string(hide_password=False)
        shop = Shop(forker, tmp_path / "shop", Database(backend=backend, url=url))
        filled(shop, batch(NARROWER["null-values"])).settings(
            f"{WEB}\n[tool.tk.pools.jobs]\nengine = 'shop_engine:engine'"
        )
        engine = f"import sqlalchemy as sa\nengine = sa.create_engine({url!r})\n"
        (shop.directory / "shop_engine.py").write_text(engine, encoding="utf-8")
        for command in ("plan", "pool"):
            # What the formats make of an answer is the same everywhere.
            for name in FORMATS_OF[command] if backend == "postgresql" else ("text", "json"):
                told = shop.forker.run("tk", [command, "--sample", "0", "--format", name, "-v"], shop.directory)
                assert told.code in (0, 1), told.stderr
                assert user in told.stdout or name not in ("text", "json", "html")
                for hidden in (SECRET, quote_plus(SECRET), "S3cr3t", "w0rd"):
                    assert hidden not in told.stdout + told.stderr, (command, name)
