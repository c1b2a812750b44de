"""Tables: what is there, how it is partitioned, what it inherits."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from tests.backends.catalogs.postgresql.reading import differences, read, table

MEASURES = """
CREATE TABLE parent (a int); CREATE TABLE second (b int); CREATE TABLE child () INHERITS (parent);
CREATE TABLE measures (id int, at date) PARTITION BY RANGE (at);
CREATE TABLE early PARTITION OF measures FOR VALUES FROM ('2020-01-01') TO ('2021-01-01');
CREATE TABLE late PARTITION OF measures FOR VALUES FROM ('2021-01-01') TO ('2022-01-01') PARTITION BY HASH (id)
"""


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ("CREATE TABLE extra (a int)", {"+ table extra"}),
        ("CREATE TABLE other.parent (a int)", {"+ table other.parent"}),
        ("DROP TABLE second", {"- table second"}),
        ("ALTER TABLE second RENAME TO third", {"- table second", "+ table third"}),
        ("ALTER TABLE second SET SCHEMA other", {"- table second", "+ table other.second"}),
        ("COMMENT ON TABLE second IS 'x'", {"table second comment"}),
        ("ALTER TABLE child NO INHERIT parent", {"table child inherits"}),
        ("ALTER TABLE measures DETACH PARTITION early", {"table early partitioning"}),
        (
            "ALTER TABLE measures DETACH PARTITION early; ALTER TABLE measures ATTACH PARTITION early DEFAULT",
            {"table early partitioning"},
        ),
        (
            "DROP TABLE late; CREATE TABLE late PARTITION OF measures FOR VALUES FROM ('2021-01-01') TO ('2022-01-01')",
            {"table late partitioning"},
        ),
        ("CREATE TABLE later PARTITION OF measures DEFAULT", {"+ table later"}),
    ],
)
def test_a_facet(connection: sa.Connection, change: str, expected: set[str]) -> None:
    assert differences(connection, MEASURES, change) == expected


def test_partitioning_as_text(connection: sa.Connection) -> None:
    catalog = read(connection, MEASURES)
    assert table(catalog, "measures").partitioning == "PARTITION BY RANGE (at)"
    assert (
        table(catalog, "late").partitioning
        == "PARTITION OF measures FOR VALUES FROM ('2021-01-01') TO ('2022-01-01') PARTITION BY HASH (id)"
    )
    assert table(catalog, "child").inherits == ("parent",)


def test_a_partition_that_is_attached_is_like_one_that_was_made(connection: sa.Connection) -> None:
    setup = MEASURES + "; CREATE INDEX ON measures (id)"
    change = """ALTER TABLE measures DETACH PARTITION early;
    ALTER TABLE measures ATTACH PARTITION early FOR VALUES FROM ('2020-01-01') TO ('2021-01-01')"""
    assert differences(connection, setup, change) == set()


def test_what_is_temporary_is_left_out(connection: sa.Connection) -> None:
    change = "CREATE TEMPORARY TABLE second (x int); CREATE TEMPORARY VIEW v AS SELECT 1; CREATE TEMPORARY SEQUENCE s"
    assert differences(connection, MEASURES, change) == set()
