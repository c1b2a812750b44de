"""How types are rendered where Alembic's rendering gives a file that does not run."""

from __future__ import annotations

from collections.abc import Callable, MutableMapping
from typing import Any

from alembic.autogenerate.api import AutogenContext

from toolkit.backends.alterations.base import Alterations

Render = Callable[[str, Any, AutogenContext], Any]


def with_types_of_server(options: MutableMapping[str, Any], writer: Alterations) -> None:
    """Ask the project's own ``render_item`` first, then the backend."""
    theirs: Render | None = options.get("render_item")

    def render(kind: str, value: Any, context: AutogenContext) -> Any:
        rendered = theirs(kind, value, context) if theirs is not None else False
        if rendered is not False or kind != "type":
            return rendered
        own = writer.rendered_type(value)
        if own is None:
            return False
        context.imports.add(own[0])
        return own[1]

    options["render_item"] = render
