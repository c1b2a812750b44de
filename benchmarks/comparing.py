"""One comparison of models and database, timed without what any tool needs before: ``python -m benchmarks.comparing``.

``alembic`` compares as plain Alembic does, ``tk`` with the plugin. Prints the seconds of processor and of clock.
"""

from __future__ import annotations

import os
import sys
import time
from pathlib import Path

import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext

PLUGINS = {"alembic": ["alembic.autogenerate.*"], "tk": ["alembic.autogenerate.*", "toolkit.autogenerate"]}


def main(tool: str) -> None:
    """The project stands in the current directory."""
    sys.path.insert(0, str(Path.cwd()))
    from models import metadata  # type: ignore[attr-defined]  # that of the project

    if tool == "tk":
        from toolkit.autogenerate.entry import register

        register()
    with sa.create_engine(os.environ["BENCHMARK_URL"]).connect() as connection:
        options = {"autogenerate_plugins": PLUGINS[tool], "target_metadata": metadata}
        context = MigrationContext.configure(connection, opts=options)
        cpu, wall = time.process_time(), time.perf_counter()
        found = compare_metadata(context, metadata)
        print(time.process_time() - cpu, time.perf_counter() - wall)
        assert len(found) == 1, found


if __name__ == "__main__":
    main(sys.argv[1])
