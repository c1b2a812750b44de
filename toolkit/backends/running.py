"""What a run must know of a server: facts, apart from behaviour."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from toolkit.backends.sessions.innodb import code_of


@dataclass(frozen=True, kw_only=True)
class Habits:
    """How one kind of server treats the transaction of a revision."""

    commits_definitions: bool = False
    """A definition commits by itself, so a revision can be left half applied."""
    needs_begin: str | None = None
    """What begins a transaction where the driver does not before a definition."""
    survives_wait: bool = False
    """A statement that waited in vain for a lock leaves its transaction as it was, and can be sent again."""
    survives_refusal: bool = True
    """A statement that is refused leaves its transaction as it was."""
    keeps_locks: bool = False
    """What a definition has locked stays locked until the transaction of the revision ends."""
    frozen_by_transaction: str | None = None
    """How statements begin that a transaction makes ineffective without an error, in capitals."""
    manner_refused: frozenset[int] = frozenset()
    """The numbers of the errors that say that a definition cannot be done in the manner that its clause asks for."""


# https://dev.mysql.com/doc/mysql-errors/9.1/en/server-error-reference.html: another algorithm or lock; a row that was
# given too many versions, or grows too large, to be changed in an instant.
_MANNER_REFUSED = frozenset({1845, 1846, 4092, 4157})

HABITS: Mapping[str, Habits] = {
    # https://dev.mysql.com/doc/refman/8.4/en/implicit-commit.html
    # https://dev.mysql.com/doc/refman/8.4/en/innodb-error-handling.html: only the statement is rolled back.
    "mysql": Habits(commits_definitions=True, survives_wait=True, manner_refused=_MANNER_REFUSED),
    "mariadb": Habits(commits_definitions=True, survives_wait=True, manner_refused=_MANNER_REFUSED),
    # A statement that fails aborts the transaction, and what it has locked so far stays locked.
    "postgresql": Habits(survives_refusal=False, keeps_locks=True),
    # https://docs.python.org/3/library/sqlite3.html#sqlite3-transaction-control-isolation-level: DDL begins none.
    # IMMEDIATE, since a transaction that reads first and writes later may be refused the lock for good.
    "sqlite": Habits(needs_begin="BEGIN IMMEDIATE", frozen_by_transaction="PRAGMA FOREIGN_KEYS"),
}


def habits_of(backend_name: str) -> Habits:
    """Nothing special where the server is not known."""
    return HABITS.get(backend_name, Habits())


def refuses_manner(backend_name: str, error: BaseException) -> bool:
    """Whether an error says that a definition cannot be done in the manner that its clause asks for."""
    return code_of(error) in habits_of(backend_name).manner_refused
