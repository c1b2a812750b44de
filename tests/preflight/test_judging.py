"""A plan against its live server: what was found."""

from __future__ import annotations

import sqlalchemy as sa

from tests.preflight.builders import pool
from tests.servers.database import Database
from toolkit.forecast import Traffic
from toolkit.places import place_of
from toolkit.preflight.judging import judge
from toolkit.preflight.surveying import Survey


def test_without_a_plan_only_the_pools_are_judged(database: Database) -> None:
    engine = sa.create_engine(database.url, poolclass=sa.NullPool, isolation_level="AUTOCOMMIT")
    with engine.connect() as live:
        known = Survey(
            place=place_of(live), pools=(pool(),), traffic=Traffic(rate=1000.0, busy=500.0), lock_timeout=1.0
        )
        judged = judge(live, known, None)
    assert judged.circumstances.plan is None
    assert [state.pool for state in judged.circumstances.steady] == ["web"]
    assert "pool-saturation" in [finding.name for finding in judged.findings]
    assert {finding.database for finding in judged.findings} == {known.place.url}
