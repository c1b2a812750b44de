from __future__ import annotations

import pytest

from toolkit.backends.catalogs.innodb.grants import Grants, _parsed


def grants(*lines: str) -> Grants:
    return Grants(lines=tuple(_parsed(lines)))


@pytest.mark.parametrize(
    ("line", "allowed"),
    [
        ("GRANT ALL PRIVILEGES ON *.* TO `u`@`%` WITH GRANT OPTION", True),
        ("GRANT SELECT, TRIGGER ON *.* TO `u`@`%`", True),
        ("GRANT SELECT, TRIGGER ON `shop`.* TO `u`@`%`", True),
        ("GRANT TRIGGER ON `sh%`.* TO `u`@`%`", True),
        ("GRANT TRIGGER ON `sho_`.* TO `u`@`%`", True),
        (r"GRANT TRIGGER ON `sho\_`.* TO `u`@`%`", False),
        ("GRANT SELECT ON `shop`.* TO `u`@`%`", False),
        ("GRANT TRIGGER ON `other`.* TO `u`@`%`", False),
        ("GRANT TRIGGER ON `shop`.`t` TO `u`@`%`", False),
        ("GRANT SELECT (`TRIGGER`, `b`), TRIGGER ON `shop`.`t` TO `u`@`%`", False),
        ("GRANT EXECUTE ON FUNCTION `shop`.`f` TO `u`@`%`", False),
        ("GRANT `a role`@`%` TO `u`@`%`", False),
        ("GRANT USAGE ON *.* TO `u`@`%` IDENTIFIED BY PASSWORD '*0'", False),
    ],
)
def test_a_privilege_on_a_database(line: str, allowed: bool) -> None:
    assert grants(line).allow(("TRIGGER",), "shop") is allowed


def test_partial_revokes() -> None:
    some = grants("GRANT TRIGGER ON *.* TO `u`@`%`", r"REVOKE TRIGGER ON `shop`.* FROM `u`@`%`")
    assert not some.allow(("TRIGGER",), "shop")
    assert some.allow(("TRIGGER",), "other")


def test_everywhere() -> None:
    assert grants("GRANT SELECT ON *.* TO `u`@`%`").allow_everywhere("SELECT")
    assert not grants("GRANT SELECT ON `shop`.* TO `u`@`%`").allow_everywhere("SELECT")
