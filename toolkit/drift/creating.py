"""The models, created on a shadow; what the server refuses of them is told, and the rest is compared."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from sqlalchemy import CheckConstraint, Connection, Engine, Table, event
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.schema import CreateIndex, CreateTable

from toolkit.drift.modelling import schemas_of, tables_of
from toolkit.rehearsal.observing import Observed

STATEMENT = 160
"""Characters of a refused statement that are told."""


class Uncreatable(Exception):
    """The server refuses a statement that creates the models."""

    def __init__(self, statement: str, why: str, names: frozenset[str] = frozenset()) -> None:
        super().__init__(f"{statement}: {why}")
        self.statement, self.why = statement, why
        self.names = names
        """The objects that are not there for it, also by the statements that followed from it."""


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
    refusals = _Refusals()
    for metadata in observed.metadata:
        try:
            tables = tables_of(metadata, observed.others)
            with _noted(shadow.engine, refusals), _checks_once(tables):
                metadata.create_all(alone, tables=[table for table in tables if only is None or table.fullname in only])
        except SQLAlchemyError as error:
            refusals.found.append(Uncreatable("the models", _one_line(error)))
    return refusals.found


class _Refusals:
    """What was refused so far. A table that is not there makes the server refuse more: that is told once."""

    def __init__(self) -> None:
        self.found: list[Uncreatable] = []
        self._of_table: dict[str, Uncreatable] = {}

    def note(self, statement: str, error: Exception, element: Any) -> None:
        names, needed = _made_and_needed(element)
        cause = next((self._of_table[name] for name in needed if name in self._of_table), None)
        if cause is None:
            cause = Uncreatable(_one_line(statement)[:STATEMENT], _one_line(error))
            self.found.append(cause)
        cause.names |= names
        if isinstance(element, CreateTable):
            self._of_table[str(element.element.name)] = cause


def _made_and_needed(element: Any) -> tuple[frozenset[str], frozenset[str]]:
    """The names of what a statement would have made, and of the tables that it needs."""
    if isinstance(element, CreateTable):
        table = element.element
        keys = [key.target_fullname.split(".")[-2] for key in table.foreign_keys]
        return frozenset({str(table.name)}), frozenset(keys) - {str(table.name)}
    if isinstance(element, CreateIndex):
        index = element.element
        return frozenset({str(index.name)}), frozenset({str(index.table.name)} if index.table is not None else ())
    return frozenset(), frozenset()


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


@contextmanager
def _noted(engine: Engine, refusals: _Refusals) -> Iterator[None]:
    """Go on after a statement that the server refuses."""

    def send(act: Callable[[], None], statement: str, context: Any) -> bool:
        try:
            act()
        except (context.dialect.loaded_dbapi.Error, UnicodeError) as error:
            if not context.isddl:
                raise
            refusals.note(statement, error, getattr(context.compiled, "statement", None))
        return True

    def execute(cursor: Any, statement: str, parameters: Any, context: Any) -> bool:
        return send(lambda: context.dialect.do_execute(cursor, statement, parameters, context), statement, context)

    def execute_bare(cursor: Any, statement: str, context: Any) -> bool:
        return send(lambda: context.dialect.do_execute_no_params(cursor, statement, context), statement, context)

    event.listen(engine, "do_execute", execute)
    event.listen(engine, "do_execute_no_params", execute_bare)
    try:
        yield
    finally:
        event.remove(engine, "do_execute", execute)
        event.remove(engine, "do_execute_no_params", execute_bare)


def _one_line(value: object) -> str:
    return " ".join(str(getattr(value, "orig", None) or value).split())
