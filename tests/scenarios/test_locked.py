"""A table that somebody holds: the run waits for it where everybody can see it, from its first look on."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from collections.abc import Callable

import pytest
import sqlalchemy as sa

from tests.projects.maker import Revision
from tests.scenarios.conftest import MakeShop
from tests.scenarios.shop import Shop

TABLE = Revision("aa11", upgrade="op.create_table('t', sa.Column('id', sa.Integer))", downgrade="op.drop_table('t')")
COLUMN = Revision("ab22", "aa11", upgrade="op.add_column('t', sa.Column('m', sa.Integer))", downgrade="pass")
LOCKS = {
    "mariadb": "LOCK TABLES t WRITE",
    "mysql": "LOCK TABLES t WRITE",
    "postgresql": "LOCK TABLE t IN ACCESS EXCLUSIVE MODE",
}


@pytest.mark.parametrize(("rows", "backend"), [(rows, backend) for rows in (0, 1) for backend in LOCKS])
def test_it_is_waited_for_aloud(make_shop: MakeShop, backend: str, rows: int) -> None:
    """Where the server estimates that no table has a row, the first look asks the tables themselves."""
    shop = make_shop(backend).make((TABLE, COLUMN), models="").migrated("aa11")
    shop.sql(*["INSERT INTO t VALUES (1)"] * rows)
    told = _told(shop, lambda holder: holder.exec_driver_sql(LOCKS[backend]))
    assert any("    locked: ALTER TABLE t ADD COLUMN m INTEGER" in line for line in told)


def test_a_commit_waits_for_who_reads_a_file(make_shop: MakeShop) -> None:
    """Without a write-ahead log, SQLite commits when nobody reads."""
    shop = make_shop("sqlite").make((TABLE, COLUMN), models="").migrated("aa11")
    shop.sql("INSERT INTO t VALUES (1)")

    def read(holder: sa.Connection) -> None:
        holder.exec_driver_sql("BEGIN")
        assert holder.exec_driver_sql("SELECT id FROM t").all() == [(1,)]

    assert any("    locked: COMMIT" in line for line in _told(shop, read))


def _told(shop: Shop, hold: Callable[[sa.Connection], object]) -> list[str]:
    """What a run says that has to wait for ``hold`` until it has said so."""
    command = [sys.executable, "-m", "toolkit", "migrate"]
    environment = os.environ | shop.variables | {"TK_LOCK_TIMEOUT": "1"}
    told = []
    engine = sa.create_engine(shop.database.url, poolclass=sa.NullPool)
    with (
        engine.connect() as holder,
        subprocess.Popen(
            command, cwd=shop.directory, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
        ) as run,
    ):
        hold(holder)
        late = threading.Timer(60, run.kill)
        late.start()
        assert run.stdout is not None
        for line in run.stdout:
            told.append(line)
            if "    locked: " in line:
                holder.close()
        late.cancel()
    assert run.returncode == 0, "".join(told)
    return told
