"""The register of the checks, and all of them at once."""

from __future__ import annotations

import inspect
import pkgutil
from importlib import import_module
from types import ModuleType
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.preflight.builders import URL, assert_reads_well, circumstances, plan, revision
from toolkit import preflight
from toolkit.capacity import Limits, Replica, Seat, TableUse
from toolkit.forecast import DeclaredPool, Traffic
from toolkit.pages import Page
from toolkit.plan import Duration, PlannedStatement, PlannedTable
from toolkit.preflight.circumstances import Circumstances
from toolkit.preflight.register import CHECKS, KINDS, NAMES, findings, pages


def modules() -> list[ModuleType]:
    return [import_module(f"toolkit.preflight.{found.name}") for found in pkgutil.iter_modules(preflight.__path__)]


def test_every_module_that_has_a_name_is_registered_once() -> None:
    named = [module.__name__ for module in modules() if hasattr(module, "NAME")]
    assert sorted(module.__name__ for module in KINDS) == sorted(named)
    assert len(set(NAMES)) == len(NAMES)


def test_every_module_that_checks_is_a_check() -> None:
    assert {module.__name__ for module in modules() if hasattr(module, "check")} == {
        module.__name__ for module in CHECKS
    }


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.NAME)
def test_every_kind_bears_the_name_of_its_module(kind: ModuleType) -> None:
    assert kind.__name__.rpartition(".")[2].replace("_", "-") == kind.NAME


@pytest.mark.parametrize("page", pages(), ids=lambda page: page.name)
def test_every_kind_has_a_page(page: Page) -> None:
    """The fact; what follows from it; what to do instead."""
    fact, consequence, remedy = page.text.split("\n\n")
    assert fact.endswith(".")
    assert consequence.endswith(".")
    assert remedy.startswith("Instead, ")
    assert "\n" not in page.summary


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.NAME)
def test_every_check_asks_the_circumstances_alone(check: ModuleType) -> None:
    assert list(inspect.signature(check.check).parameters) == ["circumstances"]


def test_what_stops_the_run_comes_first_and_what_was_not_seen_last() -> None:
    assert NAMES[0] == "read-only-server"
    assert NAMES.index("own-connections") < NAMES.index("pool-saturation") < NAMES.index("sleeping-sessions")
    assert NAMES[-1] == "unknown-impact"


def test_where_all_is_well_nothing_is_said() -> None:
    assert list(findings(circumstances())) == []


TIMES = st.none() | st.floats(0, 1e9)
COUNTS = st.integers(0, 10**7)
WORDS = st.sampled_from(["app", "root", "a b", 'q"uote', "x'y", "ü", "\x00", "", "unknown"])
MAYBE = st.none() | WORDS
TEXTS = st.sampled_from(
    [
        "ALTER TABLE orders ADD note TEXT",
        "ALTER TABLE orders DROP COLUMN note",
        "ALTER TABLE orders RENAME TO sales",
        "CREATE INDEX i ON orders (a)",
        "DROP TABLE orders",
        "TRUNCATE TABLE orders",
        "DELETE FROM orders",
        "UPDATE orders SET a = 1",
        "",
        ";;'",
        "CALL f()",
    ]
)
TABLES = st.builds(
    PlannedTable,
    schema=MAYBE,
    name=st.just("orders") | WORDS.filter(bool),
    rows=st.none() | COUNTS,
    bytes=st.none() | COUNTS,
    work=st.sampled_from(["none", "scan", "index", "rows", "rewrite"]),
    blocks=st.sampled_from(["nothing", "writes", "reads and writes"]),
    lock=MAYBE,
)
DURATIONS = st.builds(
    Duration, low=st.just(0.0), high=st.floats(0, 1e9), basis=st.sampled_from(["instant", "measured", "assumed"])
)
SENTENCES = st.none() | st.just("It says why.")


@st.composite
def statements(draw: Any) -> tuple[PlannedStatement, ...]:
    return tuple(
        PlannedStatement(
            number=number,
            sql=draw(TEXTS),
            sent=(),
            kind="definition",
            tables=tuple(draw(st.lists(TABLES, max_size=2))),
            duration=draw(st.none() | DURATIONS),
            unknown=draw(SENTENCES),
            refused=draw(SENTENCES),
            notices=draw(st.sampled_from([(), ("Somebody notices.",)])),
        )
        for number in range(1, draw(st.integers(1, 4)))
    )


SEATS = st.builds(
    Seat,
    id=st.integers(1, 10**6).map(str),
    user=MAYBE,
    host=MAYBE,
    program=MAYBE,
    seconds=st.floats(0, 1e9),
    transaction_seconds=TIMES,
    is_idle=st.booleans(),
    is_waiting=st.booleans(),
    query=MAYBE,
    is_own=st.booleans(),
)
LIMITS = st.builds(
    Limits,
    max_connections=st.none() | COUNTS,
    reserved=st.integers(0, 10),
    user_limit=st.none() | COUNTS,
    database_limit=st.none() | COUNTS,
    peak_used=st.none() | COUNTS,
    idle_timeout=TIMES,
    idle_in_transaction_timeout=TIMES,
    lock_timeout=TIMES,
    pooler=st.sampled_from([None, None, "PgBouncer"]),
)
POOLS = st.builds(
    DeclaredPool,
    name=st.sampled_from(["web", "jobs"]),
    kind=st.sampled_from(["QueuePool", "NullPool", "StaticPool", "SingletonThreadPool", "AsyncAdaptedQueuePool"]),
    processes=st.integers(1, 999),
    pool_size=st.integers(0, 99),
    max_overflow=st.integers(-1, 99),
    pool_timeout=st.floats(0, 1e4),
    pool_recycle=TIMES,
    pre_ping=st.booleans(),
    threads=st.none() | st.integers(1, 99),
    user=MAYBE,
)
ALL = st.builds(
    Circumstances,
    backend=st.sampled_from(["mysql", "mariadb", "postgresql", "sqlite", "oracle"]),
    database=st.sampled_from([URL, "sqlite://", "postgresql:///x"]),
    limits=LIMITS,
    plan=st.none() | st.builds(lambda found: plan(revision(*found, is_reversible=False)), statements()),
    pools=st.lists(POOLS, max_size=2, unique_by=lambda pool: pool.name).map(tuple),
    seats=st.none() | st.lists(SEATS, max_size=12, unique_by=lambda seat: seat.id).map(tuple),
    blockers=st.lists(SEATS, max_size=3, unique_by=lambda seat: seat.id).map(tuple),
    traffic=st.builds(Traffic, rate=TIMES),
    uses=st.none()
    | st.lists(
        st.builds(
            TableUse,
            schema=MAYBE,
            name=st.just("orders"),
            reads=st.none() | COUNTS,
            writes=st.none() | COUNTS,
            last_read=TIMES,
        ),
        max_size=1,
    ).map(tuple),
    free_bytes=st.none() | COUNTS,
    replicas=st.lists(st.builds(Replica, name=WORDS, lag=TIMES), max_size=2, unique_by=lambda one: one.name).map(tuple),
)


@settings(max_examples=100, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(ALL)
def test_whatever_the_circumstances_are_it_can_be_read(given: Circumstances) -> None:
    told = list(findings(given))
    for finding in told:
        assert finding.database == given.database
        assert_reads_well(finding)
    assert len({(one.name, one.subject, one.fact) for one in told}) == len(told)
