"""Which objects of a database belong to some of its tables."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from toolkit.backends.catalogs.innodb.names import Names
from toolkit.backends.catalogs.innodb.texts import unqualified
from toolkit.backends.copies.family import with_needs, with_users
from toolkit.backends.copies.innodb.reading import Reading
from toolkit.backends.copies.innodb.texts import selected_from, words_in

VIEW, SEQUENCE = "VIEW", "SEQUENCE"


@dataclass(frozen=True, kw_only=True)
class Choice:
    """The tables and views to copy."""

    tables: Sequence[str]
    views: Sequence[str]
    sequences: Sequence[str]


def everything(relations: Mapping[str, str]) -> Choice:
    """All of them."""
    return Choice(
        tables=[name for name, kind in relations.items() if kind not in (VIEW, SEQUENCE)],
        views=[name for name, kind in relations.items() if kind == VIEW],
        sequences=[name for name, kind in relations.items() if kind == SEQUENCE],
    )


def around(reading: Reading, relations: Mapping[str, str], wanted: Collection[str], database: str) -> Choice:
    """These tables, those at both ends of their foreign keys, and the views that need nothing else.

    A row that is written fires triggers: what these name must be there, too.
    """
    whole = everything(relations)
    selected = _selected(reading, database) if whole.views else {}
    selections = [(view, name) for view, names in selected.items() for name in names if name in relations]
    asked = with_needs(set(wanted) & relations.keys(), selections)
    references = reading.references()
    spelled = {name.lower(): name for name in relations}
    fired = [
        (row.table, spelled[word]) for row in reading.triggers() for word in words_in(row.action) if word in spelled
    ]
    near = with_needs(with_users(asked, references), [*references, *fired, *selections])
    while more := {view for view, names in selected.items() if names and names & relations.keys() <= near} - near:
        near |= more
    return Choice(
        tables=[name for name in whole.tables if name in near],
        views=[name for name in whole.views if name in near],
        sequences=[name for name in whole.sequences if name in near],
    )


def _selected(reading: Reading, database: str) -> Mapping[str, frozenset[str]]:
    """What each view selects from."""
    names = Names(own=database)
    return {name: selected_from(unqualified(told, database, names)) for name, told in reading.views().items()}
