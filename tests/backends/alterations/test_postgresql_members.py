from __future__ import annotations

from typing import Any

import pytest

from tests.catalog.made import table
from toolkit.backends.alterations.postgresql_members import index_made, kind_of, made, removed
from toolkit.catalog.members import Check, Exclusion, ForeignKey, Index, IndexPart, PrimaryKey, Unique

TABLE = table("t", schema="s")


@pytest.mark.parametrize(
    ("member", "words"),
    [
        (PrimaryKey(name="k", columns=("a",), include=("b",)), "PRIMARY KEY (a) INCLUDE (b)"),
        (Unique(name="k", columns=("a", "B"), nulls_not_distinct=True), 'UNIQUE NULLS NOT DISTINCT (a, "B")'),
        (Unique(name="k", columns=("a WITHOUT OVERLAPS",)), "UNIQUE (a WITHOUT OVERLAPS)"),
        (Unique(name="k", columns=("a",), deferrable="DEFERRABLE"), "UNIQUE (a) DEFERRABLE"),
        (Unique(name="k", columns=("a",), options=(("fillfactor", "70"),)), "UNIQUE (a) WITH (fillfactor = 70)"),
        (Check(name="k", expression="a > 0", no_inherit=True, validated=False), "CHECK (a > 0) NO INHERIT NOT VALID"),
        (Exclusion(name="k", definition="EXCLUDE USING gist (a WITH &&)"), "EXCLUDE USING gist (a WITH &&)"),
        (
            ForeignKey(
                name="k",
                columns=("a",),
                referred_schema=None,
                referred_table="p",
                referred_columns=("id",),
                on_delete="CASCADE",
                deferrable="DEFERRABLE INITIALLY DEFERRED",
            ),
            "FOREIGN KEY (a) REFERENCES s.p (id) ON DELETE CASCADE DEFERRABLE INITIALLY DEFERRED",
        ),
    ],
)
def test_constraints(member: Any, words: str) -> None:
    assert list(made(TABLE, member)) == [f"ALTER TABLE s.t ADD CONSTRAINT k {words}"]
    assert removed(TABLE, member) == "ALTER TABLE s.t DROP CONSTRAINT k"


def test_kinds_are_those_of_alterations() -> None:
    assert kind_of(PrimaryKey(name=None, columns=())) == "primary key"
    assert kind_of(Check(name=None, expression="")) == "check"


def test_an_index_with_everything() -> None:
    parts = (
        IndexPart(column="a", descending=True, nulls_first=False, operator_class="int4_ops"),
        IndexPart(column=None, expression="lower(b)", collation="C"),
    )
    index = Index(
        name="i",
        parts=parts,
        unique=True,
        method="gist",
        include=("c",),
        predicate="a > 0",
        options=(("fillfactor", "70"),),
        comment="said",
    )
    assert list(index_made("s.t", "s", index)) == [
        (
            'CREATE UNIQUE INDEX i ON s.t USING gist (a int4_ops DESC NULLS LAST, (lower(b)) COLLATE "C") '
            "INCLUDE (c) WITH (fillfactor = 70) WHERE a > 0"
        ),
        "COMMENT ON INDEX s.i IS 'said'",
    ]
    assert removed(TABLE, index) == "DROP INDEX s.i"
