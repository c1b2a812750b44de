"""Names for constraints that have none: a later revision must be able to say which one it drops."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from typing import Any

from toolkit.catalog.members import Check, ForeignKey, Index, Unique

_LONGEST = 60
"""Characters: every server takes as many."""
_LABELS = {Index: "ix", Unique: "uq", ForeignKey: "fk", Check: "ck"}


def name_for(member: Any, table: str) -> str:
    """``fk_orders_user_id``: the kind, the table, the columns; cut where it is too long."""
    label = "uq" if isinstance(member, Index) and member.unique else _LABELS[type(member)]
    columns = [part.column or "expr" for part in member.parts] if isinstance(member, Index) else member_columns(member)
    return constraint_name(label, table, columns)


def constraint_name(label: str, table: str, columns: Sequence[str]) -> str:
    """The same from its parts."""
    name = "_".join([label, table, *columns])
    if len(name) <= _LONGEST:
        return name
    digest = hashlib.sha256(name.encode()).hexdigest()[:6]
    return f"{name[: _LONGEST - 7]}_{digest}"


def member_columns(member: Any) -> list[str]:
    """The columns of a key; for a check a digest of its text."""
    if isinstance(member, Check):
        return [hashlib.sha256(member.expression.encode()).hexdigest()[:6]]
    return list(member.columns)
