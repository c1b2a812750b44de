from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.pool.project import APPLICATION, DATABASE, write
from toolkit.errors import SettingInvalid
from toolkit.forecast import DeclaredPool
from toolkit.pool.declared import Declaration, declarations


def declared(table: dict[str, Any], directory: Path) -> DeclaredPool:
    (found,) = declarations({"web": table}, directory)
    return found.pool


def test_nothing_declared_is_nothing(tmp_path: Path) -> None:
    assert declarations({}, tmp_path) == ()


def test_the_defaults_are_those_of_sqlalchemy(tmp_path: Path) -> None:
    assert declarations({"web": {}}, tmp_path) == (
        Declaration(pool=DeclaredPool(name="web", source="[tool.tk.pools.web]")),
    )


def test_numbers(tmp_path: Path) -> None:
    table = {"processes": 4, "replicas": 2, "pool_size": 3, "max_overflow": 0, "pool_recycle": 60, "share": 1}
    found = declared(table, tmp_path)
    assert (found.demand, found.pool_recycle, found.share) == (24, 60, 1)
    assert declared({"pool_recycle": -1}, tmp_path).pool_recycle is None


def test_in_the_order_of_the_file(tmp_path: Path) -> None:
    assert [one.pool.name for one in declarations({"b": {}, "a": {}}, tmp_path)] == ["b", "a"]


def test_an_engine_is_the_base_and_what_stands_beside_it_overrules(tmp_path: Path) -> None:
    target = f"{write(tmp_path, DATABASE)}:engine"
    (found,) = declarations({"web": {"engine": target, "processes": 4, "max_overflow": 1, "user": "x"}}, tmp_path)
    assert found.pool == DeclaredPool(
        name="web",
        processes=4,
        pool_size=7,
        max_overflow=1,
        pool_timeout=11,
        pool_recycle=1800,
        pre_ping=True,
        user="x",
        source=target,
    )
    assert found.url is not None
    assert found.url.host == "db.invalid"
    assert "S3cr3t" not in repr(found)


def test_options_in_the_file_and_in_the_code(tmp_path: Path) -> None:
    inline = declared({"options": {"pool_size": 2, "pool_pre_ping": True, "echo": True}, "threads": 4}, tmp_path)
    assert (inline.pool_size, inline.pre_ping, inline.threads) == (2, True, 4)
    target = f"{write(tmp_path, DATABASE)}:Config.SQLALCHEMY_ENGINE_OPTIONS"
    for key in ("options", "engine"):
        found = declared({key: target, "max_overflow": 8}, tmp_path)
        assert (found.pool_size, found.max_overflow, found.kind) == (2, 8, "AsyncAdaptedQueuePool")
        assert found.source == target


def test_each_bind_is_a_pool(tmp_path: Path) -> None:
    target = f"{write(tmp_path, APPLICATION)}:create_app"
    web, users = declarations({"web": {"engine": target, "processes": 3}}, tmp_path)
    assert (web.pool.name, web.pool.pool_size, web.pool.processes) == ("web", 6, 3)
    assert (users.pool.name, users.pool.pool_size, users.pool.processes) == ("web.users", 2, 3)


@pytest.mark.parametrize(
    ("table", "said"),
    [
        ({"engine": "a:b", "options": {}}, "not both"),
        ({"options": {"pool_size": "many"}}, "`pool_size` must be"),
        ({"proceses": 1}, "no setting `proceses`"),
        ({"engine": "nonesuch_module:engine"}, "could not be loaded"),
    ],
)
def test_what_is_wrong_says_where(table: dict[str, Any], said: str, tmp_path: Path) -> None:
    with pytest.raises(SettingInvalid, match=said) as raised:
        declarations({"fine": {}, "web": table}, tmp_path)
    assert "[tool.tk.pools.web]" in raised.value.where


def test_broken_options_of_the_code(tmp_path: Path) -> None:
    target = f"{write(tmp_path, DATABASE)}:Config.BROKEN_OPTIONS"
    with pytest.raises(SettingInvalid, match="`pool_size` must be") as raised:
        declared({"options": target}, tmp_path)
    assert target in raised.value.where
