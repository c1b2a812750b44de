from __future__ import annotations

from dataclasses import replace

import pytest

from tests.backends.trash.innodb.desk import Desk
from toolkit.backends.trash.innodb.session import Session, session_of

PLAIN = Session(
    is_mariadb=False, database="d", user="u@%", sql_mode="STRICT_ALL_TABLES", time_zone="SYSTEM", checks_foreign_keys=True,
    character_set="utf8mb4", collation="utf8mb4_bin",
)  # fmt: skip


def test_it_is_read_as_it_is(desk: Desk) -> None:
    desk.run("SET SESSION sql_mode = 'ANSI_QUOTES,STRICT_ALL_TABLES', time_zone = '+02:00', foreign_key_checks = 0")
    session = session_of(desk.connection)
    assert (session.is_mariadb, session.database) == (desk.is_mariadb, desk.value("SELECT DATABASE()"))
    assert set(session.modes) == {"ANSI_QUOTES", "STRICT_ALL_TABLES"}
    assert (session.time_zone, session.checks_foreign_keys) == ("+02:00", False)


@pytest.mark.parametrize(
    "definition", ["int", "timestamp NOT NULL DEFAULT CURRENT_TIMESTAMP", "varchar(9) DEFAULT 'a'"]
)
def test_nothing_is_set_without_need(definition: str) -> None:
    assert PLAIN.wanted(definition) == {}
    assert PLAIN.under({}, "ALTER TABLE t") == ("ALTER TABLE t",)


def test_what_a_mode_would_change() -> None:
    strict = replace(PLAIN, sql_mode="NO_BACKSLASH_ESCAPES,STRICT_ALL_TABLES,NO_ZERO_DATE")
    assert strict.wanted("varchar(9) DEFAULT 'a\\\\b'") == {"sql_mode": "'STRICT_ALL_TABLES,NO_ZERO_DATE'"}
    assert strict.wanted("date DEFAULT '0000-00-00'") == {"sql_mode": "'NO_BACKSLASH_ESCAPES,STRICT_ALL_TABLES'"}
    assert strict.wanted("int", ["date DEFAULT '0000-00-00'"]) == strict.wanted("date DEFAULT '0000-00-00'")


def test_whether_a_zero_is_a_value() -> None:
    assert PLAIN.wanted("int", keeps_zeros=False) == {}
    assert PLAIN.wanted("int", keeps_zeros=True) == {"sql_mode": "'STRICT_ALL_TABLES,NO_AUTO_VALUE_ON_ZERO'"}
    keeping = replace(PLAIN, sql_mode="NO_AUTO_VALUE_ON_ZERO")
    assert keeping.wanted("int", keeps_zeros=False) == {"sql_mode": "''"}
    assert keeping.wanted("int", keeps_zeros=True) == {}


def test_a_point_in_time_is_told_in_utc() -> None:
    definition = "timestamp NULL DEFAULT '2020-01-02 03:04:05'"
    assert PLAIN.wanted(definition) == {"time_zone": "'+00:00'"}
    assert replace(PLAIN, time_zone="+00:00").wanted(definition) == {}


def test_settings_are_put_back() -> None:
    assert PLAIN.under({"foreign_key_checks": "0", "time_zone": "'+00:00'"}, "ALTER") == (
        "SET SESSION foreign_key_checks = 0, time_zone = '+00:00'",
        "ALTER",
        "SET SESSION foreign_key_checks = 1, time_zone = 'SYSTEM'",
    )


def test_mariadb_sets_them_for_one_statement_where_it_can() -> None:
    session = replace(PLAIN, is_mariadb=True)
    assert session.under({"foreign_key_checks": "0"}, "ALTER") == ("SET STATEMENT foreign_key_checks = 0 FOR ALTER",)
    assert session.under({"sql_mode": "'STRICT_ALL_TABLES,NO_AUTO_VALUE_ON_ZERO'"}, "ALTER") == (
        "SET STATEMENT sql_mode = 'STRICT_ALL_TABLES,NO_AUTO_VALUE_ON_ZERO' FOR ALTER",
    )
    # A mode that decides how the statement is read.
    assert len(session.under({"sql_mode": "'ANSI_QUOTES'"}, "ALTER")) == 3
    assert len(session.under({"character_set_client": "latin1"}, "ALTER")) == 3
