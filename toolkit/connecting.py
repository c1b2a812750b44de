"""Connections that env.py opens: bounded in time, and remembered for the words of an error."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any
from weakref import WeakKeyDictionary

from sqlalchemy import event
from sqlalchemy.engine import URL, Dialect, Engine

from toolkit.backends.base import Backend
from toolkit.backends.encryption import Encryption
from toolkit.backends.register import backend_named

_PASSWORDS = ("password", "passwd", "sslpassword")
_IN_THE_URL = frozenset({"host", "port", "user", "username", "password", "passwd", "database", "db", "dbname"})


class Attempts:
    """Where this process last tried to connect to; its URL holds no password."""

    def __init__(self) -> None:
        self.last: URL | None = None
        self.secrets: frozenset[str] = frozenset()
        """The passwords that were given to a driver, for whoever shows an error to strike out."""
        self._is_bounded = False
        self._encryption = Encryption()
        self._arguments: WeakKeyDictionary[Dialect, dict[str, Any]] = WeakKeyDictionary()

    @contextmanager
    def bounded(self, seconds: float) -> Iterator[None]:
        """Give every connection of every engine in this process a time limit, unless the project set one."""

        def prepare(dialect: Dialect, record: Any, arguments: list[Any], keywords: dict[str, Any]) -> None:
            self.last = url_of(dialect, arguments, keywords)
            self._arguments[dialect] = {name: value for name, value in keywords.items() if name not in _IN_THE_URL}
            backend = backend_named(dialect.name)
            self._note_and_spell(backend, dialect.driver, keywords)
            if "read_timeout" not in keywords:
                record.info[_RELEASE] = (backend, dialect.driver)
            record.info[_ADDRESS] = self._encryption.lend(dialect.driver, keywords)
            for name, value in backend.connect_arguments(dialect.driver, seconds).items():
                keywords.setdefault(name, value)

        def connected(connection: Any, record: Any) -> None:
            _release(connection, record)
            address = record.info.pop(_ADDRESS, None)
            if address is not None:
                self._encryption.learn(address, connection)

        if self._is_bounded:
            # A second time would take the limits of the first for those of the project.
            yield
            return
        self._is_bounded = True
        event.listen(Engine, "do_connect", prepare)
        event.listen(Engine, "connect", connected)
        try:
            yield
        finally:
            self._is_bounded = False
            event.remove(Engine, "do_connect", prepare)
            event.remove(Engine, "connect", connected)

    def arguments_of(self, dialect: Dialect) -> Mapping[str, Any]:
        """What the engine of this dialect gave its driver besides the address and the credentials."""
        return self._arguments.get(dialect, {})

    def _note_and_spell(self, backend: Backend, driver: str, keywords: dict[str, Any]) -> None:
        for name in _PASSWORDS:
            given = keywords.get(name)
            if isinstance(given, str):
                self.secrets |= {given}
                keywords[name] = backend.spelled_password(driver, given)


_RELEASE = "toolkit.connecting.release"
_ADDRESS = "toolkit.connecting.address"


def _release(connection: Any, record: Any) -> None:
    """The limit was for connecting: a statement may take as long as it takes."""
    found = record.info.pop(_RELEASE, None)
    if found is not None:
        backend, driver = found
        backend.release(driver, connection)


def url_of(dialect: Dialect, arguments: list[Any], keywords: dict[str, Any]) -> URL:
    """Where a driver is about to connect to; without user and password."""
    database = backend_named(dialect.name).database_in(arguments, keywords)
    host, port = keywords.get("unix_socket") or keywords.get("host"), keywords.get("port")
    return URL.create(
        f"{dialect.name}+{dialect.driver}",
        host=None if host is None else str(host),
        port=int(str(port)) if str(port).isdecimal() else None,
        database=database,
    )
