"""All servers that one process uses, each given from outside or started when first asked for."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from types import TracebackType
from typing import Self

import sqlalchemy as sa

from tests.servers.errors import ServerAbsent, ServerError
from tests.servers.private_server import PrivateServer

DRIVERS = {"mysql": "mysql+pymysql", "mariadb": "mysql+pymysql", "postgresql": "postgresql+psycopg"}


class Servers:
    """TK_TEST_<BACKEND>_URL names a server that exists; TK_TEST_<BACKEND>_ABSENT says why there is none."""

    def __init__(self, environment: Mapping[str, str]) -> None:
        self._environment = environment
        self._started: dict[str, PrivateServer] = {}
        self._absences: dict[str, str] = {}

    def begin(self, backends: Iterable[str]) -> None:
        """Install and launch them without waiting, so that they start at the same time."""
        for backend in backends:
            if self._is_settled(backend):
                continue
            try:
                self._started[backend] = PrivateServer(backend)
            except ServerError as error:
                self._absences[backend] = str(error)

    def url(self, backend: str) -> str:
        """What its administrator writes to connect; raises ServerAbsent, for the same reason each time."""
        if given := self._environment.get(url_variable(backend)):
            return _with_driver(given)
        self.begin([backend])
        reason = self._absences.get(backend) or self._environment.get(absence_variable(backend))
        if reason is not None:
            raise ServerAbsent(reason)
        try:
            return self._started[backend].url
        except ServerError as error:
            self._absences[backend] = str(error)
            raise ServerAbsent(str(error)) from error

    def variables(self, backends: Iterable[str]) -> dict[str, str]:
        """What tells another process about them."""
        found = {}
        for backend in backends:
            try:
                found[url_variable(backend)] = self.url(backend)
            except ServerAbsent as absence:
                found[absence_variable(backend)] = str(absence)
        return found

    def _is_settled(self, backend: str) -> bool:
        told = (url_variable(backend), absence_variable(backend))
        return backend in self._started or backend in self._absences or any(map(self._environment.get, told))

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        for server in self._started.values():
            server.begin_to_stop()
        for server in self._started.values():
            server.stop()


def url_variable(backend: str) -> str:
    return f"TK_TEST_{backend.upper()}_URL"


def absence_variable(backend: str) -> str:
    return f"TK_TEST_{backend.upper()}_ABSENT"


def _with_driver(url: str) -> str:
    """A given URL may leave the driver out; SQLAlchemy's own choice is often not installed."""
    parsed = sa.make_url(url)
    if "+" in parsed.drivername:
        return url
    driver = DRIVERS.get(parsed.drivername, parsed.drivername)
    return parsed.set(drivername=driver).render_as_string(hide_password=False)
