"""Which statements share a transaction."""

from __future__ import annotations

import pytest

from tests.preflight.builders import revision, statement
from toolkit.planning.transactions import in_transactions, is_transactional

ADD, ALONE = "ALTER TABLE orders ADD COLUMN note text", "CREATE INDEX CONCURRENTLY i ON orders (id)"


def numbers(backend: str, *texts: list[str], is_one: bool) -> list[list[int | None]]:
    revisions = [
        revision(*(statement(sql, number=place) for place, sql in enumerate(sent)), name=str(number))
        for number, sent in enumerate(texts)
    ]
    found = in_transactions(revisions, backend, is_one=is_one)
    return [[statement.transaction for statement in one.statements] for one in found]


def test_transactions_hold_definitions_on_some() -> None:
    backends = ("postgresql", "sqlite", "mysql", "mariadb", "oracle")
    assert [is_transactional(name) for name in backends] == [True, True, False, False, False]


@pytest.mark.parametrize(("is_one", "second"), [(True, 1), (False, 2)])
def test_one_for_all_revisions_or_for_each(is_one: bool, second: int) -> None:
    assert numbers("postgresql", [ADD, ADD], [ADD], is_one=is_one) == [[1, 1], [second]]


def test_none_where_a_definition_commits() -> None:
    assert numbers("mysql", [ADD, ADD], is_one=False) == [[None, None]]


def test_what_stands_alone_ends_the_one_before() -> None:
    assert numbers("postgresql", [ADD, ALONE, ADD], [ADD], is_one=True) == [[1, None, 2], [2]]


def test_nothing() -> None:
    assert numbers("sqlite", is_one=True) == []
    assert numbers("sqlite", [], [ADD], is_one=False) == [[], [2]]
