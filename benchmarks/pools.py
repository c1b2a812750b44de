"""The forecast held against what happens: when a pool begins to fail, and how many requests a blocking change fails."""

from __future__ import annotations

import json
import os
import random
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from benchmarks.databases import databases
from benchmarks.options import Options
from benchmarks.project import make_project
from benchmarks.traffic import Pool, load

ROWS = 20_000
HOLD = 0.1
"""Seconds for which a request has its connection, on average; half of them in the server."""
SHARE = 0.01
"""Which part of the requests fails at the onset."""
SECONDS = 20
LARGE = 1_500_000
"""Rows of the table that is changed, some 200 bytes each."""
RATE = 100.0
WRITES = 0.3
CHANGE = """from alembic import op
import sqlalchemy as sa

revision = "r0002"
down_revision = "r0001"


def upgrade() -> None:
    op.alter_column("item", "qty", type_=sa.BigInteger(), existing_type=sa.Integer(), existing_nullable=False)
"""


@dataclass(frozen=True, kw_only=True)
class Forecast:
    """One figure as it was told, and as it came."""

    name: str
    told: float
    came: float
    unit: str

    def row(self) -> str:
        """A line for a person."""
        ratio = f"{self.told / self.came:5.2f}" if self.came else "    -"
        return f"{self.name:<44} told {self.told:9.1f}  came {self.came:9.1f} {self.unit:<12} ratio {ratio}"


def measurements(directory: Path, options: Options) -> Iterator[Forecast]:
    """On each server in turn: the onset of the failures of a pool, and the outage that a change of a type makes."""
    make_project(directory, revisions=1)
    backends = [backend for backend in options.backends if backend != "sqlite"]
    for backend, url in databases(directory, backends):
        yield _onset(directory, backend, url)
        yield from _outage(directory, backend, url)


def _onset(directory: Path, backend: str, url: str) -> Forecast:
    pool = Pool(timeout=1.0)
    _make(url, "dash", sa.Column("body", sa.String(200)), rows=ROWS, row={"body": "x" * 150})
    request, full = _page(backend), (pool.size + pool.overflow) / HOLD
    with load(url, 0.6 * full, pool, request):
        time.sleep(3)
        told = _asked(directory, url, pool, "pool", "--sample", "15")
    [steady] = told["databases"][0]["steady"]
    shares = [(rate, _failing(url, rate, pool, request)) for rate in (full * part for part in (0.9, 0.97, 1.04, 1.11))]
    return Forecast(
        name=f"onset of failures, {backend}", told=steady["onset"], came=_crossing(shares), unit="requests/s"
    )


def _failing(url: str, rate: float, pool: Pool, request: Any) -> float:
    with load(url, rate, pool, request) as seen:
        started = time.time()
        time.sleep(SECONDS)
    came, failed = seen.between(started + SECONDS / 4, started + SECONDS)
    return failed / came


def _crossing(shares: list[tuple[float, float]]) -> float:
    """The rate at which the share is crossed, between the two measured ones around it."""
    before = (0.0, 0.0)
    for rate, share in shares:
        if share >= SHARE:
            return before[0] + (rate - before[0]) * (SHARE - before[1]) / (share - before[1])
        before = (rate, share)
    return before[0]


def _page(backend: str) -> Any:
    sleep = "pg_sleep(:s)" if backend == "postgresql" else "sleep(:s)"
    slow = sa.text(f"SELECT id, {sleep} FROM dash WHERE id = :id")

    def request(connection: sa.Connection, draw: random.Random) -> None:
        hold = draw.expovariate(1 / HOLD)
        connection.execute(slow, {"id": draw.randint(1, ROWS), "s": hold / 2}).all()
        time.sleep(hold / 2)

    return request


def _outage(directory: Path, backend: str, url: str) -> Iterator[Forecast]:
    pool = Pool()
    columns = [sa.Column("qty", sa.Integer, nullable=False), sa.Column("payload", sa.String(200))]
    columns += [sa.Column(name, sa.Integer, index=True) for name in ("one", "two", "three")]
    _make(url, "item", *columns, rows=LARGE, row={"qty": 1, "payload": "x" * 150, "one": 1, "two": 2, "three": 3})
    (directory / "migrations/versions/r0002.py").write_text(CHANGE, encoding="utf-8")
    _run(directory, url, [sys.executable, "-m", "alembic", "stamp", "r0001"])
    with load(url, RATE, pool, _item) as seen:
        time.sleep(3)
        told = _asked(directory, url, pool, "plan", "--sample", "10")
        started, ended = _changed(url)
        time.sleep(3)
    (outage,) = told["databases"][0]["pools"]["outages"]
    _, failed = seen.between(started, ended)
    (directory / "migrations/versions/r0002.py").unlink()
    yield Forecast(
        name=f"blocked by a change of type, {backend}", told=outage["seconds"], came=ended - started, unit="s"
    )
    yield Forecast(name=f"requests that fail, {backend}", told=outage["failed"], came=failed, unit="requests")


def _changed(url: str) -> tuple[float, float]:
    """What the revision does, sent by hand: a start of Alembic would count as time in which nothing blocks."""
    engine = sa.create_engine(url, poolclass=sa.NullPool, isolation_level="AUTOCOMMIT")
    to = "ALTER COLUMN qty TYPE BIGINT" if engine.dialect.name == "postgresql" else "MODIFY qty BIGINT NOT NULL"
    with engine.connect() as connection:
        started = time.time()
        connection.exec_driver_sql(f"ALTER TABLE item {to}")
        return started, time.time()


def _item(connection: sa.Connection, draw: random.Random) -> None:
    id_ = draw.randint(1, LARGE)
    connection.execute(sa.text("SELECT qty FROM item WHERE id = :id"), {"id": id_}).all()
    if draw.random() < WRITES:
        connection.execute(sa.text("UPDATE item SET qty = qty + 1 WHERE id = :id"), {"id": id_})
        connection.commit()


def _make(url: str, name: str, *columns: sa.Column[Any], rows: int, row: dict[str, Any]) -> None:
    """A table with rows that are alike: a thousand, and then the server doubles them."""
    engine = sa.create_engine(url, poolclass=sa.NullPool)
    table = sa.Table(name, sa.MetaData(), sa.Column("id", sa.Integer, primary_key=True), *columns)
    with engine.begin() as connection:
        table.create(connection)
        connection.execute(table.insert(), [{"id": number, **row} for number in range(1, 1001)])
    have, others = 1000, ", ".join(row)
    while have < rows:
        more = min(have, rows - have)
        with engine.begin() as connection:
            connection.exec_driver_sql(
                f"INSERT INTO {name} (id, {others}) SELECT id + {have}, {others} FROM {name} WHERE id <= {more}"
            )
        have += more


def _asked(directory: Path, url: str, pool: Pool, *line: str) -> Any:
    variables = {"TK_POOLS": json.dumps({"web": pool.declared()})}
    told = _run(directory, url, [sys.executable, "-m", "toolkit", *line, "--format", "json"], **variables)
    return json.loads(told)


def _run(directory: Path, url: str, line: list[str], **variables: str) -> str:
    """What it said; a finding is no failure here."""
    environment = {**os.environ, "BENCHMARK_URL": url, **variables}
    done = subprocess.run(line, cwd=directory, env=environment, capture_output=True, text=True, check=False)
    if done.returncode not in (0, 1):
        raise RuntimeError(done.stderr)
    return done.stdout
