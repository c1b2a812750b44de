"""The tables that a change of some others reaches, or needs.

A server looks at both ends of a foreign key: it refuses to change a column that another table refers to, and it needs
the table that is referred to.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable

Pairs = Iterable[tuple[str, str]]


def with_users(tables: Collection[str], uses: Pairs) -> frozenset[str]:
    """These, and what uses one of them: ``uses`` are pairs of a user and what it uses."""
    return frozenset(tables).union(user for user, used in uses if used in tables)


def with_needs(tables: Collection[str], uses: Pairs) -> frozenset[str]:
    """These, and all that one of them uses, directly or through another."""
    found, pairs = frozenset(tables), list(uses)
    while more := {used for user, used in pairs if user in found} - found:
        found |= more
    return found


def with_all_users(tables: Collection[str], uses: Pairs) -> frozenset[str]:
    """These, and all that uses one of them, directly or through another."""
    return with_needs(tables, [(used, user) for user, used in uses])
