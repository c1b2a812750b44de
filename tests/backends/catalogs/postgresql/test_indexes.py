"""Every facet of an index is seen, and only that."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from tests.backends.catalogs.postgresql.reading import differences, read, table
from toolkit.catalog.members import Index, IndexPart

ORDERS = (
    "CREATE TABLE orders (a int, b int, note varchar(80), meta jsonb, tags int[]); CREATE INDEX ix ON orders (a, note)"
)


@pytest.mark.parametrize(
    ("definition", "facets"),
    [
        ("(note, a)", {"parts"}),
        ("(a)", {"parts"}),
        ("(a, lower(note))", {"parts"}),
        ("(a DESC, note)", {"parts"}),
        ("(a NULLS FIRST, note)", {"parts"}),
        ("(a DESC NULLS LAST, note)", {"parts"}),
        ("(a, note varchar_pattern_ops)", {"parts"}),
        ('(a, note COLLATE "C")', {"parts"}),
        ("(a, note) INCLUDE (b)", {"include"}),
        ("(a, note) WHERE a > 0", {"predicate"}),
        ("(a, note) WITH (fillfactor = 70)", {"options"}),
        ("(a, note) NULLS NOT DISTINCT", {"unique", "nulls_not_distinct"}),
        ("USING gin (meta)", {"method", "parts"}),
    ],
)
def test_a_facet(connection: sa.Connection, definition: str, facets: set[str]) -> None:
    unique = "UNIQUE" if "unique" in facets else ""
    found = differences(connection, ORDERS, f"DROP INDEX ix; CREATE {unique} INDEX ix ON orders {definition}")
    assert found == {f"index orders.ix {facet}" for facet in facets}


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ("COMMENT ON INDEX ix IS 'x'", {"index orders.ix comment"}),
        ("ALTER INDEX ix SET (fillfactor = 70)", {"index orders.ix options"}),
        ("UPDATE pg_index SET indisvalid = false WHERE indexrelid = 'ix'::regclass", {"index orders.ix valid"}),
        ("CREATE INDEX ON orders (b)", {"+ index orders.orders_b_idx"}),
        ("DROP INDEX ix", {"- index orders.ix"}),
        ("ALTER INDEX ix RENAME TO ix2", {"- index orders.ix", "+ index orders.ix2"}),
        ("ALTER TABLE orders CLUSTER ON ix", {"table orders options"}),
    ],
)
def test_a_facet_that_is_changed_in_place(connection: sa.Connection, change: str, expected: set[str]) -> None:
    assert differences(connection, ORDERS, change) == expected


def test_statistics_of_an_expression(connection: sa.Connection) -> None:
    setup = ORDERS + "; CREATE INDEX lowered ON orders (lower(note))"
    assert differences(connection, setup, "ALTER INDEX lowered ALTER 1 SET STATISTICS 500") == {
        "index orders.lowered options"
    }


@pytest.mark.parametrize(
    ("definition", "part"),
    [
        ("(note)", IndexPart(column="note")),
        ("(note varchar_ops)", IndexPart(column="note", operator_class="varchar_ops")),
        ("(note text_pattern_ops)", IndexPart(column="note", operator_class="text_pattern_ops")),
        ("USING gin (tags)", IndexPart(column="tags")),
        ("USING gin (meta jsonb_path_ops)", IndexPart(column="meta", operator_class="jsonb_path_ops")),
        (
            "USING gist (note gist_trgm_ops (siglen = 32))",
            IndexPart(column="note", operator_class="gist_trgm_ops(siglen=32)"),
        ),
        ("(a DESC)", IndexPart(column="a", descending=True)),
        ("(a DESC NULLS LAST)", IndexPart(column="a", descending=True, nulls_first=False)),
        ("(a NULLS FIRST)", IndexPart(column="a", nulls_first=True)),
        ("((a + b))", IndexPart(column=None, expression="((a + b))")),
        ("(lower(note))", IndexPart(column=None, expression="lower((note)::text)")),
        (
            '((note || note) COLLATE "C")',
            IndexPart(column=None, expression="(((note)::text || (note)::text))", collation="C"),
        ),
        ('(note COLLATE other."Ä.b")', IndexPart(column="note", collation="other.Ä.b")),
    ],
)
def test_parts(connection: sa.Connection, definition: str, part: IndexPart) -> None:
    catalog = read(
        connection,
        "CREATE EXTENSION pg_trgm",
        "CREATE COLLATION other.\"Ä.b\" (LOCALE = 'C')",
        "CREATE TABLE orders (a int, b int, note varchar(80), meta jsonb, tags int[])",
        f"CREATE INDEX ix ON orders {definition}",
    )
    assert table(catalog).indexes[0].parts == (part,)


def test_what_is_as_usual_is_not_told(connection: sa.Connection) -> None:
    (index,) = table(read(connection, ORDERS)).indexes
    assert index == Index(name="ix", parts=(IndexPart(column="a"), IndexPart(column="note")), method="btree")


def test_a_partition_says_only_what_is_its_own(connection: sa.Connection) -> None:
    catalog = read(
        connection,
        "CREATE TABLE orders (a int, b int) PARTITION BY LIST (a)",
        "CREATE TABLE one PARTITION OF orders FOR VALUES IN (1)",
        "CREATE INDEX ix ON orders (a); CREATE INDEX ix_one ON one (b); CREATE INDEX lonely ON ONLY orders (b)",
    )
    assert [index.name for index in table(catalog, "one").indexes] == ["ix_one"]
    assert [(index.name, index.valid) for index in table(catalog).indexes] == [("ix", True), ("lonely", False)]


def test_names_that_the_server_made_do_not_count(connection: sa.Connection) -> None:
    setup = "CREATE TABLE orders (a int, b int); CREATE INDEX ON orders (a); CREATE INDEX ON orders (a) WHERE b > 0"
    change = "DROP TABLE orders; CREATE TABLE orders (a int, b int); CREATE INDEX ON orders (a) WHERE b > 0; CREATE INDEX ON orders (a)"
    assert differences(connection, setup, change) == set()
