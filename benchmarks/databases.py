"""An empty database on each backend, one after the other."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from pathlib import Path

from tests.servers.empty_database import empty_database
from tests.servers.servers import Servers


def databases(directory: Path, backends: Sequence[str]) -> Iterator[tuple[str, str]]:
    """The backend and the URL of each; that of a server is dropped when the next one is asked for."""
    with Servers(os.environ) as servers:
        for backend in backends:
            if backend == "sqlite":
                yield backend, f"sqlite:///{directory / 'app.db'}"
                continue
            with empty_database(backend, servers.url(backend)) as empty:
                yield backend, empty.url
