"""Accounts with few rights, and applications that use SQLAlchemy."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager

import sqlalchemy as sa
from sqlalchemy.orm import Session

from tests.servers.database import Database
from toolkit.backends.capacity.base import Capacity
from toolkit.backends.capacity.register import capacity_of


def capacity_at(database: Database) -> Capacity:
    capacity = capacity_of(database.backend)
    assert capacity is not None
    return capacity


@contextmanager
def account(database: Database, *grants: str, options: str = "") -> Iterator[Database]:
    """The same database by a new user. In the grants ``{user}`` and ``{database}`` are put in."""
    name = f"tk_account_{uuid.uuid4().hex[:12]}"
    url = sa.make_url(database.url)
    is_postgresql = database.backend == "postgresql"
    user = name if is_postgresql else f"'{name}'@'%'"
    made = f"CREATE ROLE {user} LOGIN PASSWORD 'few' {options}" if is_postgresql else _user(user, options)
    gone = [f"DROP OWNED BY {user}", f"DROP ROLE {user}"] if is_postgresql else [f"DROP USER {user}"]
    try:
        _execute(url, [made, *(grant.format(user=user, database=url.database) for grant in grants)])
        few = url.set(username=name, password="few")
        yield Database(backend=database.backend, url=few.render_as_string(hide_password=False))
    finally:
        _execute(url, gone)


def _execute(url: sa.URL, statements: Sequence[str]) -> None:
    """By a connection that does not stay: it would be one more session."""
    with sa.create_engine(url, poolclass=sa.NullPool, isolation_level="AUTOCOMMIT").connect() as root:
        for statement in statements:
            root.exec_driver_sql(statement, execution_options={"no_parameters": True})


def _user(user: str, options: str) -> str:
    return f"CREATE USER {user} IDENTIFIED BY 'few' {options}"


def reads(engine: sa.Engine) -> None:
    with Session(engine) as session:
        session.execute(sa.text("SELECT * FROM orders")).all()
        session.execute(sa.text("SELECT COUNT(*) FROM orders")).all()


def reads_plainly(engine: sa.Engine) -> None:
    with engine.connect() as connection:
        connection.exec_driver_sql("SELECT * FROM orders").all()


def reads_and_commits(engine: sa.Engine) -> None:
    with engine.begin() as connection:
        connection.exec_driver_sql("SELECT * FROM orders").all()


def writes(engine: sa.Engine) -> None:
    with Session(engine) as session:
        session.execute(sa.text("SELECT * FROM orders")).all()
        session.execute(sa.text("INSERT INTO orders VALUES (1)"))
        session.execute(sa.text("UPDATE orders SET id = 2 WHERE id = 1"))
        session.commit()


REQUESTS: tuple[Callable[[sa.Engine], None], ...] = (reads, reads_plainly, reads_and_commits, writes)
POOLS: Mapping[str, Mapping[str, object]] = {
    "default": {},
    "pre_ping": {"pool_pre_ping": True},
    "null": {"poolclass": sa.NullPool},
    "no reset": {"pool_reset_on_return": None},
}
"""Arguments of create_engine."""
