from __future__ import annotations

from toolkit.backends.catalogs.mysql.server import MySQLServer, _check


def test_a_setting_that_older_versions_lack() -> None:
    name = "show_gipk_in_create_table_and_information_schema"
    assert name not in MySQLServer().settings((8, 0, 29))
    assert MySQLServer().settings((8, 0, 30))[name] == 1
    assert name in MySQLServer().settings((9, 7, 4))


def test_which_checks_the_server_named() -> None:
    def named(name: str) -> bool:
        row = {"CONSTRAINT_NAME": name, "TABLE_NAME": "a.b", "ENFORCED": "YES"}
        return _check(row, "(`a` > 0)").named_by_server

    assert [named(name) for name in ("a.b_chk_1", "a.b_chk_12", "axb_chk_1", "a.b_chk_x", "ck")] == [
        True,
        True,
        False,
        False,
        False,
    ]
