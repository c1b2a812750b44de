"""Every facet of a trigger is seen, and only that."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from tests.backends.catalogs.postgresql.reading import differences, read, since

ORDERS = """
CREATE TABLE orders (id int PRIMARY KEY, note text); CREATE TABLE lines (id int REFERENCES orders);
CREATE VIEW v AS SELECT * FROM orders;
CREATE FUNCTION noted() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NULL; END $$;
CREATE FUNCTION other.noted() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NULL; END $$;
CREATE TRIGGER audit AFTER UPDATE ON orders FOR EACH ROW EXECUTE FUNCTION noted()
"""


@pytest.mark.parametrize(
    "definition",
    [
        "BEFORE UPDATE ON orders FOR EACH ROW EXECUTE FUNCTION noted()",
        "AFTER UPDATE OR INSERT ON orders FOR EACH ROW EXECUTE FUNCTION noted()",
        "AFTER UPDATE OF note ON orders FOR EACH ROW EXECUTE FUNCTION noted()",
        "AFTER UPDATE ON orders FOR EACH STATEMENT EXECUTE FUNCTION noted()",
        "AFTER UPDATE ON orders FOR EACH ROW WHEN (old.id > 1) EXECUTE FUNCTION noted()",
        "AFTER UPDATE ON orders FOR EACH ROW EXECUTE FUNCTION noted('x')",
        "AFTER UPDATE ON orders FOR EACH ROW EXECUTE FUNCTION other.noted()",
        "AFTER UPDATE ON orders REFERENCING NEW TABLE AS fresh FOR EACH ROW EXECUTE FUNCTION noted()",
    ],
)
def test_a_definition(connection: sa.Connection, definition: str) -> None:
    change = f"DROP TRIGGER audit ON orders; CREATE TRIGGER audit {definition}"
    assert differences(connection, ORDERS, change) == {"trigger orders.audit definition"}


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ("ALTER TABLE orders DISABLE TRIGGER audit", {"trigger orders.audit enabled"}),
        ("ALTER TABLE orders ENABLE REPLICA TRIGGER audit", {"trigger orders.audit enabled"}),
        ("ALTER TABLE orders ENABLE ALWAYS TRIGGER audit", {"trigger orders.audit enabled"}),
        ("COMMENT ON TRIGGER audit ON orders IS 'x'", {"trigger orders.audit comment"}),
        ("DROP TRIGGER audit ON orders", {"- trigger orders.audit"}),
        ("ALTER TRIGGER audit ON orders RENAME TO audited", {"- trigger orders.audit", "+ trigger orders.audited"}),
        (
            "CREATE TRIGGER audit INSTEAD OF DELETE ON v FOR EACH ROW EXECUTE FUNCTION noted()",
            {"+ trigger v.audit"},
        ),
        (
            "CREATE CONSTRAINT TRIGGER late AFTER DELETE ON orders DEFERRABLE FOR EACH ROW EXECUTE FUNCTION noted()",
            {"+ trigger orders.late"},
        ),
    ],
)
def test_a_facet(connection: sa.Connection, change: str, expected: set[str]) -> None:
    assert differences(connection, ORDERS, change) == expected


def test_how_it_is_told(connection: sa.Connection) -> None:
    (trigger,) = read(connection, ORDERS).triggers
    assert trigger.definition == "CREATE TRIGGER audit AFTER UPDATE ON orders FOR EACH ROW EXECUTE FUNCTION noted()"
    assert (trigger.table, trigger.enabled) == ("orders", None)


def test_copies_on_partitions_are_told_where_they_differ(connection: sa.Connection) -> None:
    since(connection, 13)
    setup = """CREATE TABLE orders (id int) PARTITION BY LIST (id); CREATE TABLE one PARTITION OF orders FOR VALUES IN (1);
    CREATE FUNCTION noted() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NULL; END $$;
    CREATE TRIGGER audit AFTER UPDATE ON orders FOR EACH ROW EXECUTE FUNCTION noted()"""
    assert [trigger.table for trigger in read(connection, setup).triggers] == ["orders"]
    assert differences(connection, "SELECT 1", "ALTER TABLE one DISABLE TRIGGER audit") == {"+ trigger one.audit"}
