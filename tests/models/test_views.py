"""The views come and go with their tables."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import sqlalchemy as sa
from sqlalchemy.orm import Session

import models
from models import QueryLogEntry, QueryStatus, data_source_load
from tests.models.samples import STARTED_AT, data_source
from tests.servers.database import Database


def test_created_once_and_dropped(engine: sa.Engine) -> None:
    models.metadata.create_all(engine)
    assert sa.inspect(engine).get_view_names() == ["data_source_load"]
    models.metadata.drop_all(engine)
    assert sa.inspect(engine).get_view_names() == []
    assert sa.inspect(engine).get_table_names() == []


def test_some_tables_alone_need_no_view(database: Database) -> None:
    engine = sa.create_engine(database.url, poolclass=sa.NullPool)
    tables = [models.metadata.tables["users"], models.metadata.tables["data_sources"]]
    models.metadata.create_all(engine, tables=tables)
    assert sa.inspect(engine).get_view_names() == []
    models.metadata.drop_all(engine, tables=tables)
    assert sa.inspect(engine).get_table_names() == []


def test_tells_how_much_a_data_source_is_used(session: Session) -> None:
    used = data_source()
    for number, status in enumerate([QueryStatus.SUCCEEDED, QueryStatus.FAILED, QueryStatus.SUCCEEDED]):
        started_at = STARTED_AT + timedelta(minutes=number)
        session.add(
            QueryLogEntry(data_source=used, started_at=started_at, status=status, waited_seconds=Decimal(number))
        )
    unused = data_source()
    unused.name, unused.pool_size, unused.max_overflow = "unused", 2, 3
    session.add(unused)
    session.commit()

    rows = session.execute(sa.select(data_source_load).order_by(data_source_load.c.connection_limit)).all()
    assert [tuple(row) for row in rows] == [
        (unused.id, "unused", 5, 0, 0, 0, None),
        (used.id, "shop", 15, 3, 1, 2, Decimal(2)),
    ]
