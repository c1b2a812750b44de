"""Plans and forecasts to render, among them any that Hypothesis thinks of."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

from hypothesis import strategies as st

from tests.reports.findings import FINDINGS, MYSQL, TEXTS
from tests.reports.values import PLACE
from toolkit.capacity import Limits
from toolkit.finding import Finding, Location, Severity
from toolkit.forecast import DeclaredPool, Outage, PoolResult, PoolsOfDatabase, SteadyState, Traffic
from toolkit.impact import Blocks, Impact, TableImpact, Work
from toolkit.outcomes import Place
from toolkit.plan import (
    Duration,
    PlannedDatabase,
    PlannedRevision,
    PlannedStatement,
    PlannedTable,
    PlanResult,
)

MESSAGE = "QueuePool limit of size 10 overflow 10 reached, connection timed out, timeout 30.00"


def table(name: str = "orders", work: Work = Work.NONE, blocks: Blocks = Blocks.NOTHING, **values: Any) -> PlannedTable:
    given = {"schema": None, "rows": 1_234_567, "bytes": 1_288_490_189, "lock": None} | values
    return PlannedTable(name=name, work=work.value, blocks=blocks.value, **given)


def statement(
    number: int, sql: str, *tables: PlannedTable, algorithm: str | None = None, **values: Any
) -> PlannedStatement:
    clause = None if algorithm is None else f"ALGORITHM={algorithm}"
    touched = tuple(
        TableImpact(schema=part.schema, name=part.name, work=Work(part.work), blocks=Blocks(part.blocks))
        for part in tables
    )
    given = {
        "sent": (sql if clause is None else f"{sql}, {clause}",),
        "kind": "definition",
        "impact": Impact(tables=touched, algorithm=algorithm, clause=clause),
    }
    return PlannedStatement(number=number, sql=sql, tables=tables, **(given | values))


def lasts(low: float, high: float, basis: str = "measured") -> Duration:
    return Duration(low=low, high=high, basis=basis)


INSTANT = statement(
    1,
    "ALTER TABLE orders ADD COLUMN note VARCHAR(30)",
    table(),
    algorithm="INSTANT",
    duration=lasts(0.01, 0.02, "instant"),
)
COPY = statement(
    2,
    "ALTER TABLE orders MODIFY total DECIMAL(12, 4) NOT NULL",
    table(work=Work.REWRITE, blocks=Blocks.WRITES, lock="SHARED"),
    algorithm="COPY",
    duration=lasts(40, 90),
)
INDEX = statement(
    3,
    "CREATE INDEX ix_items_order_id ON items (order_id)",
    table("items", Work.INDEX, rows=80_000, bytes=9_437_184),
    duration=lasts(3.2, 8.4, "remembered"),
)
DROP = statement(
    1,
    "ALTER TABLE customers DROP COLUMN fax",
    table("customers", blocks=Blocks.EVERYTHING, rows=52_000, bytes=6_291_456, lock="EXCLUSIVE"),
    algorithm="INSTANT",
    sent=(
        "ALTER TABLE customers RENAME COLUMN fax TO _tk_fax",
        "ALTER TABLE customers ALTER COLUMN _tk_fax DROP DEFAULT",
    ),
    duration=lasts(0.01, 0.3, "assumed"),
    trash=("column customers.fax",),
    notices=("Code that still selects customers.fax fails from this moment on.",),
    location=Location(file="migrations/versions/cc33.py", line=24),
)
UPDATE = statement(
    2,
    "UPDATE customers SET region = 'EU' WHERE region IS NULL",
    table("customers", Work.ROWS, Blocks.WRITES, rows=52_000, bytes=6_291_456),
    kind="change",
    times=3,
    duration=lasts(0.8, 14, "assumed"),
)
SESSION = statement(3, "SET SESSION sql_mode = ''", kind="session", impact=None)
OPAQUE = statement(
    4, "CALL rebuild_totals()", kind="opaque", impact=None, unknown="What a procedure does cannot be tried on a shadow."
)
LOCK = statement(
    5,
    "ALTER TABLE events ADD CHECK (kind <> '')",
    table("events", Work.SCAN, Blocks.EVERYTHING, schema="log", rows=9_000_000, bytes=3_758_096_384),
    duration=lasts(12, 31),
)


def revision(name: str, doc: str, *statements: PlannedStatement, **values: Any) -> PlannedRevision:
    given = {"direction": "upgrade", "path": f"migrations/versions/{name}.py", "is_reversible": True} | values
    return PlannedRevision(revision=name, doc=doc, statements=statements, **given)


WEB = DeclaredPool(
    name="web", processes=4, replicas=2, pool_size=10, max_overflow=10, pre_ping=True, source="pyproject.toml"
)
JOBS = DeclaredPool(name="jobs", kind="NullPool", processes=2, source="[tool.tk.pools.jobs]")
LIMITS = Limits(
    max_connections=151,
    reserved=1,
    user_limit=120,
    peak_used=97,
    idle_timeout=28_800.0,
    lock_timeout=31_536_000.0,
    settings=(("max_connections", "151"),),
    unseen=("The sessions of other users may not be seen: GRANT PROCESS ON *.* TO app.",),
)
TRAFFIC = Traffic(rate=60.0, busy=6.0, write_share=0.2, seconds=10.0, samples=20)
CURVE = tuple((rate, max(0.0, 1 - 1600 / rate) if rate else 0.0) for rate in map(float, range(0, 2400, 80)))
STEADY = SteadyState(pool="web", rate=60.0, hold=0.1, busy=6.0, capacity=160, onset=1612.0, failing=0.0, curve=CURVE)
OUTAGE = Outage(
    pool="web",
    revision="bb22",
    statement=2,
    table="orders",
    blocks="writes",
    seconds=90.0,
    rate=12.5,
    saturation=12.8,
    delayed=713,
    failed=412,
    message=MESSAGE,
    remedy="Raise pool_timeout above 78 s while it runs:\n  [tool.tk.pools.web]\n  pool_timeout = 80",
)
HARMLESS = Outage(
    pool="jobs",
    revision="cc33",
    statement=5,
    table="log.events",
    blocks="reads and writes",
    seconds=31.0,
    rate=0.5,
    saturation=None,
    delayed=15,
    failed=0,
    message=MESSAGE,
    remedy="",
)


def pools(**values: Any) -> PoolsOfDatabase:
    given: dict[str, Any] = {
        "place": PLACE,
        "limits": LIMITS,
        "sessions": {"in transaction": 6, "idle": 82, "waiting": 0},
        "demand": 160,
        "headroom": 62,
        "traffic": TRAFFIC,
        "steady": (STEADY,),
        "outages": (OUTAGE, HARMLESS),
    }
    return PoolsOfDatabase(**(given | values))


TOO_SLOW = Finding(
    name="pool-saturation",
    severity=Severity.ERROR,
    subject="pool web",
    fact="While bb22.2 copies orders, 412 requests will fail.",
    consequence="Their users see `QueuePool limit ...`.",
    remedy="Run it when there are fewer than 2 requests per second:\n  tk migrate +1",
    database=MYSQL,
    location=Location(file="migrations/versions/bb22.py", line=31),
)


def database(*revisions: PlannedRevision, place: Place = PLACE, **values: Any) -> PlannedDatabase:
    given: dict[str, Any] = {"before": ("aa11",), "target": "head"} | values
    return PlannedDatabase(place=place, revisions=revisions, **given)


def plan(*databases: PlannedDatabase, findings: tuple[Finding, ...] = (), **values: Any) -> PlanResult:
    return PlanResult(findings=findings, databases=databases, **values)


ORDERS = revision("bb22", "widen the totals of orders", INSTANT, COPY, INDEX)
CUSTOMERS = revision(
    "cc33",
    "customers have a region",
    DROP,
    UPDATE,
    SESSION,
    OPAQUE,
    LOCK,
    is_reversible=False,
    irreversible="downgrade() raises NotImplementedError",
)
RICH = plan(
    database(ORDERS, CUSTOMERS, pools=pools(), unseen=("The sizes of tables could not be read.",)),
    findings=(TOO_SLOW,),
    pools=(WEB, JOBS),
)
"""A plan with one of everything."""
HISTORY = tuple(
    Traffic(rate=60 + 12 * math.sin(place), busy=6 + math.sin(place), write_share=0.2, seconds=0.5, samples=1)
    for place in range(20)
)


def pool_answer(*findings: Finding, **values: Any) -> PoolResult:
    given: dict[str, Any] = {"pools": (WEB, JOBS), "databases": (pools(outages=()),), "history": HISTORY}
    return PoolResult(findings=findings, **(given | values))


COUNTS = st.integers(0, 2**53)
WORDS = st.lists(TEXTS, max_size=2).map(tuple)


def plans(numbers: st.SearchStrategy[float]) -> st.SearchStrategy[PlanResult]:
    """Any plan whose times are ``numbers``."""
    return st.builds(
        PlanResult,
        findings=_some(FINDINGS),
        databases=_some(_databases(numbers)),
        pools=_some(_declared(numbers)),
    )


def pool_answers(numbers: st.SearchStrategy[float]) -> st.SearchStrategy[PoolResult]:
    """Any answer of pool whose times and rates are ``numbers``."""
    return st.builds(
        PoolResult,
        findings=_some(FINDINGS),
        pools=_some(_declared(numbers)),
        databases=_some(_pools(numbers)),
        history=_some(_traffic(numbers)),
    )


def _some(values: st.SearchStrategy[Any]) -> st.SearchStrategy[tuple[Any, ...]]:
    return st.lists(values, max_size=2).map(tuple)


def _maybe(values: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return st.none() | values


PLACES = st.builds(Place, backend=TEXTS, server_version=TEXTS, url=TEXTS | st.just(MYSQL), database=TEXTS)


def _databases(numbers: st.SearchStrategy[float]) -> st.SearchStrategy[PlannedDatabase]:
    return st.builds(
        PlannedDatabase,
        place=PLACES,
        before=WORDS,
        target=TEXTS,
        revisions=_some(_revisions(numbers)),
        pools=_maybe(_pools(numbers)),
        unseen=WORDS,
    )


def _revisions(numbers: st.SearchStrategy[float]) -> st.SearchStrategy[PlannedRevision]:
    return st.builds(
        PlannedRevision,
        revision=TEXTS,
        doc=TEXTS,
        direction=st.sampled_from(["upgrade", "downgrade"]),
        path=TEXTS,
        statements=_some(_statements(numbers)),
        is_reversible=_maybe(st.booleans()),
        irreversible=_maybe(TEXTS),
    )


def _statements(numbers: st.SearchStrategy[float]) -> st.SearchStrategy[PlannedStatement]:
    works, blocks = st.sampled_from(Work), st.sampled_from(Blocks)
    impacts = st.builds(TableImpact, schema=_maybe(TEXTS), name=TEXTS, work=works, blocks=blocks, lock=_maybe(TEXTS))
    tables = st.builds(
        PlannedTable,
        schema=_maybe(TEXTS),
        name=TEXTS,
        rows=_maybe(COUNTS),
        bytes=_maybe(COUNTS),
        work=works.map(_value),
        blocks=blocks.map(_value),
        lock=_maybe(TEXTS),
    )
    return st.builds(
        PlannedStatement,
        number=COUNTS,
        sql=TEXTS,
        sent=WORDS,
        kind=st.sampled_from(["definition", "change", "session", "opaque"]),
        times=st.integers(1, 10**9),
        impact=_maybe(st.builds(Impact, tables=_some(impacts), algorithm=_maybe(TEXTS), clause=_maybe(TEXTS))),
        tables=_some(tables),
        duration=_maybe(
            st.builds(
                Duration,
                low=numbers,
                high=numbers,
                basis=st.sampled_from(["instant", "measured", "remembered", "assumed"]),
            )
        ),
        trash=WORDS,
        returns=WORDS,
        notices=WORDS,
        unknown=_maybe(TEXTS),
        refused=_maybe(TEXTS),
        location=_maybe(st.builds(Location, file=TEXTS, line=st.integers(1, 10**6))),
    )


def _declared(numbers: st.SearchStrategy[float]) -> st.SearchStrategy[DeclaredPool]:
    return st.builds(
        DeclaredPool,
        name=TEXTS | st.just("web"),
        kind=st.sampled_from(["QueuePool", "AsyncAdaptedQueuePool", "NullPool", "StaticPool", "SingletonThreadPool"]),
        processes=st.integers(1, 10**6),
        replicas=st.integers(1, 10**6),
        pool_size=st.integers(0, 10**6),
        max_overflow=st.integers(-1, 10**6),
        pool_timeout=numbers,
        pool_recycle=_maybe(numbers),
        pre_ping=st.booleans(),
        threads=_maybe(st.integers(1, 10**6)),
        share=_maybe(numbers),
        user=_maybe(TEXTS),
        source=TEXTS,
    )


def _traffic(numbers: st.SearchStrategy[float]) -> st.SearchStrategy[Traffic]:
    return st.builds(
        Traffic,
        rate=_maybe(numbers),
        busy=_maybe(numbers),
        write_share=_maybe(numbers),
        seconds=numbers,
        samples=COUNTS,
        unseen=WORDS,
    )


def _pools(numbers: st.SearchStrategy[float]) -> st.SearchStrategy[PoolsOfDatabase]:
    return st.builds(
        PoolsOfDatabase,
        place=PLACES,
        limits=_limits(numbers),
        sessions=st.dictionaries(TEXTS, COUNTS, max_size=3),
        demand=_maybe(COUNTS),
        headroom=_maybe(st.integers(-(2**31), 2**31)),
        traffic=_traffic(numbers),
        steady=_some(_steady(numbers)),
        outages=_some(_outages(numbers)),
    )


def _limits(numbers: st.SearchStrategy[float]) -> st.SearchStrategy[Limits]:
    return st.builds(
        Limits,
        max_connections=_maybe(COUNTS),
        reserved=COUNTS,
        user_limit=_maybe(COUNTS),
        database_limit=_maybe(COUNTS),
        peak_used=_maybe(COUNTS),
        idle_timeout=_maybe(numbers),
        idle_in_transaction_timeout=_maybe(numbers),
        lock_timeout=_maybe(numbers),
        statement_timeout=_maybe(numbers),
        pooler=_maybe(TEXTS),
        settings=_some(st.tuples(TEXTS, TEXTS)),
        unseen=WORDS,
    )


def _steady(numbers: st.SearchStrategy[float]) -> st.SearchStrategy[SteadyState]:
    return st.builds(
        SteadyState,
        pool=TEXTS | st.just("web"),
        rate=numbers,
        hold=numbers,
        busy=numbers,
        capacity=COUNTS,
        onset=numbers,
        failing=numbers,
        curve=st.lists(st.tuples(numbers, numbers), max_size=4).map(tuple),
    )


def _outages(numbers: st.SearchStrategy[float]) -> st.SearchStrategy[Outage]:
    return st.builds(
        Outage,
        pool=TEXTS | st.just("web"),
        revision=TEXTS,
        statement=COUNTS,
        table=TEXTS,
        blocks=st.sampled_from(Blocks).map(_value),
        seconds=numbers,
        rate=numbers,
        saturation=_maybe(numbers),
        delayed=COUNTS,
        failed=COUNTS,
        message=TEXTS,
        remedy=TEXTS,
    )


_value: Callable[[Any], str] = lambda word: word.value  # noqa: E731 of Work and of Blocks

ORDINARY = st.floats(0, 1e9) | st.sampled_from([0.0, 1.0, 0.004])
WILD = st.floats() | st.sampled_from([0.0, math.inf, -math.inf, math.nan, 1e308, 5e-324])
EVERY_PLAN = plans(WILD)
EVERY_POOL = pool_answers(WILD)
EVERY = EVERY_PLAN | EVERY_POOL
"""Any answer of plan or pool, however odd its texts and numbers."""
EMPTY = (plan(), plan(database()), PoolResult(findings=(), pools=(), databases=()))
EVERYTHING_NONE = plan(
    database(
        revision(
            "",
            "",
            statement(0, "", kind="", impact=None, sent=()),
            statement(1, "x", table(rows=None, bytes=None), impact=None),
            is_reversible=None,
        ),
        before=(),
        pools=PoolsOfDatabase(place=PLACE, limits=Limits(), sessions={}, demand=None, headroom=None, traffic=Traffic()),
    )
)
