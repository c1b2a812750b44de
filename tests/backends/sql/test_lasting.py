from __future__ import annotations

import pytest

from toolkit.backends.sql.lasting import is_lost_with_session


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
