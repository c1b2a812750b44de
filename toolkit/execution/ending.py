"""The end of a run: once it is known to be committed, the journal says so. Until then the run counts as open."""

from __future__ import annotations

import asyncio
import sys
from collections import defaultdict
from collections.abc import Iterable, Mapping
from contextlib import nullcontext, suppress
from dataclasses import asdict
from typing import Any

from sqlalchemy.engine import Connection
from sqlalchemy.exc import DBAPIError, SQLAlchemyError
from sqlalchemy.util import greenlet_spawn

from toolkit.execution.account import Account
from toolkit.execution.gate import Gate
from toolkit.execution.run import Run


def end_when_closed(gate: Gate, account: Account, run: Run) -> None:
    """Write the end, and give up the turn, when env.py closes the connection that migrated.

    A pool would keep the session, and with it the lock.
    """
    connection, close = run.connection, run.connection.close

    def closing() -> None:
        connection.close = close  # type: ignore[method-assign]  # as it was
        with gate.own(), suppress(SQLAlchemyError):
            # A commit is noticed before it is sent: where it failed, an error is on its way out.
            if sys.exc_info()[0] is None and not connection.in_transaction() and is_whole(account, run):
                _end(connection, account, run)
        with gate.own():
            run.give_up_turn()
        # Once the end is written, a connection that is lost on its way out takes nothing with it.
        with suppress(DBAPIError) if run.is_ended else nullcontext():
            close()

    connection.close = closing  # type: ignore[method-assign]  # on this instance alone


def is_whole(account: Account, run: Run) -> bool:
    """Whether every step ran, and was seen to be committed."""
    return run.is_journalled and len(account.steps) == len(run.steps) and set(account.applied) == set(account.committed)


def write_ends(gate: Gate, ended: Iterable[tuple[Account, Run]]) -> None:
    """Write those that are still missing, over connections of their own."""
    for account, run in ended:
        if run.is_ended:
            continue
        if account.engine.dialect.is_async:
            asyncio.run(greenlet_spawn(_write, gate, account, run))
        else:
            _write(gate, account, run)


def _write(gate: Gate, account: Account, run: Run) -> None:
    # A run whose end could not be written is found complete by the next one.
    with gate.own(), suppress(SQLAlchemyError), account.engine.connect() as connection:
        _end(connection, account, run)


def _end(connection: Connection, account: Account, run: Run) -> None:
    run.journal.end(connection, run.id, "finished", account.committed, _told(account, _worked(run)))
    connection.commit()
    run.is_ended = True


def _told(account: Account, worked: Mapping[str, list[dict[str, Any]]]) -> list[dict[str, Any]]:
    return [
        {
            "revision": step.revision,
            "direction": step.direction,
            "statements": step.statements,
            "seconds": round(step.seconds, 3),
            **({"worked": worked[step.revision]} if step.revision in worked else {}),
        }
        for step in account.steps
    ]


def _worked(run: Run) -> Mapping[str, list[dict[str, Any]]]:
    """By revision, what tells how fast the server is."""
    found = defaultdict(list)
    for revision, work in run.sender.worked if run.sender is not None else ():
        found[revision].append(asdict(work))
    return found
