"""What a run must know of a server: facts, apart from behaviour."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Habits:
    """How one kind of server treats the transaction of a revision."""

    commits_definitions: bool = False
    """A definition commits by itself, so a revision can be left half applied."""
    needs_begin: str | None = None
    """What begins a transaction where the driver does not before a definition."""
    survives_wait: bool = False
    """A statement that waited in vain for a lock leaves its transaction as it was, and can be sent again."""
    frozen_by_transaction: str | None = None
    """How statements begin that a transaction makes ineffective without an error, in capitals."""


HABITS: Mapping[str, Habits] = {
    # https://dev.mysql.com/doc/refman/8.4/en/implicit-commit.html
    # https://dev.mysql.com/doc/refman/8.4/en/innodb-error-handling.html: only the statement is rolled back.
    "mysql": Habits(commits_definitions=True, survives_wait=True),
    "mariadb": Habits(commits_definitions=True, survives_wait=True),
    # A statement that fails aborts the transaction, and what it has locked so far stays locked.
    "postgresql": Habits(),
    # https://docs.python.org/3/library/sqlite3.html#sqlite3-transaction-control-isolation-level: DDL begins none.
    # IMMEDIATE, since a transaction that reads first and writes later may be refused the lock for good.
    "sqlite": Habits(needs_begin="BEGIN IMMEDIATE", frozen_by_transaction="PRAGMA FOREIGN_KEYS"),
}


def habits_of(backend_name: str) -> Habits:
    """Nothing special where the server is not known."""
    return HABITS.get(backend_name, Habits())
