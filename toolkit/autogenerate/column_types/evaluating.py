"""Whether the Python that was written for a type runs, and makes the same column."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import sqlalchemy
from alembic.autogenerate.api import AutogenContext
from sqlalchemy.types import TypeEngine

from toolkit.autogenerate.column_types.resolving import instance_of, quiet


def evaluated(text: str, imports: Iterable[str], context: AutogenContext) -> TypeEngine[Any] | None:
    """The type that a text makes in a revision with these imports and those it has; None where it does not run."""
    prefix = str(context.opts.get("sqlalchemy_module_prefix") or "").rstrip(".")
    names: dict[str, Any] = {prefix: sqlalchemy} if prefix else dict(vars(sqlalchemy))
    try:
        with quiet():
            for line in {*imports, *(context.imports or ())}:
                if not line.startswith("#"):
                    exec(line, names)  # noqa: S102  # what the revision will do, with modules that are loaded
            made = instance_of(eval(text, names))  # noqa: S307  # likewise
    except Exception:  # whatever it raises, it would raise in the revision
        return None
    return made if issubclass(type(made), TypeEngine) else None
