"""The names that PostgreSQL gives to what has none.

src/backend/commands/indexcmds.c: makeObjectName (name1_name2_label, the longer name cut until it fits),
ChooseRelationName and ChooseConstraintName (a number after the label where the name is taken).
"""

from __future__ import annotations

import re
from collections.abc import Sequence

LONGEST = 63
"""Bytes of a name: NAMEDATALEN - 1."""


def is_servers(name: str, table: str, addition: str | None, label: str) -> bool:
    """Whether the server would have chosen this name: ``orders_note_key``, ``orders_check1``."""
    numbered = re.search(rf"_({re.escape(label)}(?:[1-9]\d*)?)\Z", name)
    return numbered is not None and name == made(table, addition, numbered[1])


def made(table: str, addition: str | None, label: str) -> str:
    """What makeObjectName makes of a table's name, that of its columns, and a label."""
    first, second = table.encode(), (addition or "").encode()
    room = LONGEST - len(label.encode()) - 1 - (1 if addition else 0)
    left, right = len(first), len(second)
    while left + right > room:
        left, right = (left - 1, right) if left > right else (left, right - 1)
    parts = [_cut(first, left), *([_cut(second, right)] if addition else []), label]
    return "_".join(parts)


def addition_of(columns: Sequence[str]) -> str:
    """The columns' names as part of a name: no more of them than begin within the length of one."""
    buffer = ""
    for column in columns:
        buffer = f"{buffer}_{column}" if buffer else column
        if len(buffer.encode()) > LONGEST:
            break
    return buffer


def _cut(name: bytes, length: int) -> str:
    return name[:length].decode(errors="ignore")
