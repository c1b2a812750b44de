"""A comparison does not see what tk keeps."""

from __future__ import annotations

from toolkit.backends.journal import JOURNAL_TABLES
from toolkit.backends.own import OWN_TABLES, is_our_own, without_our_own
from toolkit.catalog.members import Column
from toolkit.catalog.values import Catalog, CompositeType, Domain, Table


def column(name: str, position: int) -> Column:
    return Column(name=name, position=position, type="int", nullable=True)


def test_the_journal_and_the_trash_are_left_out() -> None:
    kept = Table(schema=None, name="orders", columns=(column("id", 1), column("tktrash_1_note", 2), column("total", 3)))
    others = [Table(schema=None, name=name, columns=(column("id", 1),)) for name in (*JOURNAL_TABLES, "tktrash_2_old")]
    seen = without_our_own(Catalog(backend="mysql", server_version="9", tables=(kept, *others)))
    assert [table.name for table in seen.tables] == ["orders"]
    assert [(found.name, found.position) for found in seen.tables[0].columns] == [("id", 1), ("total", 2)]


def test_types_in_the_trash_are_left_out() -> None:
    names = ("money", "tktrash_1_money")
    made = Catalog(
        backend="postgresql",
        server_version="15",
        composites=tuple(CompositeType(schema=None, name=name, definition="(a integer)") for name in names),
        domains=tuple(Domain(schema=None, name=name, type="integer", nullable=True) for name in names),
    )
    seen = without_our_own(made)
    assert [one.name for one in seen.composites] == ["money"]
    assert [one.name for one in seen.domains] == ["money"]


def test_the_users_own_names_are_seen() -> None:
    assert not any(map(is_our_own, ("tk_users", "trash", "runs", None, "tk")))
    assert "tk_lease" in OWN_TABLES
