from __future__ import annotations

import re
from dataclasses import replace

import pytest

from toolkit.forecast import DeclaredPool
from toolkit.pool.outage import Block, bearable_rate, outage
from toolkit.pool.stall import Load, effect
from toolkit.pool.station import Station, station_of

WEB = DeclaredPool(name="web", processes=2, pool_timeout=5)
BLOCK = Block(revision="ae10", statement=3, table="orders", blocks="writes", seconds=20)
LOAD = Load(rate=40, hold=0.05, blocked=0.5)


def test_what_is_told_of_a_pool() -> None:
    found = outage(WEB, BLOCK, LOAD)
    assert found is not None
    assert (found.pool, found.revision, found.statement, found.table, found.blocks, found.seconds) == (
        "web",
        "ae10",
        3,
        "orders",
        "writes",
        20,
    )
    assert found.rate == 20
    assert found.saturation == pytest.approx(1.5, abs=0.2)
    assert found.failed == pytest.approx(40 * (20 - 1.5 - 5), rel=0.05)
    assert found.message == "QueuePool limit of size 5 overflow 10 reached, connection timed out, timeout 5.00"


def test_more_patience_where_that_suffices() -> None:
    found = outage(WEB, BLOCK, LOAD)
    assert found is not None
    patience = int(str(re.search(r"`pool_timeout=(\d+)` in the engine of web", found.remedy)[1]))  # type: ignore[index]
    spared = outage(replace(WEB, pool_timeout=patience), BLOCK, LOAD)
    assert spared is not None
    assert (spared.failed, spared.remedy) == (0, "")
    assert spared.delayed > 100
    still = outage(replace(WEB, pool_timeout=patience - 1), BLOCK, LOAD)
    assert still is not None
    assert still.failed > 0


def test_an_hour_with_fewer_requests() -> None:
    found = outage(WEB, BLOCK, LOAD)
    assert found is not None
    rate = float(str(re.search(r"when web gets fewer than ([\d.]+) requests per second", found.remedy)[1]))  # type: ignore[index]
    spared = outage(WEB, BLOCK, replace(LOAD, rate=rate))
    assert spared is None or spared.failed == 0
    assert outage(WEB, BLOCK, replace(LOAD, rate=rate * 1.3)).failed > 0  # type: ignore[union-attr]


def test_hours_of_a_block_are_not_waited_out() -> None:
    found = outage(WEB, replace(BLOCK, seconds=3600), LOAD)
    assert found is not None
    assert "pool_timeout" not in found.remedy
    assert found.remedy.startswith("Run it when web gets fewer than")
    assert "change orders online" in found.remedy


def test_a_block_that_only_delays() -> None:
    found = outage(WEB, replace(BLOCK, seconds=2), LOAD)
    assert found is not None
    assert (found.failed, found.remedy) == (0, "")
    assert found.delayed > 30


def test_nobody_suffers() -> None:
    assert outage(WEB, BLOCK, replace(LOAD, rate=0)) is None
    assert outage(WEB, BLOCK, replace(LOAD, blocked=0)) is None
    assert outage(WEB, replace(BLOCK, seconds=0.001), LOAD) is None
    assert outage(DeclaredPool(name="x", kind="StaticPool"), BLOCK, LOAD) is None
    assert outage(DeclaredPool(name="x", kind="NullPool"), BLOCK, LOAD) is None


def test_a_pool_without_a_limit_fails_when_the_server_has_no_more() -> None:
    found = outage(DeclaredPool(name="x", kind="NullPool"), BLOCK, LOAD, granted=50, refusal="Too many")
    assert found is not None
    assert found.message == "Too many"
    assert found.saturation == pytest.approx(50 / 20, rel=0.1)
    assert found.failed > 400
    assert "pool_timeout" not in found.remedy


def test_threads_for_each_connection_wait_without_failing() -> None:
    found = outage(replace(WEB, threads=15), BLOCK, LOAD)
    assert found is not None
    assert found.failed == 0
    assert found.delayed > 600
    assert found.saturation == pytest.approx(1.5, abs=0.2)


@pytest.mark.parametrize("seconds", [5, 20, 300])
@pytest.mark.parametrize("hold", [0.0, 0.05])
def test_the_rate_that_is_borne(seconds: float, hold: float) -> None:
    station = station_of(WEB)
    assert station is not None
    load = Load(rate=1000, hold=hold)
    if effect(station, load, seconds).failed < 0.5:
        assert seconds <= WEB.pool_timeout
        return
    rate = bearable_rate(station, load, seconds)
    assert effect(station, replace(load, rate=rate), seconds).failed < 0.5
    assert rate == 0 or effect(station, replace(load, rate=rate * 1.2), seconds).failed >= 0.5


def test_a_rate_of_two_digits() -> None:
    for servers, least, most in ((100, 6, 11), (10_000, 1000, 1100), (2, 0.01, 0.3)):
        rate = bearable_rate(Station(count=1, servers=servers, patience=1), Load(rate=5000), 10)
        assert least <= rate < most
        assert float(f"{rate:.1e}") == rate
