"""How one kind of server is installed, initialised and started."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from signal import Signals
from typing import Protocol


class Recipe(Protocol):
    """A module of this package named after its backend."""

    __name__: str
    STOP_SIGNAL: Signals

    def is_installed(self) -> bool:
        """Whether its programs are on this machine."""

    def install(self) -> None:
        """Put them there; raises ServerAbsent where that is not possible."""

    def account(self) -> str | None:
        """The user that its programs run as; None keeps the present one."""

    def initialise(self, directory: Path) -> list[str]:
        """The command that fills an empty directory with a new instance."""

    def start(self, directory: Path, port: int, options: Sequence[str]) -> list[str]:
        """The command that serves the directory on 127.0.0.1 and stays in the foreground."""

    def url(self, port: int) -> str:
        """What its administrator writes to connect."""
