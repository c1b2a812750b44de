"""CREATE INDEX, VIEW, TRIGGER and VIRTUAL TABLE as they are kept."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from toolkit.backends.catalogs.sqlite.create_other import (
    parse_index,
    trigger_tokens,
    view_tokens,
    virtual_definition,
    virtual_module,
)
from toolkit.backends.catalogs.sqlite.cursor import Unparsable
from toolkit.backends.catalogs.sqlite.tokens import Token


def joined(tokens: Sequence[Token]) -> str:
    return " ".join(token.text for token in tokens)


def test_an_index() -> None:
    index = parse_index("CREATE UNIQUE INDEX \"i x\" ON t (lower(a, ',') DESC, b COLLATE NOCASE asc, c) WHERE a > 1")
    assert [joined(part) for part in index.parts] == ["lower ( a , , )", "b COLLATE NOCASE", "c"]
    assert joined(index.predicate or ()) == "a > 1"


def test_an_index_of_all_rows() -> None:
    assert parse_index("CREATE INDEX i ON t (a)").predicate is None


@pytest.mark.parametrize(
    ("sql", "expected"),
    [
        ("CREATE VIEW v AS SELECT 1", "SELECT 1"),
        ("CREATE VIEW v (a, b) AS SELECT 1, 2", "( a , b ) AS SELECT 1 , 2"),
        ('CREATE VIEW v AS SELECT "main".t.a FROM MAIN.t', "SELECT t . a FROM t"),
        ("CREATE VIEW v AS SELECT main.a FROM t main", "SELECT main . a FROM t main"),
        ("CREATE VIEW v AS SELECT a FROM other.t", "SELECT a FROM other . t"),
    ],
)
def test_views(sql: str, expected: str) -> None:
    assert joined(view_tokens(sql, "main")) == expected


@pytest.mark.parametrize(
    ("sql", "expected"),
    [
        ("CREATE TRIGGER r INSERT ON t BEGIN SELECT 1; END", "BEFORE INSERT ON t BEGIN SELECT 1 ; END"),
        (
            "CREATE TRIGGER r AFTER UPDATE OF a ON t FOR EACH ROW WHEN 1 BEGIN SELECT 1; END",
            "AFTER UPDATE OF a ON t WHEN 1 BEGIN SELECT 1 ; END",
        ),
        (
            "CREATE TRIGGER r INSTEAD OF DELETE ON v BEGIN SELECT 'for each row'; END",
            "INSTEAD OF DELETE ON v BEGIN SELECT for each row ; END",
        ),
    ],
)
def test_triggers(sql: str, expected: str) -> None:
    assert joined(trigger_tokens(sql, "main")) == expected


def test_virtual_tables() -> None:
    one = virtual_definition("CREATE VIRTUAL TABLE f USING FTS5(title,  Body, tokenize='porter  x')")
    assert one == "fts5(title, Body, tokenize = 'porter  x')"
    assert virtual_module("CREATE VIRTUAL TABLE f USING FTS5(a)") == "fts5"
    assert virtual_definition("CREATE VIRTUAL TABLE f USING dbstat") == "dbstat"


@pytest.mark.parametrize(
    "read",
    [parse_index, virtual_definition, lambda sql: view_tokens(sql, "main"), lambda sql: trigger_tokens(sql, "main")],
)
@pytest.mark.parametrize(
    "sql", ["", "CREATE TABLE t (a)", "CREATE INDEX i", "CREATE VIRTUAL TABLE f", "CREATE VIEW", "CREATE TRIGGER"]
)
def test_what_is_something_else_is_refused(read, sql: str) -> None:
    with pytest.raises(Unparsable):
        read(sql)
