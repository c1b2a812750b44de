from __future__ import annotations

import pytest

from toolkit.backends.sql.creating import is_temporary_name, skip_condition, subject
from toolkit.backends.sql.reader import Reader


@pytest.mark.parametrize(
    ("sql", "what", "following"),
    [
        ("CREATE TABLE t", "TABLE", "T"),
        ("CREATE OR REPLACE DEFINER = 'a'@'%' SQL SECURITY DEFINER VIEW v", "VIEW", "V"),
        ("CREATE ALGORITHM = UNDEFINED DEFINER=CURRENT_USER() VIEW v", "VIEW", "V"),
        ("CREATE DEFINER=a AGGREGATE FUNCTION f", "FUNCTION", "F"),
        ("CREATE UNIQUE INDEX i", "INDEX", "I"),
        ("DROP FOREIGN TABLE t", "TABLE", "T"),
        ("CREATE", "", ""),
    ],
)
def test_subject(sql: str, what: str, following: str) -> None:
    reader = Reader(sql, "mariadb")
    assert subject(reader).what == what
    assert reader.word == following


@pytest.mark.parametrize(
    ("sql", "is_temporary"),
    [("CREATE TEMP TABLE t", True), ("CREATE LOCAL TEMPORARY VIEW v", True), ("CREATE TABLE t", False)],
)
def test_temporary(sql: str, is_temporary: bool) -> None:
    assert subject(Reader(sql, "postgresql")).is_temporary is is_temporary


@pytest.mark.parametrize(
    ("backend", "text", "expected"),
    [
        ("postgresql", "IF EXISTS pg_temp.t", True),
        ("postgresql", "ONLY pg_temp.t", True),
        ("postgresql", "temp.t", False),
        ("sqlite", "TEMP.t", True),
        ("sqlite", "temp", False),
        ("mysql", "temp.t", False),
    ],
)
def test_schemas_of_temporary_objects(backend: str, text: str, expected: bool) -> None:
    reader = Reader(text, backend)
    assert is_temporary_name(reader) is expected
    assert reader.place == 0


def test_condition() -> None:
    reader = Reader("IF NOT EXISTS IF EXISTS if", "mysql")
    assert [skip_condition(reader) for _ in range(3)] == [True, True, False]
