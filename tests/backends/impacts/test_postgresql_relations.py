"""What is known of tables and indexes after some were read again."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

from toolkit.backends.impacts.postgresql_relations import Relations


def row(oid: int, home: int | None = None, *, file: int = 1, locked: bool = True, gone: bool = False) -> Any:
    kind = None if gone else "r" if home is None else "i"
    return SimpleNamespace(oid=oid, kind=kind, home=home, file=file, modes=["ShareLock"] if locked else [])


KNOWN = Relations().read_again([row(oid, home, locked=False) for oid, home in ((1, None), (2, None), (3, 1), (4, 1))])


def oids(found: Relations) -> tuple[list[int], list[int], list[list[int]]]:
    indexes = [[one.oid for one in found.indexes(table)] for table in sorted(found.tables)]
    return sorted(found.rows), sorted(found.tables), indexes


def test_all_at_once() -> None:
    assert oids(KNOWN) == ([1, 2, 3, 4], [1, 2], [[3, 4], []])


def test_what_is_locked_is_as_it_was_found_with_the_indexes_that_it_has_now() -> None:
    found = KNOWN.read_again([row(1, file=7), row(4, 1), row(5, 1, locked=False)])
    assert oids(found) == ([1, 2, 4, 5], [1, 2], [[4, 5], []])
    assert found.tables[1].file == found.rows[1].file == 7
    assert oids(KNOWN) == ([1, 2, 3, 4], [1, 2], [[3, 4], []]), "what was known before is another value"


def test_what_was_locked_and_dropped_is_gone() -> None:
    assert oids(KNOWN.read_again([row(1, gone=True), row(3, gone=True)])) == ([2], [2], [[]])
    assert oids(KNOWN.read_again([row(3, gone=True)])) == ([1, 2, 4], [1, 2], [[4], []])


def test_an_index_that_is_locked_alone() -> None:
    assert oids(KNOWN.read_again([row(3, 1, file=9)])) == ([1, 2, 3, 4], [1, 2], [[4, 3], []])
