from __future__ import annotations

import pytest

from toolkit.backends.sql.kinds import judge
from toolkit.backends.sql.reader import Reader
from toolkit.backends.sql.values import Kind
from toolkit.backends.sql.verdict import CHANGE, DEFINITION, OPAQUE, READ, SESSION, TRANSACTION, Verdict

PLAIN = {
    "SELECT a FROM t": READ,
    "UPDATE t SET a = 1": CHANGE,
    "CREATE TABLE t (a INT)": DEFINITION,
    "CREATE TEMPORARY TABLE t (a INT)": SESSION,
    "SAVEPOINT one": TRANSACTION,
    "CALL p()": OPAQUE,
}


def test_there_is_a_plain_verdict_for_every_kind() -> None:
    assert {verdict.kind for verdict in PLAIN.values()} == set(Kind)


@pytest.mark.parametrize("backend", ["postgresql", "sqlite"])
@pytest.mark.parametrize("sql", PLAIN)
def test_what_neither_commits_nor_stands_alone(sql: str, backend: str) -> None:
    assert judge(Reader(sql, backend)) == PLAIN[sql]


@pytest.mark.parametrize("backend", ["mysql", "mariadb"])
def test_where_definitions_commit_the_verdict_is_another_one(backend: str) -> None:
    assert judge(Reader("CREATE TABLE t (a INT)", backend)) == Verdict(kind=Kind.DEFINITION, commits=True) != DEFINITION


def test_what_stands_alone_is_told_apart() -> None:
    assert judge(Reader("VACUUM t", "postgresql")) == Verdict(kind=Kind.DEFINITION, alone=True) != DEFINITION
