"""What every server promises of its trials."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import sqlalchemy as sa

from tests.conftest import MakeDatabase
from toolkit.backends.sql.values import Name
from toolkit.backends.trials.base import Trials
from toolkit.backends.trials.register import trials_of
from toolkit.capacity import TableSize

ODD = 'a %:b"c`d'


@pytest.fixture(params=["mysql", "mariadb", "postgresql"])
def shadow(request: pytest.FixtureRequest, make_database: MakeDatabase) -> Iterator[sa.Connection]:
    """With a table that refers to another one."""
    engine = sa.create_engine(make_database(request.param).url, poolclass=sa.NullPool, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        send(connection, "CREATE TABLE parents (id INTEGER PRIMARY KEY)")
        keys = "FOREIGN KEY (p) REFERENCES parents (id)"
        send(connection, f"CREATE TABLE {named(connection)} (id INTEGER, n VARCHAR(500), p INTEGER, {keys})")
        yield connection


def send(connection: sa.Connection, sql: str) -> None:
    connection.exec_driver_sql(sql, execution_options={"no_parameters": True})


def named(connection: sa.Connection) -> str:
    quote = '"' if connection.dialect.name == "postgresql" else "`"
    return quote + ODD.replace(quote, quote * 2) + quote


def trials_at(connection: sa.Connection) -> Trials:
    trials = trials_of(connection.dialect.name)
    assert trials is not None
    return trials


def test_rows_that_refer_to_nothing_are_let_in(shadow: sa.Connection) -> None:
    insert = f"INSERT INTO {named(shadow)} VALUES (1, 'a', 99)"
    with pytest.raises(sa.exc.IntegrityError):
        send(shadow, insert)
    trials_at(shadow).prepare(shadow, Name(name=ODD))
    send(shadow, insert)


def test_rows_are_worth_the_same_in_a_small_table_and_in_a_large_one(shadow: sa.Connection) -> None:
    trials = trials_at(shadow)
    trials.prepare(shadow, Name(name=ODD))
    rows = ", ".join(f"({number}, '{number:0400}', 1)" for number in range(1000))
    send(shadow, f"INSERT INTO {named(shadow)} VALUES {rows}")
    live = TableSize(schema=None, name=ODD, rows=10_000, bytes=6_000_000, data_bytes=4_500_000)
    filled = trials.filled(shadow, live, 1000)
    assert filled.rows == 1000
    assert 400_000 < filled.data_bytes <= filled.bytes < 1_000_000


def test_each_trial_can_be_carried_out_twice(shadow: sa.Connection) -> None:
    trials = trials_at(shadow)
    trials.prepare(shadow, Name(name=ODD))
    kinds = []
    for _ in range(2):
        found = trials.trials(named(shadow), "id")
        for trial in found:
            send(shadow, trial.sql)
            if trial.undo is not None:
                send(shadow, trial.undo)
        kinds.append([(trial.work, trial.algorithm) for trial in found])
    assert kinds[0] == kinds[1]
    assert len(set(kinds[0])) == len(kinds[0])
