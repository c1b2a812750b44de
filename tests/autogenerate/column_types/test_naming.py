"""Names that a revision can import."""

from __future__ import annotations

from typing import Any

import pytest
import sqlalchemy_utils
from sqlalchemy_utils.types.bit import BitType

from tests.autogenerate.column_types.kinds import Level, Money
from toolkit.autogenerate.column_types.naming import is_of_library, name_of


class Local:
    """Of this module, which pytest imports by its name."""


def inner() -> type:
    class Hidden:
        pass

    return Hidden


@pytest.mark.parametrize(
    ("value", "name", "imported"),
    [
        (sqlalchemy_utils.UUIDType, "sqlalchemy_utils.UUIDType", "sqlalchemy_utils"),
        (BitType, "sqlalchemy_utils.types.bit.BitType", "sqlalchemy_utils.types.bit"),
        (Level.high, "tests.autogenerate.column_types.kinds.Level.high", "tests.autogenerate.column_types.kinds"),
        (inner, f"{__name__}.inner", __name__),
        (int, "int", None),
    ],
)
def test_names(value: Any, name: str, imported: str | None) -> None:
    imports: set[str] = set()
    assert name_of(value, imports) == name
    assert imports == ({f"import {imported}"} if imported else set())


@pytest.mark.parametrize("value", [inner(), lambda: 1, object(), 3, Local()])
def test_what_has_no_name(value: Any) -> None:
    assert name_of(value, set()) is None


def test_a_module_that_is_not_found(monkeypatch: pytest.MonkeyPatch) -> None:
    """As env.py, which nobody can import."""
    monkeypatch.setattr(Local, "__module__", "env_py")
    assert name_of(Local, set()) is None
    assert not is_of_library(Local)


def test_what_is_installed() -> None:
    assert is_of_library(BitType)
    assert not is_of_library(Money)
