"""A revision that is tried on a shadow reaches the shadow, and nothing else.

Not another database, not the accounts of the server; and where it connects to the live database by itself, as
revisions do that use an engine of the application, it is led to the shadow instead.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import URL, Connection, Dialect, Engine, Pool, event
from sqlalchemy.exc import DisconnectionError

from toolkit.connecting import url_of
from toolkit.drift.observing import Observed

_LED = "toolkit.drift.confining.led"
_NEW = "toolkit.drift.confining.new"


class Unreplayable(Exception):
    """A revision cannot run on an empty database; ``mend`` says what to do about it."""

    def __init__(self, revision: str, why: str, mend: str) -> None:
        super().__init__(f"revision {revision} cannot be run on an empty database: {why}")
        self.revision, self.why, self.mend = revision, why, mend


@contextmanager
def confined(shadow: Connection, observed: Observed, running: Callable[[], str | None]) -> Iterator[None]:
    """For the time of the block; ``running`` is the revision that runs now, None for none."""
    assert observed.original is not None
    databases = observed.original.shadows.others(shadow)
    shadow.rollback()
    confinement = _Confinement(shadow.engine.url, observed, databases, running)
    listeners: tuple[tuple[Any, str, Callable[..., Any], dict[str, Any]], ...] = (
        (Engine, "do_execute", confinement.execute, {}),
        (Engine, "do_executemany", confinement.execute, {}),
        (Engine, "do_execute_no_params", confinement.execute_bare, {}),
        (Engine, "before_cursor_execute", confinement.respell, {"retval": True}),
        (Engine, "do_connect", confinement.lead, {}),
        (Pool, "checkout", confinement.renew, {}),
    )
    for target, name, listener, how in listeners:
        event.listen(target, name, listener, **how)
    try:
        yield
    finally:
        for target, name, listener, _ in listeners:
            event.remove(target, name, listener)
        confinement.let_go()


class _Confinement:
    def __init__(self, own: URL, observed: Observed, databases: Any, running: Callable[[], str | None]) -> None:
        assert observed.original is not None
        self._own, self._live = own, observed.original.url
        self._shadows, self._databases, self._running = observed.original.shadows, databases, running
        self._led: list[Any] = []

    def execute(self, cursor: Any, statement: str, parameters: Any, context: Any) -> bool:
        return self._is_done(statement, context)

    def execute_bare(self, cursor: Any, statement: str, context: Any) -> bool:
        return self._is_done(statement, context)

    def _is_done(self, statement: str, context: Any) -> bool:
        """Whether a statement needs not be sent, since it does not concern a shadow."""
        revision = self._running()
        if revision is None:
            return False
        record = context.root_connection.connection
        if _LED not in record.info and not _is_same(context.engine.url, self._own):
            raise _escaped(revision, "it opens a connection of its own to another database")
        stranger = self._shadows.stranger(statement, self._databases)
        if stranger is not None:
            raise _escaped(revision, f"it names another database, {stranger}")
        return self._shadows.spelled(statement) is None

    def respell(self, connection: Any, cursor: Any, statement: str, parameters: Any, context: Any, many: bool) -> Any:
        return (self._running() and self._shadows.spelled(statement)) or statement, parameters

    def lead(self, dialect: Dialect, record: Any, arguments: list[Any], keywords: dict[str, Any]) -> None:
        """Whoever connects to the live database while a revision runs means the one that is being migrated."""
        if self._running() is None:
            return
        record.info[_NEW] = True
        if not _is_same(url_of(dialect, arguments, keywords), self._live):
            return
        there, options = dialect.create_connect_args(self._own)
        arguments[:] = there
        keywords.update(options)
        record.info[_LED] = True
        self._led.append(record)

    def renew(self, connection: Any, record: Any, proxy: Any) -> None:
        """A connection that a pool has kept from before may lead to the live database: the pool makes a new one."""
        if self._running() is not None and _NEW not in record.info:
            raise DisconnectionError

    def let_go(self) -> None:
        """The pools of the project must not hand out connections to a shadow that is gone."""
        for record in self._led:
            record.info.pop(_LED, None)
            record.invalidate()


def _is_same(one: URL, other: URL) -> bool:
    """One database, whatever driver, user and options lead to it."""
    ports = one.port == other.port or None in (one.port, other.port)
    return (one.host, one.database) == (other.host, other.database) and ports


def _escaped(revision: str, why: str) -> Unreplayable:
    mend = "Set `shadow_url` to a server that holds nothing else, or commit a snapshot: `tk snapshot`."
    return Unreplayable(revision, why, mend)
