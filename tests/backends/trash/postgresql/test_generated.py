from __future__ import annotations

from dataclasses import replace

import pytest

from tests.backends.trash.postgresql.desk import Desk
from toolkit.backends.sql.values import Name
from toolkit.backends.trash.postgresql.generated import bound, retyped

T = Name(name="t")


@pytest.mark.parametrize(
    ("sql", "found"),
    [
        ("ALTER TABLE t ALTER COLUMN a TYPE bigint", (T, ["a"])),
        (
            '/* x */ alter table only S."T" alter A set data type text, ALTER b TYPE int',
            (Name(schema="s", name="T"), ["a", "b"]),
        ),
        ("ALTER TABLE t ALTER COLUMN a SET NOT NULL", None),
        ("ALTER TABLE t ADD COLUMN type int", None),
        ("ALTER TYPE t ADD VALUE 'x'", None),
    ],
)
def test_what_is_given_another_type(sql: str, found: object) -> None:
    assert retyped(sql) == found


def test_it_lets_go_and_is_computed_again(desk: Desk) -> None:
    desk.run(
        'CREATE TABLE t (a int, made text COLLATE "C" GENERATED ALWAYS AS ((a + 1)::text) STORED NOT NULL, z int);',
        "CREATE INDEX i ON t (made); COMMENT ON COLUMN t.made IS 'it''s'; INSERT INTO t VALUES (1)",
    )
    alter = "ALTER TABLE t ALTER COLUMN a TYPE bigint"
    assert bound(desk.connection, alter) == []
    entry = desk.moves("t", "made")
    [one] = bound(desk.connection, alter)
    assert (one.kept, bound(desk.connection, "ALTER TABLE t ALTER z TYPE bigint")) == (entry.kept, [])
    desk.run(one.step, alter, "INSERT INTO t VALUES (7)")
    assert desk.returns(replace(entry, record={**entry.record, **one.record})).notes == ()
    assert desk.rows("SELECT a, made FROM t ORDER BY a") == [(1, "2"), (7, "8")]
    assert desk.value("SELECT attnotnull AND attgenerated = 's' FROM pg_attribute WHERE attname = 'made'")
    assert (
        desk.value("SELECT col_description('t'::regclass, attnum) FROM pg_attribute WHERE attname = 'made'") == "it's"
    )
    assert desk.value("SELECT to_regclass('i') IS NOT NULL")
