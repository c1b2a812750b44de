"""A process that is killed, or whose statement fails, at the n-th thing that it sends to its database."""

from __future__ import annotations

import os
import signal
import socket
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from sqlalchemy.engine.default import DefaultDialect

MODES = ("before", "after", "fail")
CUTS = ("cut", "lost")
"""The connection breaks before the server has the statement, or before its answer is here."""
SENDS = ("do_execute", "do_execute_no_params", "do_executemany", "do_commit", "do_rollback")


def variables(at: int, mode: str) -> dict[str, str]:
    """What tells a run to fail there."""
    return {"FAULT_AT": str(at), "FAULT_MODE": mode}


def counting(log: Path) -> dict[str, str]:
    """What lets a run write down what it sends, a line each."""
    return {"FAULT_LOG": str(log)}


def install(environment: Mapping[str, str]) -> None:
    """Watch every send of this process, if the environment asks for it."""
    at, log = int(environment.get("FAULT_AT", "0")), environment.get("FAULT_LOG")
    if not at and log is None:
        return
    count = 0

    def step(told: str, sender: Any, send: Any) -> Any:
        nonlocal count
        count += 1
        if log is not None:
            with Path(log).open("a", encoding="utf-8") as file:
                file.write(" ".join(told.split()) + "\n")
        mode = environment.get("FAULT_MODE") if count == at else None
        if mode == "fail":
            raise ConnectionResetError("injected")
        if mode == "before":
            os.kill(os.getpid(), signal.SIGKILL)
        if mode == "cut":
            _cut(sender)
        answer = send()
        if mode == "lost":
            _cut(sender)
            raise ConnectionResetError("injected")
        if mode == "after":
            os.kill(os.getpid(), signal.SIGKILL)
        return answer

    for base in _dialects():
        for name in SENDS:
            if name in vars(base):
                _watch(base, name, step)


def _dialects() -> list[type[Any]]:
    found: list[type[Any]] = [DefaultDialect]
    for kind in found:
        found += [child for child in kind.__subclasses__() if child not in found]
    return found


def _watch(base: type[Any], name: str, step: Any) -> None:
    original = getattr(base, name)

    def watched(self: Any, *arguments: Any, **keywords: Any) -> Any:
        told = arguments[1] if name.startswith("do_exec") else name.removeprefix("do_").upper()
        return step(str(told), arguments[0], lambda: original(self, *arguments, **keywords))

    setattr(base, name, watched)


def _cut(sender: Any) -> None:
    """A file of SQLite has no connection to break."""
    connection = getattr(sender, "connection", sender)
    if hasattr(connection, "_sock"):
        connection._sock.shutdown(socket.SHUT_RDWR)
    elif hasattr(connection, "pgconn"):
        with socket.socket(fileno=os.dup(connection.fileno())) as line:
            line.shutdown(socket.SHUT_RDWR)
