"""What every server promises of its trials."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import sqlalchemy as sa

from tests.conftest import MakeDatabase
from toolkit.backends.sql.values import Name
from toolkit.backends.trials.base import Trials
from toolkit.backends.trials.register import trials_of

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


def test_it_grows_with_its_rows_and_with_its_indexes(shadow: sa.Connection) -> None:
    trials = trials_at(shadow)
    trials.prepare(shadow, Name(name=ODD))
    empty = trials.size(shadow, Name(name=ODD))
    rows = ", ".join(f"({number}, '{number:0400}', 1)" for number in range(1000))
    send(shadow, f"INSERT INTO {named(shadow)} VALUES {rows}")
    filled = trials.size(shadow, Name(name=ODD))
    assert filled[1] - empty[1] > 300_000
    for number in range(3):
        send(shadow, f"CREATE INDEX own_{number} ON {named(shadow)} (n)")
    indexed = trials.size(shadow, Name(name=ODD))
    assert indexed[0] > filled[0] + 300_000
    assert indexed[1] < filled[1] * 1.5


def test_each_trial_can_be_carried_out_twice(shadow: sa.Connection) -> None:
    trials = trials_at(shadow)
    trials.prepare(shadow, Name(name=ODD))
    kinds = []
    for number in range(2):
        found = trials.trials(named(shadow), "id", f"tk_trial_{number}")
        for trial in found:
            send(shadow, trial.sql)
        kinds.append([(trial.work, trial.algorithm) for trial in found])
    assert kinds[0] == kinds[1]
    assert len(set(kinds[0])) == len(kinds[0])
