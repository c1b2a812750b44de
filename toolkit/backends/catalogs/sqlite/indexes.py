"""Indexes that are no constraint: the pragmas' answers, with the expressions of the text."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import groupby

from toolkit.backends.catalogs.sqlite.create_other import WrittenIndex, parse_index
from toolkit.backends.catalogs.sqlite.cursor import Unparsable
from toolkit.backends.catalogs.sqlite.keys import Owner
from toolkit.backends.catalogs.sqlite.queries import PartRow
from toolkit.backends.catalogs.sqlite.tokens import lower, upper
from toolkit.catalog.members import Index, IndexPart


def indexes(owner: Owner, rows: Sequence[PartRow], texts: Mapping[str, str], unread: list[str]) -> tuple[Index, ...]:
    """The indexes of a table, by name."""
    made = [list(group) for _, group in groupby(rows, key=lambda row: row.owner)]
    return tuple(_index(owner, parts, texts, unread) for parts in made if parts[0].origin == "c")


def _index(owner: Owner, rows: Sequence[PartRow], texts: Mapping[str, str], unread: list[str]) -> Index:
    name = rows[0].owner
    try:
        written = _written(texts.get(name, ""), len(rows))
    except Unparsable as reason:
        unread.append(f"The text of index {name} could not be read ({reason}): expressions and condition are unknown.")
        written = WrittenIndex(parts=((),) * len(rows), predicate=None)
    return Index(
        name=name,
        parts=tuple(_part(owner, row, written, place) for place, row in enumerate(rows)),
        unique=bool(rows[0].is_unique),
        predicate=owner.text(written.predicate) if written.predicate else None,
    )


def _written(text: str, parts: int) -> WrittenIndex:
    written = parse_index(text)
    if len(written.parts) != parts:
        raise Unparsable("it has another number of columns")
    return written


def _part(owner: Owner, row: PartRow, written: WrittenIndex, place: int) -> IndexPart:
    if row.column is None:
        # The collation of an expression is part of it.
        return IndexPart(column=None, expression=owner.text(written.parts[place]), descending=bool(row.descending))
    collation = upper(row.collation)
    is_own = collation == owner.collations.get(lower(row.column), "BINARY")
    return IndexPart(column=row.column, descending=bool(row.descending), collation=None if is_own else collation)
