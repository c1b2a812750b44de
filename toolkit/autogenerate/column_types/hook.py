"""How the types come into a revision: behind the project's own ``render_item``, whose answer wins."""

from __future__ import annotations

import re
from collections.abc import Callable, MutableMapping
from typing import Any

from alembic.autogenerate.api import AutogenContext
from alembic.operations.ops import MigrationScript
from alembic.runtime.migration import MigrationContext
from sqlalchemy import Column, TypeDecorator
from sqlalchemy.types import TypeEngine

from toolkit.autogenerate.column_types.expressions import Unwritable
from toolkit.autogenerate.column_types.holding import refuse_what_cannot_be
from toolkit.autogenerate.column_types.implementing import Implementing
from toolkit.autogenerate.column_types.importing import imported
from toolkit.autogenerate.column_types.resolving import dialect_package, fingerprint, is_of_sqlalchemy, tree

Render = Callable[[str, Any, AutogenContext], Any]
HERE, IMPORTS = "backend", "imports"
_SIMPLE = re.compile(r"[\w(),= '-]*")
"""A type that Alembic finds again in the text of the one around it."""


def with_column_types(options: MutableMapping[str, Any], how: str | None) -> None:
    """Chain ours behind env.py's ``render_item`` and ``process_revision_directives``, once.

    ``how`` is the setting ``render_types``; None where nobody set it.
    """
    if options.get("toolkit_column_types"):
        return
    options["toolkit_column_types"] = True
    options["render_item"] = Rendering(options.get("render_item"), how)
    theirs = options.get("process_revision_directives")

    def process(context: MigrationContext, revision: Any, scripts: list[MigrationScript]) -> None:
        if theirs:
            theirs(context, revision, scripts)
        refuse_what_cannot_be(scripts, context.dialect, context.connection)

    options["process_revision_directives"] = process


class Rendering:
    """A ``render_item``: the project's, then ours."""

    def __init__(self, theirs: Render | None, how: str | None) -> None:
        self._theirs, self._how = theirs, how
        self._column, self._doubt = "", ""
        self._writing: Implementing | None = None
        self._known: dict[Any, tuple[Any, list[str], str, TypeEngine[Any]]] = {}
        """By what a type is made of; the type is kept, since parts of it are known by their identity."""

    def __call__(self, item: str, value: Any, context: AutogenContext) -> Any:
        """What Alembic calls for each thing that it writes; False where it may write it itself."""
        before = set(context.imports)
        if self._theirs is not None and (said := self._theirs(item, value, context)) is not False:
            return said
        if item == "column" and isinstance(value, Column):
            self._column = ".".join(str(one.name) for one in (getattr(value, "table", None), value) if one is not None)
        if item != "type" or not isinstance(value, TypeEngine) or self._is_alembics(value, context):
            return False
        text = self._type(value, context)
        if text is not False:
            # Theirs may have made room for the type as Alembic writes it, which it no longer is.
            context.imports.difference_update([line for line in context.imports - before if not is_used(line, text)])
        return text

    def _is_alembics(self, kind: TypeEngine[Any], context: AutogenContext) -> bool:
        if self._how is None and context.opts.get("user_module_prefix") is not None:
            # env.py says how types are written that are not SQLAlchemy's.
            return not is_of_sqlalchemy(type(kind))
        whole = list(tree(kind))
        if not all(is_of_sqlalchemy(type(one)) and not isinstance(one, TypeDecorator) for one in whole):
            return False
        # What is inside of another dialect's type Alembic writes without its prefix.
        packages = {dialect_package(type(one)) for one in whole} - {None, context.migration_context.dialect.name}
        return len(whole) == 1 or (not packages and all(map(_is_simple, whole[1:])))

    def _type(self, kind: TypeEngine[Any], context: AutogenContext) -> Any:
        if self._writing is not None:
            # Inside of another type, which looks after imports and variants.
            found = self._imported(kind, self._writing) if self._how == IMPORTS else None
            return found or self._writing.on(kind, self._writing.place)
        key = fingerprint(kind)
        known = self._known.get(key)
        if known is None:
            known = self._known[key] = (*self._written(kind, context), kind)
        text, imports, doubt, _ = known
        context.imports.update(imports)
        if doubt:
            context.imports.add(f"# {self._column or 'A column'} is a {doubt}")
        return text

    def _written(self, kind: TypeEngine[Any], context: AutogenContext) -> tuple[Any, list[str], str]:
        """The text, False where there is none; the imports that it needs; why it is not what was asked for."""
        # Whoever has been put before or behind us is asked for what is inside.
        writing = Implementing(
            context=context,
            ask=lambda one: context.opts["render_item"]("type", one, context),
            is_for_all=self._how != HERE,
        )
        self._writing, self._doubt = writing, ""
        try:
            text = (self._imported(kind, writing) if self._how == IMPORTS else None) or writing.written(kind)
        finally:
            self._writing = None
        return text or False, [line for line in writing.words.imports if is_used(line, text or "")], self._doubt

    def _imported(self, kind: TypeEngine[Any], writing: Implementing) -> str | None:
        """The class itself; where that does not do, None and a line in the revision that says so."""
        try:
            return imported(kind, writing.words_with_names, writing.context, writing.places)
        except Unwritable as trouble:
            name = f"{type(kind).__module__}.{type(kind).__qualname__}"
            self._doubt = self._doubt or f"{name}, written as its implementation: {trouble}."
            return None


def _is_simple(kind: TypeEngine[Any]) -> bool:
    return _SIMPLE.fullmatch(repr(kind)) is not None


def is_used(line: str, text: str) -> bool:
    """Whether a line among the imports is a comment, or imports what a text names."""
    return line.startswith("#") or f"{line.rsplit(maxsplit=1)[-1]}." in text
