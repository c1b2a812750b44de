"""How the connections to one server are encrypted, decided once for a process.

Where nobody asked for TLS, or against it, PyMySQL (since 1.2) makes a context of its own for each connection, with all
certificates of the system: some 25 ms, while connecting takes one.
"""

from __future__ import annotations

import ssl
from collections.abc import Iterable, Mapping
from typing import Any

_DECIDED = ("ssl", "read_default")
"""What the names of arguments begin with by which a project decides it."""
Address = tuple[str, ...]


class Encryption:
    """What the first connection to a server came to, for those that follow."""

    def __init__(self) -> None:
        self._known: dict[Address, Mapping[str, Any]] = {}

    def lend(self, driver: str, keywords: dict[str, Any]) -> Address | None:
        """Add it to what a driver is called with. The server's address; None where this is not ours to decide."""
        if _is_decided(driver, keywords):
            return None
        address = tuple(str(keywords.get(name)) for name in ("host", "port", "unix_socket"))
        keywords.update(self._known.get(address, {}))
        return address

    def learn(self, address: Address, connection: Any) -> None:
        """Keep what a connection of the driver's has come to."""
        found = _come_to(connection)
        if found:
            self._known[address] = found


def as_connected(driver: str, connection: Any, decided: Iterable[str]) -> Mapping[str, Any]:
    """Arguments for another connection like this one of the driver's; none where ``decided`` names say it already."""
    return {} if _is_decided(driver, decided) else _come_to(connection)


def _is_decided(driver: str, names: Iterable[str]) -> bool:
    return driver != "pymysql" or any(name.startswith(_DECIDED) for name in names)


def _come_to(connection: Any) -> Mapping[str, Any]:
    context = getattr(connection, "ctx", None)
    if not isinstance(context, ssl.SSLContext):
        return {}
    is_used = isinstance(getattr(connection, "_sock", None), ssl.SSLSocket)
    return {"ssl": context} if is_used else {"ssl_disabled": True}
