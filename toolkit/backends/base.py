"""What every backend answers. Only the files of this folder know a server's own words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Any, Protocol

from sqlalchemy.engine import URL, Connection, Dialect


class Trouble(Enum):
    """The kinds of trouble that a server's error can mean."""

    UNREACHABLE = "unreachable"
    DENIED = "denied"
    NO_DATABASE = "no database"
    FULL = "no connection left"
    FOREIGN = "another kind of server"
    FORBIDDEN = "no privilege"
    NO_ROOM = "no room left"
    NAME = "a name that is not valid"
    UNREADABLE = "unreadable"
    READ_ONLY = "read only"
    LOCKED = "locked"
    LOST = "connection lost"


@dataclass(frozen=True, kw_only=True)
class Explanation:
    """What a server's error means, and how to mend it."""

    trouble: Trouble
    what: str
    mend: str


class Backend(Protocol):
    """One kind of server."""

    @property
    def name(self) -> str:
        """SQLAlchemy's name of it."""
        ...

    @property
    def title(self) -> str:
        """Its name in sentences."""
        ...

    @property
    def default_drivers(self) -> tuple[str, ...]:
        """Drivers that serve a URL without ``+driver``, in the order of preference."""
        ...

    def server_version(self, dialect: Dialect) -> str:
        """The version as the server gave it when the dialect first connected; no query."""
        ...

    def series(self, version: str) -> str:
        """The part of a version within which a server tells its schemas alike."""
        ...

    def database_name(self, url: URL) -> str:
        """What a person calls the database: its name, or the file's."""
        ...

    def database_in(self, arguments: Sequence[Any], keywords: Mapping[str, Any]) -> str | None:
        """Which database the arguments of a driver's ``connect`` name."""
        ...

    def connect_arguments(self, driver: str, seconds: float) -> Mapping[str, object]:
        """Arguments for the driver that bound the time a connection may take."""
        ...

    def spelled_password(self, driver: str, password: str) -> str:
        """The password as the driver must be given it for the server to see the same characters."""
        ...

    def release(self, driver: str, connection: Any) -> None:
        """Take back what ``connect_arguments`` limited on a driver's connection beyond the connecting."""
        ...

    def shortened_name(self, name: str) -> str | None:
        """What the server makes of a name without an error; None where it takes the name, or refuses it."""
        ...

    def explain(self, error: BaseException, url: URL | None) -> Explanation | None:
        """What a driver's error means, or None where it is an ordinary refusal of a statement."""
        ...


def dotted(version: tuple[object, ...] | None) -> str:
    """``(15, 4)`` as ``15.4``; only the leading numbers count, three at most: a fourth is the packager's."""
    numbers = []
    for part in version or ():
        if not isinstance(part, int):
            break
        numbers.append(str(part))
    return ".".join(numbers[:3]) or "unknown"


def address(url: URL | None) -> str:
    """``host:port`` for a message, without anything secret."""
    if url is None:
        return "the address in the URL"
    if not url.host:
        return "the default address of the driver (localhost)"
    # An unencoded "@" in the password makes its tail part of the host.
    host = url.host.rpartition("@")[2]
    if ":" in host:
        host = f"[{host}]"
    return f"{host}:{url.port}" if url.port and not host.startswith("/") else host


class Plain:
    """The answers of a server, or a driver, that needs nothing special."""

    def database_in(self, arguments: Sequence[Any], keywords: Mapping[str, Any]) -> str | None:
        return next((str(keywords[name]) for name in ("database", "dbname", "db") if keywords.get(name)), None)

    def spelled_password(self, driver: str, password: str) -> str:
        return password

    def release(self, driver: str, connection: Any) -> None:
        pass

    def shortened_name(self, name: str) -> str | None:
        return None

    def series(self, version: str) -> str:
        return ".".join(version.split(".")[:2])


def is_mariadb(connection: Connection) -> bool:
    """Whether a connection of the mysql dialect speaks to MariaDB."""
    return bool(getattr(connection.dialect, "is_mariadb", False))
