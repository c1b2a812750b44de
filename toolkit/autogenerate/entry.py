"""Where Alembic meets the plugin: while Alembic itself is being imported, so that nothing else may be, yet.

An installed package names this module as an entry point (``alembic.plugins``); `tk` registers it by itself.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from types import ModuleType
from typing import Any

NAME = "toolkit.autogenerate"


def setup(plugin: Any) -> None:
    """Called by Alembic, once."""
    # Importing Alembic would load this module, should it be the first to do so.
    from alembic.util import DispatchPriority

    plugin.add_autogenerate_comparator(compare_tables, "schema", "tables", priority=DispatchPriority.FIRST)


def register() -> None:
    """Make it known to Alembic where no installed package has."""
    from alembic.runtime import plugins

    from toolkit.autogenerate import plugin

    if NAME not in plugins._all_plugins:
        setup(plugins.Plugin(NAME))
    plugin.prepare()


def compare_tables(context: Any, upgrade: Any, schemas: Any) -> Any:
    """The comparison, imported when Alembic compares."""
    from toolkit.autogenerate import plugin

    plugin.prepare()
    return plugin.compare_tables(context, upgrade, schemas)


class _Iterable(ModuleType):
    """The first releases of Alembic with plugins go through the one module as if it were several (its issue 1873)."""

    def __iter__(self) -> Iterator[ModuleType]:
        yield self


sys.modules[__name__].__class__ = _Iterable
