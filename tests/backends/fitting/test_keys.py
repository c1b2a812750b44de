from __future__ import annotations

from dataclasses import replace

from toolkit.backends.fitting.keys import keys_of, plain_columns
from toolkit.catalog.members import Column, Index, IndexPart, PrimaryKey, Unique
from toolkit.catalog.values import Table

A = Column(name="a", position=1, type="text", nullable=True, charset="utf8mb4", collation="utf8mb4_bin")
B = Column(name="b(5) DESC", position=2, type="longblob", nullable=True)
TABLE = Table(schema=None, name="t", columns=(A, B))


def test_a_key_has_the_columns_as_it_compares_them() -> None:
    parts = (
        IndexPart(column="a", prefix=3),
        IndexPart(column=B.name, prefix=4),
        IndexPart(column=None, expression="x"),
    )
    [key] = keys_of(replace(TABLE, indexes=(Index(name="i", unique=True, parts=parts, predicate="a > 1"),)))
    assert key.columns == (replace(A, type="varchar(3)"), replace(B, type="varbinary(4)"))
    assert key.expressions == ("x",)
    assert key.where == "a > 1"
    assert key.prefixes == (("a", 3), (B.name, 4))


def test_the_readers_spell_columns_of_keys() -> None:
    spelled = ("a(7) DESC", B.name)
    [key] = keys_of(replace(TABLE, primary_key=PrimaryKey(name=None, columns=spelled)))
    assert key.columns == (replace(A, type="varchar(7)"), B)
    [key] = keys_of(replace(TABLE, uniques=(Unique(name="u", columns=("a COLLATE NOCASE",), nulls_not_distinct=True),)))
    assert key.columns == (replace(A, collation="NOCASE"),)
    assert key.nulls_are_equal


def test_what_cannot_be_told_is_no_key() -> None:
    strange = PrimaryKey(name=None, columns=("lower(a)",))
    assert keys_of(replace(TABLE, primary_key=strange)) == []
    assert plain_columns(strange, TABLE) == ()
    assert plain_columns(PrimaryKey(name=None, columns=("a(3) DESC", B.name)), TABLE) == ("a", B.name)
    assert keys_of(replace(TABLE, indexes=(Index(name="i", parts=(IndexPart(column="a"),)),))) == []


def test_two_keys_may_ask_for_the_same() -> None:
    def demand(*columns: str, **said: bool) -> object:
        return keys_of(replace(TABLE, uniques=(Unique(name="u", columns=columns, **said),)))[0].demand

    assert demand("a", B.name) == demand(B.name, "a")
    assert demand("a") != demand("a(3)")
    assert demand("a") != demand("a COLLATE NOCASE")
    assert demand("a") != demand("a", nulls_not_distinct=True)
