from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from toolkit.backends.sql.naming import names_in
from toolkit.backends.sql.reader import Reader
from toolkit.backends.sql.reading import read
from toolkit.backends.sql.values import Name


def names(text: str, backend: str) -> set[str]:
    return {f"{name.schema}.{name.name}" if name.schema else name.name for name in names_in(Reader(text, backend))}


@pytest.mark.parametrize(
    ("backend", "text", "expected"),
    [
        ("mysql", "DROP TABLE a, `b`.C", {"a", "b", "b.C"}),
        ("mysql", "GRANT SELECT ON d.t TO 'x'@localhost", {"GRANT", "d", "d.t"}),
        ("postgresql", 'ALTER TABLE S."T" DROP Col', {"s", "s.T", "col"}),
        ("postgresql", "COMMENT ON COLUMN d.s.t.c IS 'x y'", {"comment", "d", "d.s", "s.t", "t.c"}),
        ("postgresql", "CREATE INDEX i ON t ((a || 'b')) -- c", {"i", "t", "a"}),
        ("postgresql", "DO $$ x $$", {"do"}),
        ("sqlite", "ALTER TABLE [a b] RENAME TO :c", {"a b"}),
        ("mysql", "DROP TABLE a.`drop`", {"a", "a.drop"}),
        ("mysql", "ALTER TABLE a.index DROP x", {"a", "a.index", "x"}),
    ],
)
def test_names(backend: str, text: str, expected: set[str]) -> None:
    assert names(text, backend) == expected


@given(st.text(), st.sampled_from(["mysql", "postgresql", "sqlite"]))
def test_any_text_has_names_or_none(text: str, backend: str) -> None:
    assert all(isinstance(name, Name) for name in names_in(Reader(text, backend)))


def test_they_are_read_where_the_server_may_be_asked_about_them() -> None:
    assert Name(name="t") in read("DROP TABLE t", "postgresql")[0].names
    assert Name(name="p") in read("CALL p()", "mysql")[0].names
    assert Name(name="t") in read("TRUNCATE t", "mysql")[0].names
    assert read("UPDATE t SET a = 1", "mysql")[0].names == frozenset()
