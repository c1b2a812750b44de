"""The kinds of findings of a check, in the order in which they are told."""

from __future__ import annotations

import inspect
from types import ModuleType

from toolkit.drift.findings import (
    changed_database,
    missing_revision,
    multiple_heads,
    pending_revisions,
    stale_snapshot,
    uncreatable_models,
    unmanaged_object,
    unread_catalog,
    unreplayable_history,
)
from toolkit.pages import Page

KINDS: tuple[ModuleType, ...] = (
    multiple_heads,
    pending_revisions,
    stale_snapshot,
    missing_revision,
    changed_database,
    unmanaged_object,
    uncreatable_models,
    unreplayable_history,
    unread_catalog,
)
NAMES: tuple[str, ...] = tuple(module.NAME for module in KINDS)


def pages() -> tuple[Page, ...]:
    """The page of each kind: its module's docstring."""
    return tuple(_page(module) for module in KINDS)


def _page(module: ModuleType) -> Page:
    text = inspect.cleandoc(module.__doc__ or "")
    return Page(name=module.NAME, summary=text.partition("\n\n")[0].replace("\n", " "), text=text, exit_code=1)
