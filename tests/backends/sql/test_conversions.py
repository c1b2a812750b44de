from __future__ import annotations

import pytest

from toolkit.backends.sql.conversions import Conversion, conversions
from toolkit.backends.sql.values import Name

T = Name(name="t")


@pytest.mark.parametrize(
    ("sql", "found"),
    [
        ("ALTER TABLE t ALTER COLUMN c TYPE uuid USING c::uuid", [(T, "c", "c::uuid")]),
        ("ALTER TABLE IF EXISTS ONLY t ALTER c SET DATA TYPE int USING (c)::int", [(T, "c", "(c)::int")]),
        (
            'alter table "L".t ADD x int, alter "C" type numeric(5,2) using f("C", \',\'), ALTER d TYPE text',
            [(Name(schema="L", name="t"), "C", "f(\"C\", ',')")],
        ),
        ("ALTER TABLE t ALTER c TYPE int", []),
        ("ALTER TABLE t ALTER c SET DEFAULT 1", []),
        ("CREATE INDEX i ON t USING gist (c)", []),
    ],
)
def test_what_follows_using(sql: str, found: list[tuple[Name, str, str]]) -> None:
    assert list(conversions(sql, "postgresql")) == [Conversion(*one) for one in found]
    assert list(conversions(sql, "mysql")) == []
