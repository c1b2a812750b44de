"""A shadow database from its making to its end."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from typing import Any, NoReturn, TypeVar

from sqlalchemy import URL, Connection, Engine, NullPool, create_engine, event, make_url
from sqlalchemy.exc import DBAPIError

from toolkit.backends.base import Backend, Trouble
from toolkit.backends.encryption import as_connected
from toolkit.backends.register import backend_of, hidden_url
from toolkit.backends.shadows.base import Likeness, Shadows
from toolkit.backends.shadows.register import shadows_of
from toolkit.errors import ShadowUnavailable
from toolkit.shadow.names import PREFIX, maker_of, this_run, was_left

Result = TypeVar("Result")

_NO_RIGHT = frozenset({Trouble.DENIED, Trouble.FORBIDDEN, Trouble.READ_ONLY})


@dataclass(frozen=True, kw_only=True)
class Original:
    """What must be known of a live database to make shadows of it, once the connection to it is closed."""

    backend: Backend
    shadows: Shadows
    likeness: Likeness
    url: URL
    is_async: bool
    arguments: Mapping[str, Any] = field(default_factory=dict)
    """What its engine gave the driver besides the URL (certificates, sockets, time limits)."""

    def at(self, shadow_url: str | None) -> Original:
        """The same, with its shadows on the server of ``shadow_url``. Raises ShadowUnavailable."""
        if shadow_url is None:
            return self
        url = make_url(shadow_url)
        if type(shadows_of(url.get_backend_name())) is not type(self.shadows):
            _refuse_kind(self.backend, url)
        is_async = bool(url.get_dialect().is_async)
        return replace(self, url=url, is_async=is_async, arguments={})


def original_of(connection: Connection, arguments: Mapping[str, Any] | None = None) -> Original:
    """Read from the live connection, which is used for nothing else. Raises ShadowUnavailable."""
    backend = backend_of(connection.dialect)
    shadows = shadows_of(backend.name)
    if shadows is None:
        raise ShadowUnavailable(f"tk makes no shadow databases on {backend.title}.")
    return Original(
        backend=backend,
        shadows=shadows,
        likeness=_likeness(shadows, connection),
        url=connection.engine.url,
        is_async=connection.dialect.is_async,
        arguments={**_encryption(connection, arguments or {}), **(arguments or {})},
    )


def _encryption(connection: Connection, arguments: Mapping[str, Any]) -> Mapping[str, Any]:
    """As the live connection has it, where its driver would find it out anew for each other one."""
    driver: Any = connection.connection.driver_connection
    return as_connected(connection.dialect.driver, driver, (*connection.engine.url.query, *arguments))


def with_shadows_of(original: Original, work: Callable[[], Result]) -> Result:
    """Do what uses shadows. Those of an asynchronous driver need an event loop around them."""
    if not original.is_async:
        return work()
    import asyncio

    from sqlalchemy.util import greenlet_spawn

    return asyncio.run(greenlet_spawn(work))


def _nothing() -> None:
    """There is nothing to do meanwhile."""


@contextmanager
def shadow_of(original: Original, meanwhile: Callable[[], object] = _nothing) -> Iterator[Connection]:
    """A connection to a new, empty database like the live one; the database is gone after the block.

    ``meanwhile`` is done before the block, and while the server makes the database where that takes it long.
    """
    shadows, name = original.shadows, this_run().name()
    # One engine for all that is asked of the server: what it is, it is asked once.
    to_server = _engine(original, shadows.server(original.url), isolation_level="AUTOCOMMIT")
    try:
        _create_while(meanwhile, original, name, to_server)
        with _connected(_engine(original, shadows.url(original.url, name)), original.likeness.session) as shadow:
            yield shadow
            is_gone = shadows.drop_from_within(shadow, name)
    except BaseException:
        # What went wrong inside is what must be told; the next run removes what stays.
        with suppress(DBAPIError):
            _drop(original, name, to_server)
        raise
    if not is_gone:
        _drop(original, name, to_server)


def sweep(shadows: Shadows, server: Connection) -> None:
    """Remove what dead runs left. Two runs may do it at once: what one cannot remove, the other has, or will."""
    now = this_run()
    for name in shadows.names(server, PREFIX):
        maker = maker_of(name)
        if maker is not None and was_left(maker, now):
            with suppress(DBAPIError):
                shadows.drop(server, name)


def _refuse_kind(backend: Backend, url: URL) -> NoReturn:
    raise ShadowUnavailable(
        f"shadow_url leads to another kind of server than {backend.title}.",
        where=hidden_url(url),
        mend="Name a server of the same kind and version.",
    )


def _likeness(shadows: Shadows, live: Connection) -> Likeness:
    began = live.in_transaction()
    try:
        return shadows.likeness(live)
    finally:
        if not began:
            # Reading began a transaction, which must not stay open while the shadow lives.
            live.rollback()


def _create_while(meanwhile: Callable[[], object], original: Original, name: str, to_server: Engine) -> None:
    # An asynchronous driver works in the loop of its own thread alone.
    if original.is_async or meanwhile is _nothing or not original.shadows.takes_long:
        _create(original, name, to_server)
        meanwhile()
        return
    with ThreadPoolExecutor(max_workers=1) as thread:
        made = thread.submit(_create, original, name, to_server)
        meanwhile()
        made.result()


def _create(original: Original, name: str, to_server: Engine) -> None:
    shadows, likeness = original.shadows, original.likeness
    with to_server.connect() as server:
        if backend_of(server.dialect).name != original.backend.name:
            _refuse_kind(original.backend, original.url)
        sweep(shadows, server)
        try:
            shadows.create(server, name, likeness)
        except (DBAPIError, OSError) as error:
            _refuse(error, original, server)
    if likeness.inside:
        inside = _engine(original, shadows.url(original.url, name), isolation_level="AUTOCOMMIT")
        with _connected(inside, likeness.session) as shadow:
            for statement in likeness.inside:
                with suppress(DBAPIError):
                    shadow.exec_driver_sql(statement)


def _refuse(error: DBAPIError | OSError, original: Original, server: Connection) -> NoReturn:
    cause = error.orig if isinstance(error, DBAPIError) and error.orig is not None else error
    explanation = original.backend.explain(cause, original.url)
    if not isinstance(error, OSError) and (explanation is None or explanation.trouble not in _NO_RIGHT):
        raise error
    if explanation is not None and explanation.trouble is Trouble.READ_ONLY:
        # No privilege helps.
        raise ShadowUnavailable(
            f"The {original.backend.title} server is read-only, so that no shadow database can be made there.",
            where=hidden_url(original.url),
            why=str(cause),
            mend="Name the primary in the URL, or set `shadow_url` to a server that takes writes.",
        ) from error
    raise ShadowUnavailable(
        f"The user of the URL may not create a shadow database on this {original.backend.title} server.",
        where=hidden_url(original.url),
        why=str(cause),
        mend=f"{original.shadows.grant(server, PREFIX)} Or set `shadow_url` to a server where the user may.",
    ) from error


def _drop(original: Original, name: str, to_server: Engine) -> None:
    with to_server.connect() as server:
        original.shadows.drop(server, name)


@contextmanager
def _connected(engine: Engine, session: tuple[str, ...]) -> Iterator[Connection]:
    """A connection of our own; every other one of its engine begins alike."""

    def begin(connection: Any, record: Any) -> None:
        cursor = connection.cursor()
        for statement in session:
            cursor.execute(statement)
        cursor.close()
        # Or PostgreSQL would take the settings back with the first rollback.
        connection.commit()

    if session:
        event.listen(engine, "connect", begin)
    with engine.connect() as connection:
        yield connection


def _engine(original: Original, url: URL, **options: Any) -> Engine:
    options = {"poolclass": NullPool, "connect_args": dict(original.arguments), **options}
    if original.is_async:
        from sqlalchemy.ext.asyncio import create_async_engine

        return create_async_engine(url, **options).sync_engine
    return create_engine(url, **options)
