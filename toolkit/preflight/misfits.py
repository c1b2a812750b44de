"""The rows that a plan would not let stand, asked of the live server before anything runs."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from sqlalchemy import Connection
from sqlalchemy.exc import DBAPIError, SQLAlchemyError

from toolkit.backends.fitting.base import Fitting
from toolkit.backends.fitting.register import fitting_of
from toolkit.backends.sql.values import Name
from toolkit.catalog.values import Catalog
from toolkit.finding import Finding
from toolkit.preflight.questions import Pair, Question, questions
from toolkit.preflight.uncounted_rows import uncounted_rows


def find_misfits(
    connection: Connection,
    backend: str,
    before: Catalog,
    after: Catalog,
    changed: Collection[Name],
    seconds: float,
    database: str,
) -> Iterator[Finding]:
    """Ask about all that becomes narrower from the live catalog ``before`` to that of the shadow ``after`` the plan.

    ``changed`` are the tables whose rows the plan itself changes. Tables and columns that the plan makes, and those
    that it gives another name, are not asked about. No question takes longer than ``seconds``, or leaves a lock.
    """
    fitting = fitting_of(backend)
    if fitting is None:
        return
    fitting.limit_time(connection, seconds)
    for pair in _pairs(connection, fitting, before, after, changed, database):
        for question in questions(pair):
            finding = _answered(connection, question)
            if finding is not None:
                yield finding


def _pairs(
    connection: Connection,
    fitting: Fitting,
    before: Catalog,
    after: Catalog,
    changed: Collection[Name],
    database: str,
) -> Iterator[Pair]:
    live = {(table.schema, table.name): table for table in before.tables}
    for table in after.tables:
        if (table.schema, table.name) in live:
            yield Pair(
                live=live[table.schema, table.name],
                table=table,
                before=before,
                after=after,
                changed=changed,
                database=database,
                preparer=connection.dialect.identifier_preparer,
                fitting=fitting,
            )


def _answered(connection: Connection, question: Question) -> Finding | None:
    try:
        return _in_its_own_transaction(connection, question)
    except SQLAlchemyError as error:
        if isinstance(error, DBAPIError) and error.connection_invalidated:
            raise
        reason = str(getattr(error, "orig", None) or error).partition("\n")[0]
        return uncounted_rows(question.asked, sought=question.sought, reason=reason)


def _in_its_own_transaction(connection: Connection, question: Question) -> Finding | None:
    """Always rolled back: that gives the locks of reading away, and ends what an error leaves."""
    if connection.in_transaction() and _commits_by_itself(connection):
        return question.answer(connection)
    transaction = connection.begin_nested() if connection.in_transaction() else connection.begin()
    try:
        return question.answer(connection)
    finally:
        transaction.rollback()


def _commits_by_itself(connection: Connection) -> bool:
    """Whether the driver commits every statement: then there is no transaction, whatever SQLAlchemy calls it."""
    if connection.get_execution_options().get("isolation_level") == "AUTOCOMMIT":
        return True
    driver = connection.connection.dbapi_connection
    ask = getattr(driver, "get_autocommit", None)
    return bool(ask()) if callable(ask) else getattr(driver, "autocommit", None) is True
