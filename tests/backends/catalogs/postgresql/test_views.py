"""Every facet of a view is seen, and only that."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from tests.backends.catalogs.postgresql.reading import differences, read

VIEWS = """
CREATE TABLE orders (id int, note text);
CREATE VIEW v AS SELECT id, note FROM orders WHERE id > 0;
CREATE MATERIALIZED VIEW m AS SELECT id, note FROM orders;
CREATE INDEX ix ON m (id)
"""


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ("CREATE OR REPLACE VIEW v AS SELECT id, note FROM orders WHERE id > 1", {"view v definition"}),
        (
            "CREATE OR REPLACE VIEW v AS SELECT id, note, 1 AS x FROM orders WHERE id > 0",
            {"view v definition", "view v columns"},
        ),
        ("ALTER VIEW v RENAME COLUMN note TO notes", {"view v definition", "view v columns"}),
        ("ALTER VIEW v SET (security_barrier)", {"view v options"}),
        ("ALTER VIEW v SET (security_invoker)", {"view v options"}),
        ("ALTER VIEW v SET (check_option = local)", {"view v options"}),
        ("ALTER VIEW v ALTER note SET DEFAULT 'x'", {"view v options"}),
        ("COMMENT ON COLUMN v.note IS 'x'", {"view v options"}),
        ("CREATE RULE quiet AS ON INSERT TO v DO INSTEAD NOTHING", {"view v options"}),
        ("COMMENT ON VIEW v IS 'x'", {"view v comment"}),
        ("DROP VIEW v", {"- view v"}),
        ("ALTER VIEW v RENAME TO w", {"- view v", "+ view w"}),
        ("ALTER VIEW v SET SCHEMA other", {"- view v", "+ view other.v"}),
        (
            "DROP VIEW v; CREATE MATERIALIZED VIEW v AS SELECT id, note FROM orders WHERE id > 0",
            {"view v materialized"},
        ),
        ("REFRESH MATERIALIZED VIEW m WITH NO DATA", {"view m populated"}),
        ("ALTER MATERIALIZED VIEW m SET (fillfactor = 70)", {"view m options"}),
        ("ALTER MATERIALIZED VIEW m ALTER note SET STORAGE EXTERNAL", {"view m options"}),
        ("ALTER MATERIALIZED VIEW m ALTER note SET STATISTICS 500", {"view m options"}),
        ("COMMENT ON MATERIALIZED VIEW m IS 'x'", {"view m comment"}),
        ("DROP INDEX ix", {"- index m.ix"}),
        ("CREATE UNIQUE INDEX ux ON m (id)", {"+ index m.ux"}),
        ("REFRESH MATERIALIZED VIEW m", set()),
    ],
)
def test_a_facet(connection: sa.Connection, change: str, expected: set[str]) -> None:
    assert differences(connection, VIEWS, change) == expected


def test_names_of_the_default_schema_are_not_told(connection: sa.Connection) -> None:
    first, _ = read(connection, VIEWS, "CREATE VIEW other.w AS SELECT id FROM orders", "DROP VIEW v").views
    assert "public" not in first.definition
    assert first.columns == (("id", "integer"), ("note", "text"))
