"""An empty database on each backend, one after the other."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path

from tests.servers.empty_database import empty_database
from tests.servers.servers import Servers


def databases(directory: Path, backends: Sequence[str]) -> Iterator[tuple[str, str]]:
    """The backend and the URL of each; that of a server is dropped when the next one is asked for."""
    # A disk is part of what is measured; without this the servers' data would lie in memory.
    os.environ.setdefault("TMPDIR", tempfile.gettempdir())
    with Servers(os.environ) as servers:
        for backend in backends:
            if backend == "sqlite":
                yield backend, f"sqlite:///{directory / 'app.db'}"
                continue
            with empty_database(backend, servers.url(backend)) as empty:
                yield backend, empty.url
