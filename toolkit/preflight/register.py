"""The checks, in the order in which they are told, and the kinds of findings that a preflight can have."""

from __future__ import annotations

import inspect
from collections.abc import Iterator
from types import ModuleType

from toolkit.finding import Finding
from toolkit.pages import Page
from toolkit.preflight import (
    blocking_statement,
    breaking_change,
    conflicting_rows,
    demand_over_limit,
    duplicate_values,
    endless_lock_wait,
    full_disk,
    irreversible_revision,
    missing_headroom,
    missing_privileges,
    null_values,
    open_transactions,
    orphaned_rows,
    out_of_range_values,
    own_connections,
    pool_saturation,
    read_only_server,
    refused_statement,
    removed_rows,
    replica_lag,
    short_pool_timeout,
    sleeping_sessions,
    stale_connections,
    table_in_use,
    too_long_values,
    unconvertible_values,
    uncounted_rows,
    unknown_enum_values,
    unknown_impact,
    user_limit_exceeded,
    violating_rows,
)
from toolkit.preflight.circumstances import Circumstances

CHECKS: tuple[ModuleType, ...] = (
    read_only_server,
    refused_statement,
    missing_privileges,
    own_connections,
    open_transactions,
    full_disk,
    blocking_statement,
    pool_saturation,
    short_pool_timeout,
    demand_over_limit,
    user_limit_exceeded,
    missing_headroom,
    removed_rows,
    breaking_change,
    table_in_use,
    replica_lag,
    sleeping_sessions,
    stale_connections,
    endless_lock_wait,
    irreversible_revision,
    unknown_impact,
)
"""What stops the run comes first, what was not seen last."""
ROWS: tuple[ModuleType, ...] = (
    null_values,
    duplicate_values,
    orphaned_rows,
    too_long_values,
    out_of_range_values,
    unknown_enum_values,
    unconvertible_values,
    violating_rows,
    conflicting_rows,
    uncounted_rows,
)
"""Kinds that ask for the rows themselves: ``misfits`` finds them."""
KINDS: tuple[ModuleType, ...] = (*CHECKS[:-1], *ROWS, CHECKS[-1])
NAMES: tuple[str, ...] = tuple(module.NAME for module in KINDS)


def findings(circumstances: Circumstances) -> Iterator[Finding]:
    """What all checks say of these circumstances."""
    for module in CHECKS:
        yield from module.check(circumstances)


def pages() -> tuple[Page, ...]:
    """The page of each kind: its module's docstring."""
    return tuple(_page(module) for module in KINDS)


def _page(module: ModuleType) -> Page:
    text = inspect.cleandoc(module.__doc__ or "")
    return Page(name=module.NAME, summary=text.partition("\n\n")[0].replace("\n", " "), text=text, exit_code=1)
