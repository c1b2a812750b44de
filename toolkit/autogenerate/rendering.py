"""How types are rendered where Alembic's rendering gives a file that does not run."""

from __future__ import annotations

from collections.abc import Callable, MutableMapping
from typing import Any

from alembic.autogenerate.api import AutogenContext
from sqlalchemy import Enum

Render = Callable[[str, Any, AutogenContext], Any]


def with_types_of_server(options: MutableMapping[str, Any], backend: str) -> None:
    """Ask the project's own ``render_item`` first, then ours."""
    theirs: Render | None = options.get("render_item")
    if getattr(theirs, "is_of_toolkit", False):
        return

    def render(kind: str, value: Any, context: AutogenContext) -> Any:
        rendered = theirs(kind, value, context) if theirs is not None else False
        if rendered is False and kind == "type" and backend == "postgresql":
            return _enum(value, context)
        return rendered

    render.is_of_toolkit = True  # type: ignore[attr-defined]  # a mark, for the next database of the same env.py
    options["render_item"] = render


def _enum(value: Any, context: AutogenContext) -> str | bool:
    """A type of its own is made and dropped by statements of its own, not by each table that uses it."""
    if not isinstance(value, Enum) or not getattr(value, "native_enum", True) or not value.name:
        return False
    context.imports.add("from sqlalchemy.dialects import postgresql")
    said = [*map(repr, value.enums), f"name={str(value.name)!r}"]
    said += [f"schema={value.schema!r}"] if value.schema else []
    return f"postgresql.ENUM({', '.join(said)}, create_type=False)"
