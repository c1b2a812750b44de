from __future__ import annotations

import math
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.pool.project import APPLICATION, DATABASE, write
from toolkit.errors import SettingInvalid
from toolkit.pool.engines import FoundPool, read_pools

Read = Callable[..., tuple[FoundPool, ...]]


@pytest.fixture
def read(tmp_path: Path) -> Read:
    modules: dict[str, str] = {}

    def found(path: str, text: str = DATABASE, app: Any = None) -> tuple[FoundPool, ...]:
        name = modules.setdefault(text, write(tmp_path, text))
        return read_pools(f"{name}:{path}", tmp_path, "[tool.tk.pools.web] engine", app)

    return found


ENGINE = {
    "kind": "QueuePool",
    "pool_size": 7,
    "max_overflow": 3,
    "pool_timeout": 11,
    "pool_recycle": 1800,
    "pre_ping": True,
}


@pytest.mark.parametrize("path", ["engine", "Session", "Scoped", "session", "Config.engine"])
def test_an_engine_and_what_is_bound_to_it(read: Read, path: str) -> None:
    (found,) = read(path)
    assert found.values == ENGINE
    assert found.user == "shop"
    assert found.url is not None
    assert "S3cr3t" not in repr(found)


KINDS = {
    "defaults": {"kind": "QueuePool", "pool_size": 5, "max_overflow": 10, "pool_timeout": 30, "pool_recycle": -1},
    "endless": {"pool_size": 0, "max_overflow": -1},
    "unlimited": {"pool_size": 5, "max_overflow": -1},
    "patient": {"pool_timeout": math.inf},
    "null": {"kind": "NullPool", "pre_ping": False},
    "static": {"kind": "StaticPool"},
    "memory": {"kind": "SingletonThreadPool", "pool_size": 5},
    "asynchronous": {"kind": "AsyncAdaptedQueuePool", "pool_size": 4, "max_overflow": 10},
    "AsyncSession": {"kind": "AsyncAdaptedQueuePool", "pool_size": 4},
    "derived": {"kind": "QueuePool", "pool_size": 5},
    "make_engine": {"pool_size": 9},
    "Config.SQLALCHEMY_ENGINE_OPTIONS": {"pool_size": 2, "max_overflow": 1},
}


@pytest.mark.parametrize("path", KINDS)
def test_every_kind_of_pool(read: Read, path: str) -> None:
    (found,) = read(path)
    assert {key: found.values[key] for key in KINDS[path]} == KINDS[path]


WRONG = {
    "Unbound": "bound to no engine",
    "number": "of type int",
    "needs": r"takes arguments \(argument\), which tk does not have",
    "later": "a coroutine function",
    "makes_makers": "returns another function",
    "fails": "could not be read",
    "nonesuch": "could not be loaded",
}


@pytest.mark.parametrize("path", WRONG)
def test_what_has_no_engine(read: Read, path: str) -> None:
    with pytest.raises(SettingInvalid, match=WRONG[path]) as raised:
        read(path)
    error = raised.value
    assert error.where.startswith("[tool.tk.pools.web] engine")
    assert error.mend
    assert "S3cr3t" not in f"{error.what}{error.why}{error.where}{error.mend}"


def test_several_engines_by_name(read: Read) -> None:
    reading, writing = read("named")
    assert (reading.bind, reading.values["pool_size"]) == ("reading", 5)
    assert (writing.bind, writing.values["pool_size"]) == ("writing", 7)


def test_nothing_found_is_not_nothing_declared(read: Read) -> None:
    from flask import Flask

    with pytest.raises(SettingInvalid, match="has no engine"):
        read("no_engines", app=Flask("shop"))


@pytest.mark.parametrize("path", ["create_app", "app"])
def test_an_application_with_binds(read: Read, path: str) -> None:
    default, users = read(path, APPLICATION)
    assert (default.bind, default.user, default.values["pool_size"]) == (None, "shop", 6)
    assert default.values["pre_ping"] is True
    assert (users.bind, users.user, users.values["pool_size"]) == ("users", "u", 2)


def test_a_function_that_needs_something_is_told_so(read: Read) -> None:
    with pytest.raises(SettingInvalid, match=r"make takes arguments \(url, echo\), which tk does not have") as refused:
        read("make", "def make(url, echo=False): ...")
    assert refused.value.mend == "Name the engine itself, or a function that needs none."


def test_an_extension_needs_the_application(read: Read) -> None:
    with pytest.raises(SettingInvalid, match="only inside of a Flask application"):
        read("db", APPLICATION)
    with pytest.raises(SettingInvalid, match="does not use Flask-SQLAlchemy"):
        read("plain", APPLICATION)
    from flask import Flask
    from flask_sqlalchemy import SQLAlchemy

    app, extension = Flask("shop"), SQLAlchemy()
    app.config["SQLALCHEMY_DATABASE_URI"] = "sqlite:///shop.db"
    extension.init_app(app)
    text = (
        APPLICATION
        + "\nfrom flask import current_app\n\ndef current():\n    return current_app.extensions['sqlalchemy']\n"
    )
    with app.app_context():
        assert len(read("current", text)) == 1
    other = read("app.extensions", text)
    assert other[0].url is None
