from __future__ import annotations

import pytest

from toolkit.backends.sql.lasting import is_lost_with_session, outlives_transaction


@pytest.mark.parametrize(
    ("sql", "told"),
    [
        ("CREATE TEMPORARY TABLE t (a INT)", True),
        ("create temp table t as select 1", True),
        ("CREATE LOCAL TEMPORARY TABLE t (a INT)", True),
        ("CREATE OR REPLACE TEMPORARY TABLE t (a INT)", True),
        ("SELECT a INTO TEMP t FROM b", True),
        ("SET @n = (SELECT MAX(a) FROM b)", True),
        ("SET @n := 1, @m := (SELECT 1)", True),
        ("SET @n = 1", False),
        ("SET @@session.sql_mode = ''", False),
        ("SET SESSION lock_wait_timeout = 1", False),
        ("CREATE TABLE temporary (a INT)", False),
        ("LOCK TABLES a WRITE", False),
    ],
)
def test_what_rows_were_read_for(sql: str, told: bool) -> None:
    assert is_lost_with_session(sql, "mysql") is told


@pytest.mark.parametrize(
    ("sql", "told"),
    [
        ("SET lock_timeout = '4s'", True),
        ("set session search_path to a, b", True),
        ("SET /* now */ ROLE app", True),
        ("RESET ALL", True),
        ("SET LOCAL lock_timeout = '4s'", False),
        ("SET TRANSACTION ISOLATION LEVEL SERIALIZABLE", False),
        ("SET CONSTRAINTS ALL DEFERRED", False),
        ("LOCK TABLE a", False),
        ("DECLARE c CURSOR FOR SELECT 1", False),
    ],
)
def test_what_stays_when_a_transaction_is_committed(sql: str, told: bool) -> None:
    assert outlives_transaction(sql, "postgresql") is told
