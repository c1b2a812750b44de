"""Tables of PostgreSQL; whether the server takes all this is shown by tests/autogenerate/test_writing.py."""

from __future__ import annotations

import pytest

from tests.backends.alterations.writing import written
from tests.catalog.made import catalog, column, table
from toolkit.backends.alterations.base import Unwritable
from toolkit.backends.alterations.postgresql import PostgreSQLAlterations
from toolkit.catalog.alterations import Alteration
from toolkit.catalog.members import Index, IndexPart, Unique

WRITER = PostgreSQLAlterations()


def test_what_goes_goes_before_what_comes() -> None:
    before = table("t", column("a"), column("b"), uniques=(Unique(name="u", columns=("b",)),))
    after = table("t", column("a"), column("c"), indexes=(Index(name="i", parts=(IndexPart(column="c"),)),))
    assert list(written(WRITER, before, after)) == [
        "ALTER TABLE t DROP CONSTRAINT u",
        "ALTER TABLE t DROP COLUMN b",
        "ALTER TABLE t ADD COLUMN c integer",
        "CREATE INDEX i ON t (c)",
    ]


def test_a_generated_column_is_made_anew_with_its_index() -> None:
    index = Index(name="i", parts=(IndexPart(column="c"),))
    sides = [
        table("t", column("a"), column("c", computed=text, computed_stored=True), indexes=(index,))
        for text in ("a + 1", "a + 2")
    ]
    assert list(written(WRITER, *sides)) == [
        "ALTER TABLE t DROP COLUMN c",
        "ALTER TABLE t ADD COLUMN c integer GENERATED ALWAYS AS (a + 2) STORED",
        "CREATE INDEX i ON t (c)",
    ]


@pytest.mark.parametrize(
    ("option", "value", "there", "back"),
    [
        ("fillfactor", "70", "SET (fillfactor = 70)", "RESET (fillfactor)"),
        ("unlogged", "true", "SET UNLOGGED", "SET LOGGED"),
        ("row security", "true", "ENABLE ROW LEVEL SECURITY", "DISABLE ROW LEVEL SECURITY"),
        ("replica identity", "FULL", "REPLICA IDENTITY FULL", "REPLICA IDENTITY DEFAULT"),
        ("clustered on", "i", "CLUSTER ON i", "SET WITHOUT CLUSTER"),
    ],
)
def test_options(option: str, value: str, there: str, back: str) -> None:
    plain, special = table("t"), table("t", options=((option, value),))
    assert list(written(WRITER, plain, special)) == [f"ALTER TABLE t {there}"]
    assert list(written(WRITER, special, plain)) == [f"ALTER TABLE t {back}"]


def test_a_policy() -> None:
    special = table("t", options=(("policy mine", "PERMISSIVE SELECT TO PUBLIC USING (true)"),))
    assert list(written(WRITER, table("t"), special)) == [
        "CREATE POLICY mine ON t AS PERMISSIVE FOR SELECT TO PUBLIC USING (true)"
    ]
    assert list(written(WRITER, special, table("t"))) == ["DROP POLICY mine ON t"]


def test_what_no_statement_does() -> None:
    with pytest.raises(Unwritable, match="partitioned afterwards"):
        written(WRITER, table("t"), table("t", partitioning="PARTITION BY RANGE (id)"))
    with pytest.raises(Unwritable):
        written(WRITER, table("t"), table("t", options=(("of type", "x"),)))


def test_a_whole_table_with_its_comments() -> None:
    one = table("t", column("id", nullable=False, comment="it's"), comment="all", options=(("unlogged", "true"),))
    made = WRITER.alone(Alteration(kind="table", schema=None, owner=None, name="t", after=one), catalog())
    assert list(made) == [
        "CREATE UNLOGGED TABLE t (\n    id integer NOT NULL\n)",
        "COMMENT ON TABLE t IS 'all'",
        "COMMENT ON COLUMN t.id IS 'it''s'",
    ]
