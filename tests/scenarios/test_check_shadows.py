"""Where the schemas of a check are made, how often, and what stays of it."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa

from tests.conftest import MakeDatabase
from tests.house.sources import ROOT
from tests.projects.maker import Revision
from tests.scenarios.conftest import MakeShop
from tests.scenarios.shop import REVISIONS, Shop
from tests.servers.database import Database
from toolkit.backends.shadows.register import shadows_of

SLOW = Revision("cc33", "ab22", upgrade="__import__('pathlib').Path('reached').touch(); __import__('time').sleep(600)")


def shadows_on(database: Database) -> set[str]:
    """The shadow databases that are there now, of whichever run."""
    shadows = shadows_of(database.backend)
    assert shadows is not None
    engine = sa.create_engine(shadows.server(sa.make_url(database.url)), poolclass=sa.NullPool)
    with engine.connect() as server:
        return set(shadows.names(server, "tk_shadow_"))


@pytest.fixture(autouse=True)
def own_directory_for_files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The shadows of SQLite lie among the temporary files: those of other tests shall not."""
    (tmp_path / "temporary").mkdir()
    with monkeypatch.context() as patched:
        patched.setattr("tempfile.tempdir", str(tmp_path / "temporary"))
        yield


@pytest.fixture
def shop(shop: Shop, tmp_path: Path) -> Shop:
    shop.variables["TMPDIR"] = str(tmp_path / "temporary")
    return shop


def source(shop: Shop) -> str:
    text: str = shop.answer()["databases"][0]["expected_from"]
    return text


def test_the_second_check_makes_no_shadow(shop: Shop, tmp_path: Path) -> None:
    shop.make().migrated()
    assert source(shop) == "the revisions, run on a shadow database"
    assert source(shop) == "the revisions, as they were run on a shadow database before"
    (tmp_path / "temporary").rmdir()
    assert shop.agrees(), "also where none can be made any more"
    assert shop.tk("check").stderr == "", "nothing is tried"


@pytest.mark.parametrize("change", ["a revision", "a model", "the likeness"])
def test_what_a_schema_follows_from_is_made_anew(change: str, make_shop: MakeShop) -> None:
    shop = make_shop("sqlite").make().migrated()
    assert shop.agrees()
    match change:
        case "a revision":
            path = shop.directory / "scripts/versions/ab22_create.py"
            path.write_text(path.read_text(encoding="utf-8").replace("ix_items_price", "ix_price"), encoding="utf-8")
            told = {"index items.ix_price", "index items.ix_items_price"}
        case "a model":
            env = shop.directory / "scripts/env.py"
            env.write_text(env.read_text(encoding="utf-8").replace("ix_items_price", "ix_price"), encoding="utf-8")
            told = {"index items.ix_price", "index items.ix_items_price"}
        case _:
            told = set()
            shop.sql("PRAGMA auto_vacuum = 1")
    assert {subject for _, subject in shop.told()} == told


def test_a_cache_that_cannot_be_written_is_no_hindrance(make_shop: MakeShop, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    shop = make_shop("sqlite").make().migrated()
    for _ in range(2):
        assert shop.agrees(XDG_CACHE_HOME=str(tmp_path / "file"))


def test_nothing_stays_of_a_check(shop: Shop, tmp_path: Path) -> None:
    shop.make().migrated()
    before = shadows_on(shop.database)
    assert shop.agrees()
    # Other tests make and remove theirs on the same server.
    assert not [name for name in shadows_on(shop.database) - before if f"_{os.getpid()}_" in name]
    if shop.database.backend == "sqlite":
        assert list((tmp_path / "temporary").iterdir()) == []


@pytest.mark.parametrize("end", [signal.SIGKILL, signal.SIGTERM, signal.SIGINT])
def test_what_a_check_left_that_was_ended_is_gone_with_the_next(end: int, shop: Shop) -> None:
    shop.make((*REVISIONS, SLOW))
    process = subprocess.Popen(
        [sys.executable, "-m", "toolkit", "check"],
        cwd=shop.directory,
        env={**os.environ, **shop.variables, "PYTHONPATH": str(ROOT)},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        # In the background of a shell this process may have been told to ignore it, and pass that on.
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
    )
    try:
        wait_for(shop.directory / "reached")
        own = {name for name in shadows_on(shop.database) if f"_{process.pid}_" in name}
        assert len(own) == 1
        process.send_signal(end)
        process.wait(60)
    finally:
        process.kill()
        process.wait()
    if end != signal.SIGKILL:
        assert process.returncode == 128 + end
        assert not own & shadows_on(shop.database)
    (shop.directory / "scripts/versions/cc33_create.py").unlink()
    shop.migrated()
    assert shop.agrees()
    assert not own & shadows_on(shop.database)


def wait_for(path: Path, seconds: float = 60) -> None:
    end = time.monotonic() + seconds
    while not path.exists():
        assert time.monotonic() < end, f"{path.name} was not reached"
        time.sleep(0.05)


def test_shadow_url_is_where_they_are_made(make_shop: MakeShop, make_database: MakeDatabase) -> None:
    """On another MariaDB, here the same one under another name: nothing is left there either."""
    shop = make_shop("mariadb").make().migrated()
    other = make_database("mariadb")
    assert shop.agrees(TK_SHADOW_URL=other.url)


def test_shadow_url_of_another_kind_of_server(make_shop: MakeShop, postgresql: Database) -> None:
    shop = make_shop("sqlite").make().migrated()
    told = shop.tk("check", 2, TK_SHADOW_URL=postgresql.url).stderr
    assert "error[shadow-unavailable]" in told
    assert "another kind of server" in told
