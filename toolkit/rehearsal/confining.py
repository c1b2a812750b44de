"""A revision that is tried on a shadow reaches the shadow, and nothing else.

Not another database, not the accounts of the server; and where it connects to the live database by itself, as
revisions do that use an engine of the application, it is led to the shadow instead.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import URL, Connection, Dialect, Engine, Pool, event
from sqlalchemy.exc import DisconnectionError, InvalidRequestError

from toolkit.connecting import url_of
from toolkit.rehearsal.observing import Observed

_LED = "toolkit.rehearsal.confining.led"
_OTHER = "it opens a connection of its own to another database"
_NEW = "toolkit.rehearsal.confining.new"


class Unreplayable(Exception):
    """A revision cannot run on an empty database; ``mend`` says what to do about it."""

    def __init__(self, revision: str, why: str, mend: str) -> None:
        super().__init__(f"revision {revision} cannot be run on an empty database: {why}")
        self.revision, self.why, self.mend = revision, why, mend


@contextmanager
def confined(
    shadow: Connection,
    observed: Observed,
    running: Callable[[], str | None],
    passed_over: Callable[[str], None] = lambda _: None,
) -> Iterator[Confinement]:
    """For the time of the block; ``running`` is the revision that runs now, None for none.

    ``passed_over`` hears of the statements that concern the server, and are not sent.
    """
    assert observed.original is not None
    databases = observed.original.shadows.others(shadow)
    shadow.rollback()
    confinement = Confinement(shadow, observed, databases, running, passed_over)
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
        yield confinement
    finally:
        for target, name, listener, _ in listeners:
            event.remove(target, name, listener)
        confinement.let_go()


class Confinement:
    """What is sent, and where to, while revisions are tried."""

    def __init__(
        self,
        shadow: Connection,
        observed: Observed,
        databases: Any,
        running: Callable[[], str | None],
        passed_over: Callable[[str], None],
    ) -> None:
        assert observed.original is not None
        self._shadow = shadow
        self._own, self._live = shadow.engine.url, observed.original.url
        self._default_schema = shadow.dialect.default_schema_name
        self._live_schema = observed.dialect.default_schema_name
        self._shadows, self._databases, self._running = observed.original.shadows, databases, running
        self._observed, self._passed_over = observed, passed_over
        self._connecting = False
        self._led: list[tuple[Any, Dialect, str | None]] = []

    @contextmanager
    def connected(self) -> Iterator[Connection]:
        """A connection to the shadow by the engine of env.py, with all that the project hung on that engine.

        Where that engine cannot be led there, our own.
        """
        assert self._observed.original is not None
        connection = self._of_the_project()
        if connection is None:
            yield self._shadow
            return
        with connection.execution_options(**self._observed.execution_options):
            cursor = connection.connection.cursor()
            for statement in self._observed.original.likeness.session:
                cursor.execute(statement)
            cursor.close()
            connection.connection.commit()
            yield connection

    def _of_the_project(self) -> Connection | None:
        self._connecting = True
        try:
            connection = self._observed.engine.connect()
        except InvalidRequestError:
            # It connects by a function of its own.
            return None
        finally:
            self._connecting = False
        if _was_led(connection):
            return connection
        connection.close()
        return None

    # What follows listens to SQLAlchemy, and is called as its events are.

    def execute(self, cursor: Any, statement: str, parameters: Any, context: Any) -> bool:
        """True where the statement needs not be sent."""
        return self._is_done(statement, context)

    def execute_bare(self, cursor: Any, statement: str, context: Any) -> bool:
        """The same, without parameters."""
        return self._is_done(statement, context)

    def _is_done(self, statement: str, context: Any) -> bool:
        """Whether a statement needs not be sent, since it does not concern a shadow."""
        revision = self._running()
        if revision is None:
            return False
        if not _was_led(context.root_connection) and not _is_same(context.engine.url, self._own):
            raise _escaped(revision, _OTHER)
        stranger = self._shadows.stranger(statement, self._databases)
        if stranger is not None:
            raise _escaped(revision, f"it names another database, {stranger}")
        if self._shadows.spelled(statement) is not None:
            return False
        self._passed_over(statement)
        return True

    def respell(self, connection: Any, cursor: Any, statement: str, parameters: Any, context: Any, many: bool) -> Any:
        """The statement as a shadow must be sent it."""
        if self._running():
            statement = self._shadows.spelled(statement) or statement
        if _was_led(connection) or _is_same(connection.engine.url, self._own):
            statement = self._shadows.moved(statement, self._live.database, self._own.database)
        return statement, parameters

    def lead(self, dialect: Dialect, record: Any, arguments: list[Any], keywords: dict[str, Any]) -> Any:
        """Whoever connects to the live database while a revision runs means the one that is being migrated."""
        if not self._is_near():
            return None
        record.info[_NEW] = True
        target = url_of(dialect, arguments, keywords)
        if not _is_same(target, self._live):
            self._refuse_other(target)
            return None
        there, options = dialect.create_connect_args(self._own)
        # But a password of the live URL, say, where that of the shadow has none.
        of_live = dialect.create_connect_args(self._live)[1]
        kept = {name: value for name, value in keywords.items() if name not in of_live}
        record.record_info[_LED] = True
        # A dialect asks about tables in the schema that its first connection was in.
        # One that has never connected does not know it: what it learns now is the shadow's.
        self._led.append((record, dialect, dialect.default_schema_name or self._live_schema))
        dialect.default_schema_name = self._default_schema
        # SQLAlchemy 2.0 gives the same arguments to every connection of an engine: they must stay what they are.
        return dialect.connect(*there, **{**kept, **options})

    def _refuse_other(self, target: URL) -> None:
        revision = self._running()
        if revision is not None and not _is_same(target, self._own):
            raise _escaped(revision, _OTHER)

    def renew(self, connection: Any, record: Any, proxy: Any) -> None:
        """A connection that a pool has kept from before may lead to the live database: the pool makes a new one."""
        if self._is_near() and _NEW not in record.info:
            raise DisconnectionError

    def _is_near(self) -> bool:
        """Whether who connects now means the database that is being migrated."""
        return self._connecting or self._running() is not None

    def let_go(self) -> None:
        """The pools of the project must not hand out connections to a shadow that is gone."""
        for record, dialect, default_schema in reversed(self._led):
            dialect.default_schema_name = default_schema
            record.record_info.pop(_LED, None)
            record.invalidate()


def _was_led(connection: Connection) -> bool:
    # A dialect that asks the server who it is has no more than the record of its connection.
    return _LED in (connection.connection.record_info or ())


def _is_same(one: URL, other: URL) -> bool:
    """One database, whatever driver, user and options lead to it."""
    ports = one.port == other.port or None in (one.port, other.port)
    return (one.host, one.database) == (other.host, other.database) and ports


def _escaped(revision: str, why: str) -> Unreplayable:
    mend = "Set `shadow_url` to a server that holds nothing else, or commit a snapshot: `tk snapshot`."
    return Unreplayable(revision, why, mend)
