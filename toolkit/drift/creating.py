"""The models, created on a shadow; what the server refuses of them is told, and the rest is compared."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager

from sqlalchemy import CheckConstraint, Connection, Table
from sqlalchemy.exc import SQLAlchemyError

from toolkit.drift.modelling import schemas_of, tables_of
from toolkit.drift.sending import Sending, Uncreatable, one_line
from toolkit.rehearsal.observing import Observed


def create(
    observed: Observed, shadow: Connection, defaults: Sequence[str], only: Collection[str] | None = None
) -> list[Uncreatable]:
    """Create the models on a shadow; what the server refuses is passed over, and returned.

    ``defaults`` are statements for what the models leave to the database: as the revisions have it. ``only``: the
    full names of the tables to create, where not all of them are.
    """
    assert observed.original is not None
    for statement in defaults:
        shadow.exec_driver_sql(statement)
    schemas = [name for metadata in observed.metadata for name in schemas_of(metadata)]
    for statement in observed.original.shadows.schemas([name for name in schemas if name not in observed.others]):
        shadow.exec_driver_sql(statement.replace("%", "%%"))
    shadow.commit()
    # Or PostgreSQL would take no statement after the first that it refuses.
    alone = shadow.execution_options(isolation_level="AUTOCOMMIT")
    sending = Sending(observed.original, shadow)
    shadow.rollback()
    for place, metadata in enumerate(observed.metadata):
        try:
            tables = tables_of(metadata, observed.others)
            wanted = [table for table in tables if only is None or table.fullname in only]
            with sending.at(shadow.engine), _checks_once(tables):
                # What the first of them makes can be there by an extension only; to ask takes a trip for each table.
                may_be_there = place > 0 or bool(observed.original.likeness.inside)
                metadata.create_all(alone, tables=wanted, checkfirst=may_be_there)
        except SQLAlchemyError as error:
            sending.refused.append(Uncreatable("the models", one_line(error)))
    return sending.refused


@contextmanager
def _checks_once(tables: Sequence[Table]) -> Iterator[None]:
    """Without checks that are there twice under one name, which most servers refuse.

    A check that a revision file makes of a model's column, to name it in an operation, is the model's from then on.
    """
    again = []
    for table in tables:
        checks = [one for one in table.constraints if isinstance(one, CheckConstraint) and one.name is not None]
        checks.sort(key=lambda one: one._creation_order)
        for place, one in enumerate(checks):
            if any(one.name == other.name and one.sqltext.compare(other.sqltext) for other in checks[:place]):
                again.append((table, one))
    for table, one in again:
        table.constraints.discard(one)
    try:
        yield
    finally:
        for table, one in again:
            table.constraints.add(one)
