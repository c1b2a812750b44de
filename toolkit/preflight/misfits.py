"""The rows that a plan would not let stand, asked of the live server before anything runs."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

from sqlalchemy import Connection
from sqlalchemy.exc import DBAPIError, SQLAlchemyError

from toolkit.backends.fitting.register import fitting_of
from toolkit.finding import Finding
from toolkit.planning.renaming import LiveNames
from toolkit.preflight.asked import Question
from toolkit.preflight.mending import Change
from toolkit.preflight.pair import Pair, Trial
from toolkit.preflight.questions import questions
from toolkit.preflight.uncounted_rows import uncounted_rows

if TYPE_CHECKING:
    from toolkit.catalog.values import Catalog, Table


def find_misfits(
    connection: Connection,
    backend: str,
    before: Catalog,
    after: Catalog,
    changed: Collection[Change],
    seconds: float,
    database: str,
    *,
    names: LiveNames | None = None,
    trial: Trial | None = None,
) -> Iterator[Finding]:
    """Ask about all that becomes narrower from the live catalog ``before`` to that of the shadow ``after`` the plan.

    ``changed`` is what the plan itself changes of the rows, ``names`` what tables and columns are called now.
    What the plan makes is not asked about. No question takes longer than ``seconds``, or leaves a lock.
    """
    fitting = fitting_of(backend)
    if fitting is None:
        return
    fitting.limit_time(connection, seconds)
    known = names or LiveNames([(table.schema, table.name) for table in before.tables])
    for live, table in _tables(before, after, known):
        pair = Pair(
            live=live,
            table=table,
            before=before,
            after=after,
            changed=changed,
            database=database,
            preparer=connection.dialect.identifier_preparer,
            fitting=fitting,
            names=known,
            trial=trial,
        )
        for question in questions(pair):
            finding = _answered(connection, question)
            if finding is not None:
                yield finding


def _tables(before: Catalog, after: Catalog, names: LiveNames) -> Iterator[tuple[Table, Table]]:
    """Those that have rows of a live one: as they are, and as they will be."""
    live = {(table.schema, table.name): table for table in before.tables}
    for table in after.tables:
        found = names.rows_of(table.schema, table.name)
        if found is not None and found in live:
            yield live[found], table


def _answered(connection: Connection, question: Question) -> Finding | None:
    try:
        return _in_its_own_transaction(connection, question.answer)
    except SQLAlchemyError as error:
        if isinstance(error, DBAPIError) and error.connection_invalidated:
            raise
        if question.otherwise is not None:
            return _answered(connection, replace(question, answer=question.otherwise, otherwise=None))
        reason = str(getattr(error, "orig", None) or error).partition("\n")[0]
        return uncounted_rows(question.asked, sought=question.sought, reason=reason)


def _in_its_own_transaction(connection: Connection, answer: Callable[[Connection], Finding | None]) -> Finding | None:
    """Always rolled back: that gives the locks of reading away, and ends what an error leaves."""
    if connection.in_transaction() and _commits_by_itself(connection):
        return answer(connection)
    transaction = connection.begin_nested() if connection.in_transaction() else connection.begin()
    try:
        return answer(connection)
    finally:
        transaction.rollback()


def _commits_by_itself(connection: Connection) -> bool:
    """Whether the driver commits every statement: then there is no transaction, whatever SQLAlchemy calls it."""
    if connection.get_execution_options().get("isolation_level") == "AUTOCOMMIT":
        return True
    driver = connection.connection.dbapi_connection
    ask = getattr(driver, "get_autocommit", None)
    return bool(ask()) if callable(ask) else getattr(driver, "autocommit", None) is True
