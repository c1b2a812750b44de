from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import sqlalchemy as sa

from toolkit.autogenerate.rendering import with_types_of_server
from toolkit.backends.alterations.register import alterations_of


def rendered(options: dict[str, Any], kind: str, value: Any) -> tuple[Any, set[str]]:
    context: Any = SimpleNamespace(imports=set())
    return options["render_item"](kind, value, context), context.imports


def options_with(backend: str, **options: Any) -> dict[str, Any]:
    writer = alterations_of(backend)
    assert writer is not None
    with_types_of_server(options, writer)
    return options


def test_an_enumerated_type_is_not_made_by_each_table_that_uses_it() -> None:
    options = options_with("postgresql")
    text = "postgresql.ENUM('a', 'b', name='m', schema='s', create_type=False)"
    imports = {"from sqlalchemy.dialects import postgresql"}
    assert rendered(options, "type", sa.Enum("a", "b", name="m", schema="s")) == (text, imports)
    assert rendered(options, "type", sa.Enum("a", name="m", native_enum=False)) == (False, set())
    assert rendered(options, "type", sa.Integer()) == (False, set())
    assert rendered(options, "column", sa.Column("a")) == (False, set())


def test_the_projects_own_rendering_comes_first() -> None:
    options = options_with("postgresql", render_item=lambda kind, value, context: "mine()")
    assert rendered(options, "type", sa.Enum("a", name="m")) == ("mine()", set())


def test_elsewhere_alembic_renders() -> None:
    assert rendered(options_with("sqlite"), "type", sa.Enum("a", name="m")) == (False, set())
