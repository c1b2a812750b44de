"""Names for constraints that have none: a later revision must be able to say which one it drops."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from typing import Any

from toolkit.catalog.members import Check, ForeignKey, Index, Unique
from toolkit.catalog.values import Catalog

_LONGEST = 60
"""Bytes: every server takes as many."""
_LABELS = {Index: "ix", Unique: "uq", ForeignKey: "fk", Check: "ck"}


class Names:
    """Those that one revision gives: on some servers each is there once in a schema, on all tables."""

    def __init__(self, taken: Iterable[str] = ()) -> None:
        self._taken = set(taken)
        self._given: dict[str, str] = {}

    def free(self, label: str, table: str, columns: Sequence[str]) -> str:
        """``order`` with ``item_id`` and ``order_item`` with ``id`` would have one name: the second is numbered."""
        name = free = constraint_name(label, table, columns)
        count = 1
        while free in self._taken:
            count += 1
            free = f"{name}_{count}"
        self._taken.add(free)
        return free

    def of(self, member: Any, table: str) -> str:
        """``fk_orders_user_id``: the kind, the table, the columns; the same whenever it is asked for."""
        key = f"{table} {member!r}"
        if key not in self._given:
            self._given[key] = self.free(_label(member), table, _columns(member))
        return self._given[key]


def names_in(*catalogs: Catalog) -> set[str]:
    """Those of all constraints and indexes."""
    found: set[str] = set()
    for table in (table for catalog in catalogs for table in catalog.tables):
        members: tuple[Any, ...] = (*table.uniques, *table.foreign_keys, *table.checks, *table.indexes)
        found |= {one.name for one in members if one.name}
    return found


def constraint_name(label: str, table: str, columns: Sequence[str]) -> str:
    """A name from its parts, cut where it is too long."""
    name = "_".join([label, table, *columns])
    encoded = name.encode()
    if len(encoded) <= _LONGEST:
        return name
    digest = hashlib.sha256(encoded).hexdigest()[:6]
    return f"{encoded[: _LONGEST - 7].decode(errors='ignore')}_{digest}"


def check_columns(expression: str) -> list[str]:
    """What stands for the columns of a check: a digest of its text."""
    return [hashlib.sha256(expression.encode()).hexdigest()[:6]]


def _label(member: Any) -> str:
    return "uq" if isinstance(member, Index) and member.unique else _LABELS[type(member)]


def _columns(member: Any) -> list[str]:
    if isinstance(member, Index):
        return [part.column or "expr" for part in member.parts]
    return check_columns(member.expression) if isinstance(member, Check) else list(member.columns)
