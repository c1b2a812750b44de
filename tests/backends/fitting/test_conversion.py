"""Values are tried on a shadow, and what is said of them is said honestly."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import count

import pytest

from tests.backends.fitting.desk import Desk, desk_of
from tests.conftest import MakeDatabase
from toolkit.backends.fitting.base import Doubt, Tried, Value
from toolkit.backends.fitting.conversion import MOST_VALUES, Trying, names_of
from toolkit.backends.sql.values import Name
from toolkit.catalog.members import Column

BEFORE = Column(name="c", position=2, type="text", nullable=True)
AFTER = Column(name="c", position=2, type="date", nullable=True)


@pytest.fixture(params=["postgresql", "mysql"])
def desks(request: pytest.FixtureRequest, make_database: MakeDatabase) -> Iterator[tuple[Desk, Desk]]:
    """The live database, and the shadow, in whose transactions nothing is committed."""
    with desk_of(make_database(request.param)) as live, desk_of(make_database(request.param)) as shadow:
        shadow.connection.execution_options(isolation_level="READ COMMITTED")
        live.run("CREATE TABLE t (id int PRIMARY KEY, c text)")
        yield live, shadow


def tried(desks: tuple[Desk, Desk]) -> Tried:
    live, shadow = desks
    assert isinstance(live.fitting, Trying)
    using = "CAST(c AS date)" if live.backend == "postgresql" else None
    value = Value(column=AFTER, source=BEFORE, using=using)
    return live.fitting.tried(
        live.connection, shadow.connection, Name(name="t"), value, Doubt(values=(value,)), ("id",)
    )


def fill(live: Desk, texts: list[str]) -> None:
    live.run("INSERT INTO t VALUES " + ", ".join(f"({number}, '{text}')" for number, text in enumerate(texts)))


def test_every_value_is_judged(desks: tuple[Desk, Desk]) -> None:
    fill(desks[0], ["2020-01-01", "x", "2020-01-02", "x", "2019-02-29"])
    found = tried(desks)
    assert (found.misfits.rows, found.values, found.is_complete) == (3, 4, True)
    assert sorted(found.misfits.samples) == ["id=1", "id=3", "id=4"]
    assert found.said
    assert "tk_" not in found.said


def test_texts_that_a_collation_takes_for_the_same_are_different_values(desks: tuple[Desk, Desk]) -> None:
    fill(desks[0], ["a", "A", "a "])
    assert tried(desks).values == 3


def test_what_is_too_long_to_take_along_is_not_passed_over(desks: tuple[Desk, Desk]) -> None:
    fill(desks[0], ["2020-01-01", "x" * 9000])
    found = tried(desks)
    assert (found.misfits.rows, found.values, found.is_complete) == (0, 1, False)


def test_of_many_values_some_are_tried(desks: tuple[Desk, Desk]) -> None:
    fill(desks[0], [f"20{number % 90 + 10}-01-01 00:{number // 90:02}" for number in range(MOST_VALUES + 50)])
    found = tried(desks)
    assert (found.misfits.rows, found.values, found.is_complete) == (0, MOST_VALUES, False)


def test_where_all_are_refused_a_part_tells_enough(desks: tuple[Desk, Desk]) -> None:
    fill(desks[0], [f"x{number}" for number in range(250)])
    found = tried(desks)
    assert found.misfits.rows == found.values
    assert 100 <= found.values < 250
    assert not found.is_complete


def test_when_the_time_is_over_the_rest_is_not_tried(desks: tuple[Desk, Desk], monkeypatch: pytest.MonkeyPatch) -> None:
    fill(desks[0], [f"2020-01-01 00:00:{number % 60:02}.{number}" for number in range(250)])
    clock = count(step=7)
    monkeypatch.setattr("toolkit.backends.fitting.conversion.time.monotonic", lambda: next(clock))
    found = tried(desks)
    assert (found.misfits.rows, found.values, found.is_complete) == (0, 100, False)


def test_nothing_to_try(desks: tuple[Desk, Desk]) -> None:
    found = tried(desks)
    assert (found.misfits.rows, found.values, found.is_complete) == (0, 0, True)


def test_a_column_is_known_by_both_of_its_names() -> None:
    assert names_of(Value(column=Column(name="New", position=1, type="int", nullable=True), source=BEFORE)) == {
        "new",
        "c",
    }
