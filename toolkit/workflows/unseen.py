"""Autogenerate does not see what tk keeps in a database, or it would propose to drop it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from alembic.autogenerate.api import AutogenContext

from toolkit.backends.own import is_our_own


@contextmanager
def our_own_unseen() -> Iterator[None]:
    """Within the block Alembic's comparison passes over the journal and the trash.

    Its filters of names are env.py's to give, so this stands before them, where it asks.
    """
    original = AutogenContext.run_name_filters

    def run_name_filters(self: AutogenContext, name: str | None, kind: Any, parents: Any) -> bool:
        return not is_our_own(name) and original(self, name, kind, parents)

    AutogenContext.run_name_filters = run_name_filters  # type: ignore[method-assign, assignment]  # given back below
    try:
        yield
    finally:
        AutogenContext.run_name_filters = original  # type: ignore[method-assign]  # as it was
