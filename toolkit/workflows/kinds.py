"""Every kind of finding that some command can have."""

from __future__ import annotations

from toolkit.drift.findings import register as drift
from toolkit.pages import Page
from toolkit.preflight import register as preflight

ALL_NAMES = frozenset({*drift.NAMES, *preflight.NAMES})


def all_pages() -> tuple[Page, ...]:
    """Those of a check, then those of a preflight."""
    return (*drift.pages(), *preflight.pages())
