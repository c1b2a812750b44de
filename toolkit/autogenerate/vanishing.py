"""Tables that the models no longer have: whether they were the project's, and whether it is an import that is gone."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

from toolkit.autogenerate.deciding import Origins
from toolkit.catalog.alterations import Alteration
from toolkit.discovery.tables import declaring_modules

MANY = 3
"""As many tables are rarely dropped at once."""
_CREATES = (
    r"""(?:create_table\(\s*|rename_table\([^)]*?|create\s+table\b[^(;]*?)["'`.\s](?P<name>{names})(?=["'`\s(.])"""
)


def origins_of(alterations: Sequence[Alteration], script: Any, directory: Path) -> Origins:
    """Of the tables that would be dropped. ``script`` is Alembic's script directory, None where there is none."""
    gone = {one.name for one in alterations if one.kind == "table" and one.is_removed}
    created = _created(gone, _texts(script)) if gone and script is not None else frozenset()
    if not created:
        return Origins()
    declared = declaring_modules(directory, created)
    return Origins(created=created, declared=declared, are_many=len(created) >= MANY)


def _created(names: Iterable[str], texts: Iterable[str]) -> frozenset[str]:
    """Those that a revision creates, or gives to a table, by the text of its file."""
    pattern = re.compile(_CREATES.format(names="|".join(map(re.escape, sorted(names)))), re.IGNORECASE)
    return frozenset(found["name"] for text in texts for found in pattern.finditer(text))


def _texts(script: Any) -> Iterator[str]:
    for revision in script.walk_revisions():
        yield Path(revision.path).read_text(encoding="utf-8", errors="replace")
