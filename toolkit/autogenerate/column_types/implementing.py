"""A type as what the database really gets of it, on every backend: free of what is not SQLAlchemy's, and checked."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import Any

from alembic.autogenerate.api import AutogenContext
from sqlalchemy import Dialect
from sqlalchemy.types import TypeEngine

from toolkit.autogenerate.column_types.evaluating import evaluated
from toolkit.autogenerate.column_types.expressions import Unwritable, Words
from toolkit.autogenerate.column_types.importing import imported
from toolkit.autogenerate.column_types.naming import is_of_library
from toolkit.autogenerate.column_types.resolving import ddl, dialect_named, dialects_beside, is_of_sqlalchemy, really

Ask = Callable[[TypeEngine[Any]], Any]
"""How the whole chain of ``render_item`` writes a type; False where it has no answer."""


@dataclass(kw_only=True)
class Implementing:
    """Writes one type."""

    context: AutogenContext
    ask: Ask
    is_for_all: bool
    """Whether what is made elsewhere counts too, or this dialect alone."""

    def __post_init__(self) -> None:
        prefix = str(self.context.opts.get("sqlalchemy_module_prefix") or "")
        self.words = Words(prefix=prefix, write=self.inside)
        self.words_with_names = replace(self.words, has_names=True)
        self.dialect: Dialect = self.context.migration_context.dialect
        self.place = self.dialect
        """Whose text is being written."""
        self.places = [self.dialect, *(dialects_beside(self.dialect) if self.is_for_all else ())]

    def written(self, kind: TypeEngine[Any]) -> str | None:
        """The text; None where no dialect can make the type."""
        places = [*self.places, *(self._named_by(kind) if self.is_for_all else ())]
        wanted = {place.name: found for place in places if (found := ddl(kind, place)) is not None}
        holders = [place for place in places if place.name in wanted]
        if not holders:
            return None
        text = self.on(kind, holders[0])
        base = self._made(text)
        variants: dict[str, list[str]] = {}
        for place in holders[1:]:
            if base is not None and ddl(base, place) != wanted[place.name]:
                variants.setdefault(self.on(kind, place), []).append(place.name)
        for variant, names in variants.items():
            text += f".with_variant({variant}, {', '.join(map(repr, names))})"
        return text

    def _named_by(self, kind: TypeEngine[Any]) -> list[Dialect]:
        """Those of other backends than ours that the models have a variant for."""
        names = set(kind._variant_mapping) - {place.name for place in self.places}
        return [place for name in sorted(names) if (place := dialect_named(name)) is not None]

    def inside(self, kind: TypeEngine[Any]) -> str:
        """A type within another one, as the elements of an array."""
        try:
            said = self.ask(kind)
            return said if isinstance(said, str) else self.on(kind, self.place)
        except Exception as error:  # a type that cannot be made on its own either
            raise Unwritable(f"{type(kind).__name__} cannot be written") from error

    def on(self, kind: TypeEngine[Any], place: Dialect) -> str:
        """The text for one dialect."""
        before, self.place = self.place, place
        try:
            return self._on(kind, place)
        finally:
            self.place = before

    def _on(self, kind: TypeEngine[Any], place: Dialect) -> str:
        """The first that makes the same column there."""
        wanted = ddl(kind, place)
        real = really(kind, place)
        for text in self._candidates(kind, real, place):
            made = self._made(text)
            if made is not None and ddl(made, place) == wanted:
                return text
        # Of what none of SQLAlchemy's classes says, the name in the database is enough to make the column.
        name = place.type_compiler_instance.process(real)
        spec = f'{{"cache_ok": True, "get_col_spec": lambda self, **kw: {name!r}}}'
        return f"type({type(real).__name__!r}, ({self.words.prefix}types.UserDefinedType,), {spec})()"

    def _candidates(self, kind: TypeEngine[Any], real: TypeEngine[Any], place: Dialect) -> Iterator[str]:
        if real is not kind and isinstance(said := self.ask(real), str):
            yield said
        yield from self.words.public(real)
        if not is_of_sqlalchemy(type(real)) and is_of_library(type(real)):
            with suppress(Unwritable):
                yield imported(real, self.words_with_names, self.context, [place])

    def _made(self, text: str) -> TypeEngine[Any] | None:
        return evaluated(text, self.words.imports, self.context)
