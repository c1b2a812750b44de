from __future__ import annotations

import math
from typing import Any

import pytest
from sqlalchemy.pool import NullPool

from toolkit.errors import SettingInvalid
from toolkit.pool.keys import KEYS, checked, from_options

WHERE = "[tool.tk.pools.web]"


def test_what_is_right_is_taken() -> None:
    table = {"processes": 2, "pool_timeout": 3, "pool_pre_ping": True, "poolclass": "sqlalchemy.pool.NullPool"}
    assert checked(table, WHERE) == {"processes": 2, "pool_timeout": 3.0, "pre_ping": True, "kind": "NullPool"}
    assert checked({"engine": "shop.db:engine", "options": {"a": 1}}, WHERE)["options"] == {"a": 1}


WRONG: list[tuple[str, Any]] = [
    *((name, value) for name in ("processes", "replicas", "threads") for value in (0, -1, 1.5, True, "4", None)),
    *(("pool_size", value) for value in (-1, 2.5, "5", False)),
    ("max_overflow", -2),
    *(("pool_timeout", value) for value in (-1, "30", True, math.nan)),
    ("pool_recycle", -2),
    ("pre_ping", 1),
    ("share", 1.1),
    ("share", -0.1),
    ("user", ""),
    ("kind", "Null"),
    ("poolclass", 3),
    ("engine", "shop.db"),
    ("engine", {"a": 1}),
    ("options", 3),
]


@pytest.mark.parametrize(("key", "value"), WRONG)
def test_what_is_wrong_is_told(key: str, value: Any) -> None:
    with pytest.raises(SettingInvalid) as raised:
        checked({key: value}, WHERE)
    assert raised.value.where == WHERE
    assert KEYS[key].wanted in raised.value.what
    assert key in raised.value.what
    assert raised.value.mend


@pytest.mark.parametrize(
    ("table", "mend"),
    [
        ({"proceses": 3}, "Did you mean `processes`?"),
        ({"overflow": 3}, "Did you mean `max_overflow`?"),
        ({"zzz": 3}, "The settings of a pool are: processes"),
        ({"kind": "QueuPool"}, "Did you mean QueuePool?"),
        ({"pre_ping": True, "pool_pre_ping": False}, "Remove `pool_pre_ping`."),
        (3, "Write [tool.tk.pools.web] on a line of its own"),
    ],
)
def test_what_was_meant(table: Any, mend: str) -> None:
    with pytest.raises(SettingInvalid) as raised:
        checked(table, WHERE)
    assert mend in raised.value.mend


def test_no_password_is_shown() -> None:
    with pytest.raises(SettingInvalid) as raised:
        checked({"engine": "mysql://u:S3cr3t@h/x"}, WHERE)
    assert "S3cr3t" not in f"{raised.value.what}{raised.value.why}{raised.value.mend}"


def test_options_have_much_else() -> None:
    options = {"pool_size": 3, "poolclass": NullPool, "echo": True, "connect_args": {"password": "x"}, "processes": 3}
    assert from_options(options, WHERE) == {"pool_size": 3, "kind": "NullPool"}
    assert from_options({"pool_timeout": None, "poolclass": None, "pool_size": None}, WHERE) == {
        "pool_timeout": math.inf
    }
    with pytest.raises(SettingInvalid, match="pool_size"):
        from_options({"pool_size": "many"}, WHERE)
