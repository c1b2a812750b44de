"""Sending statements as they are, and taking them back."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager

from sqlalchemy import text
from sqlalchemy.engine import Connection
from sqlalchemy.exc import DBAPIError

from toolkit.backends.catalogs.postgresql.session import SETTINGS
from toolkit.backends.sessions.postgresql import state_of
from toolkit.errors import TkError

_REHEARSAL, _ATTEMPT = "tktrash_rehearsal", "tktrash_attempt"
# https://www.postgresql.org/docs/current/errcodes-appendix.html: features, data, integrity, dependents, names, rights.
_REFUSALS = ("0A", "22", "23", "2B", "42", "55006")
_SET = """
SELECT count(set_config(s.name, s.value, true))
FROM ROWS FROM (unnest(CAST(:names AS text[])), unnest(CAST(:values AS text[]))) AS s (name, value)
"""


def send(connection: Connection, statements: Iterable[str]) -> None:
    """Send each as it is: a percent sign in it is a percent sign."""
    for statement in statements:
        connection.exec_driver_sql(statement, execution_options={"no_parameters": True})


@contextmanager
def rehearsal(connection: Connection) -> Iterator[None]:
    """Take back what is done within the block. What the server refuses stays refused: its transaction is lost."""
    taken_back = [f"ROLLBACK TO SAVEPOINT {_REHEARSAL}", f"RELEASE SAVEPOINT {_REHEARSAL}"]
    send(connection, [f"SAVEPOINT {_REHEARSAL}"])
    try:
        yield
    except TkError:
        send(connection, taken_back)
        raise
    send(connection, taken_back)


def attempt(connection: Connection, statements: Iterable[str]) -> str | None:
    """Send the statements: None where all of them worked, else none of them did, and this is what the server said."""
    send(connection, [f"SAVEPOINT {_ATTEMPT}"])
    try:
        send(connection, statements)
    except DBAPIError as error:
        if not _is_refusal(error):
            raise
        send(connection, [f"ROLLBACK TO SAVEPOINT {_ATTEMPT}", f"RELEASE SAVEPOINT {_ATTEMPT}"])
        return said(error)
    send(connection, [f"RELEASE SAVEPOINT {_ATTEMPT}"])
    return None


def count(connection: Connection, question: str) -> int | str:
    """The number that a question answers, or what the server said."""
    send(connection, [f"SAVEPOINT {_ATTEMPT}"])
    try:
        found = connection.exec_driver_sql(question, execution_options={"no_parameters": True}).scalar()
    except DBAPIError as error:
        if not _is_refusal(error):
            raise
        send(connection, [f"ROLLBACK TO SAVEPOINT {_ATTEMPT}", f"RELEASE SAVEPOINT {_ATTEMPT}"])
        return said(error)
    send(connection, [f"RELEASE SAVEPOINT {_ATTEMPT}"])
    return int(found or 0)


def speak_fully(connection: Connection) -> None:
    """Let the server print every name with its schema, and every value alike. Within a rehearsal, which ends it."""
    settings = {**SETTINGS, "search_path": ""}
    connection.execute(text(_SET), {"names": list(settings), "values": list(settings.values())})


def _is_refusal(error: DBAPIError) -> bool:
    """Whether the statement is at fault: another time it would be refused again. A full disk or a kill says nothing."""
    return not error.connection_invalidated and state_of(error).startswith(_REFUSALS)


def said(error: DBAPIError) -> str:
    """The first line of what the server said, without a full stop."""
    driver = error.orig
    given = driver.args[0] if driver is not None and driver.args else driver
    whole = given.get("M", "") if isinstance(given, dict) else str(given)  # pg8000
    first = next(iter(whole.strip().splitlines()), "no reason")
    return first.removeprefix("ERROR:").strip().rstrip(".")
