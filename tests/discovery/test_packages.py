"""Which packages are imported whole."""

from __future__ import annotations

from pathlib import Path

import pytest

from toolkit.discovery.files import SourceFile
from toolkit.discovery.packages import patterns


def source(module: str) -> SourceFile:
    """A module whose name ends with a slash is a package."""
    name = module.removesuffix("/")
    path = Path(*name.split(".")) / "__init__.py" if module.endswith("/") else Path(*name.split(".")).with_suffix(".py")
    return SourceFile(path=path, root=Path(), module=name)


@pytest.mark.parametrize(
    ("modules", "tables", "expected"),
    [
        ("models", "models", "models"),
        ("shop/ shop.models shop.views", "shop.models", "shop.models"),
        ("shop/ shop.models/ shop.models.user shop.views", "shop.models.user", "shop.models.*"),
        ("shop/ shop.a shop.b", "shop.a shop.b", "shop.a shop.b"),
        ("shop/ shop.a shop.b shop.c", "shop.a shop.b shop.c", "shop.*"),
        ("shop/ shop.a shop.b shop.c shop.views shop.cli", "shop.a shop.b shop.c", "shop.a shop.b shop.c"),
        (
            "shop/ shop.a shop.b shop.c shop.web/ shop.web.x shop.web.y shop.web.z",
            "shop.a shop.b shop.c",
            "shop.a shop.b shop.c",
        ),
        ("shop/ shop.models/", "shop.models", "shop.models.*"),
        ("models/ models.mixins", "", ""),
    ],
)
def test_patterns(modules: str, tables: str, expected: str) -> None:
    names = frozenset(tables.split())
    assert patterns([source(module) for module in modules.split()], names, names) == tuple(expected.split())
