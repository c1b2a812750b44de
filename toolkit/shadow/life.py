"""A shadow database from its making to its end."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any, NoReturn

from sqlalchemy import URL, Connection, NullPool, create_engine, event, make_url
from sqlalchemy.exc import DBAPIError

from toolkit.backends.base import Backend, Trouble
from toolkit.backends.register import backend_of, hidden_url
from toolkit.backends.shadows.base import Likeness, Shadows
from toolkit.backends.shadows.register import shadows_of
from toolkit.errors import ShadowUnavailable
from toolkit.shadow.names import PREFIX, maker_of, this_run, was_left

_NO_RIGHT = frozenset({Trouble.DENIED, Trouble.FORBIDDEN, Trouble.READ_ONLY})


@contextmanager
def shadow_of(connection: Connection, *, shadow_url: str | URL | None = None) -> Iterator[Connection]:
    """A connection to an empty database like the live one, on its server or on that of ``shadow_url``.

    The live connection is used for reading the settings, and for nothing else.
    """
    backend = backend_of(connection.dialect)
    shadows = _shadows(backend, connection)
    likeness = _likeness(shadows, connection)
    url = connection.engine.url if shadow_url is None else make_url(shadow_url)
    if type(shadows_of(url.get_backend_name())) is not type(shadows):
        _refuse_kind(backend, url)
    name = this_run().name()
    with _connected(shadows.server(url), (), autocommit=True) as server:
        if backend_of(server.dialect).name != backend.name:
            _refuse_kind(backend, url)
        sweep(shadows, server)
    try:
        _create(shadows, backend, url, name, likeness)
        with _connected(shadows.url(url, name), likeness.session) as shadow:
            yield shadow
    except BaseException:
        # What went wrong inside is what must be told; the next run removes what stays.
        with suppress(DBAPIError):
            _drop(shadows, url, name)
        raise
    _drop(shadows, url, name)


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


def _shadows(backend: Backend, connection: Connection) -> Shadows:
    shadows = shadows_of(backend.name)
    if shadows is None:
        raise ShadowUnavailable(f"tk makes no shadow databases on {backend.title}.")
    if connection.dialect.is_async:
        raise ShadowUnavailable(
            f"tk makes no shadow databases over the asynchronous driver {connection.dialect.driver}.",
            mend="Connect with a synchronous driver for this.",
        )
    return shadows


def _likeness(shadows: Shadows, live: Connection) -> Likeness:
    began = live.in_transaction()
    try:
        return shadows.likeness(live)
    finally:
        if not began:
            # Reading began a transaction, which must not stay open while the shadow lives.
            live.rollback()


def _create(shadows: Shadows, backend: Backend, url: URL, name: str, likeness: Likeness) -> None:
    with _connected(shadows.server(url), (), autocommit=True) as server:
        try:
            shadows.create(server, name, likeness)
        except (DBAPIError, OSError) as error:
            _refuse(error, shadows, backend, server, url)
    if likeness.inside:
        with _connected(shadows.url(url, name), likeness.session, autocommit=True) as shadow:
            for statement in likeness.inside:
                with suppress(DBAPIError):
                    shadow.exec_driver_sql(statement)


def _refuse(error: DBAPIError | OSError, shadows: Shadows, backend: Backend, server: Connection, url: URL) -> NoReturn:
    cause = error.orig if isinstance(error, DBAPIError) and error.orig is not None else error
    explanation = backend.explain(cause, url)
    if not isinstance(error, OSError) and (explanation is None or explanation.trouble not in _NO_RIGHT):
        raise error
    raise ShadowUnavailable(
        f"The user of the URL may not create a shadow database on this {backend.title} server.",
        where=hidden_url(url),
        why=str(cause),
        mend=f"{shadows.grant(server, PREFIX)} Or set `shadow_url` to a server where the user may.",
    ) from error


def _drop(shadows: Shadows, url: URL, name: str) -> None:
    with _connected(shadows.server(url), (), autocommit=True) as server:
        shadows.drop(server, name)


@contextmanager
def _connected(url: URL, session: tuple[str, ...], *, autocommit: bool = False) -> Iterator[Connection]:
    """A connection of our own; every other one of its engine begins alike."""
    engine = create_engine(url, poolclass=NullPool)

    def begin(connection: Any, record: Any) -> None:
        cursor = connection.cursor()
        for statement in session:
            cursor.execute(statement)
        cursor.close()
        # Or PostgreSQL would take the settings back with the first rollback.
        connection.commit()

    event.listen(engine, "connect", begin)
    options = {"isolation_level": "AUTOCOMMIT"} if autocommit else {}
    with engine.connect().execution_options(**options) as connection:
        yield connection
