"""Who holds a table now, and for how long where the server does not tell it."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, cast

import pytest
import sqlalchemy as sa

from tests.backends.sessions.others import least_user, sessions_at
from tests.servers.database import Database
from toolkit.backends.sessions.base import Session, Sessions
from toolkit.backends.sql.values import Name
from toolkit.capacity import Seat
from toolkit.preflight.holders import holders

ORDERS = (Name(name="orders"),)


@dataclass
class Looks:
    """What is seen at each look, the last one from then on."""

    seen: list[list[Session]]
    count: int = field(default=0)

    def blockers(self, _connection: Any, _names: Any) -> tuple[Session, ...]:
        self.count += 1
        return tuple(self.seen[min(self.count, len(self.seen)) - 1])


def held(looks: Looks, seats: dict[str, Seat] | None = None, patience: float = 0.3) -> list[Seat]:
    return holders(cast("sa.Connection", None), cast("Sessions", looks), ORDERS, seats or {}, patience)


def hidden(id_: str, transaction: str) -> Session:
    return Session(id=id_, transaction=transaction)


def test_one_whose_age_is_told_is_not_waited_for() -> None:
    looks = Looks(
        [[Session(id="1", seconds=5.0, transaction="3/4"), Session(id="2"), Session(id="3", is_certain=False)]]
    )
    assert [(seat.id, seat.transaction_seconds) for seat in held(looks)] == [("1", 5.0), ("2", None)]
    assert looks.count == 1


def test_one_whose_age_is_hidden_counts_where_it_is_still_the_same() -> None:
    looks = Looks([[hidden("1", "3/4"), hidden("2", "5/6")], [hidden("1", "3/4"), hidden("2", "5/7")]])
    [seat] = held(looks, {"1": Seat(id="1", user="app")})
    assert (seat.id, seat.user, seat.is_hidden, seat.transaction_seconds) == ("1", "app", True, 0.3)


def test_nobody_is_waited_for_longer_than_it_takes() -> None:
    looks = Looks([[hidden("1", "3/4")], []])
    started = time.monotonic()
    assert held(looks, patience=60.0) == []
    assert time.monotonic() - started < 5


def test_what_is_known_of_it_is_passed_on() -> None:
    [seat] = held(Looks([[Session(id="0", seconds=5.0, prepared="x", is_inferred=True)]]))
    assert (seat.prepared, seat.is_inferred, seat.is_hidden) == ("x", True, False)


@contextmanager
def holding(database: Database) -> Iterator[sa.Connection]:
    """Another session that has read the table, and its transaction open."""
    engine = sa.create_engine(database.url, poolclass=sa.NullPool)
    with engine.connect() as other:
        other.exec_driver_sql("SELECT * FROM orders").all()
        yield other


def test_a_user_of_postgresql_who_may_see_no_others(postgresql: Database) -> None:
    sessions = sessions_at(postgresql)
    with sa.create_engine(postgresql.url, poolclass=sa.NullPool).begin() as connection:
        connection.exec_driver_sql("CREATE TABLE orders (id INT)")
    with (
        least_user(postgresql) as least,
        holding(postgresql) as other,
        sa.create_engine(least.url, poolclass=sa.NullPool).connect() as asking,
    ):
        [seat] = holders(asking, sessions, ORDERS, {}, 0.3)
        assert (seat.id, seat.is_hidden, seat.transaction_seconds) == (sessions.id(other), True, 0.3)
        other.rollback()
        assert holders(asking, sessions, ORDERS, {}, 0.3) == []


@pytest.mark.parametrize("backend", ["mysql", "mariadb"])
def test_a_server_that_does_not_tell_who_holds_which_table(backend: str, make_database: Any) -> None:
    database = make_database(backend)
    sessions = sessions_at(database)
    with sa.create_engine(database.url, poolclass=sa.NullPool).begin() as connection:
        connection.exec_driver_sql("CREATE TABLE orders (id INT PRIMARY KEY)")
    with holding(database), sa.create_engine(database.url, poolclass=sa.NullPool).connect() as asking:
        # What InnoDB tells of its transactions may be a tenth of a second old.
        time.sleep(0.2)
        asking.rollback()
        [seat] = holders(asking, sessions, ORDERS, {}, 0.3)
        assert seat.is_inferred is (backend == "mariadb")
