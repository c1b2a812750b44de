"""A value as the Python that makes it again: types of SQLAlchemy's, with the arguments that are not the defaults."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Enum, TextClause, TypeDecorator
from sqlalchemy.types import SchemaType, TypeEngine

from toolkit.autogenerate.column_types.naming import name_of
from toolkit.autogenerate.column_types.resolving import dialect_package, instance_of, is_of_sqlalchemy, quiet

REQUIRED = inspect.Parameter.empty
BY_NAME = inspect.Parameter.KEYWORD_ONLY
"""Stands for the default of what is required too, and can only be given by its name."""
MISSING = object()
_OWN = ("builtins", "sqlalchemy.sql.elements")
"""Where the classes of values are defined whose ``repr`` is Python; those of the project may print anything."""
_OF_ENUM = {"schema": None, "native_enum": True, "create_constraint": False, "length": None}

Write = Callable[[TypeEngine[Any]], str]


class Unwritable(Exception):
    """There is no Python for a value; the text says for which."""


@dataclass(frozen=True, kw_only=True)
class Words:
    """How values are written: SQLAlchemy's prefix, types inside, and the imports that are needed so far."""

    prefix: str
    write: Write
    """For a type inside another one."""
    imports: set[str] = field(default_factory=set)
    has_names: bool = False
    """Whether classes and functions may be written by a name that is imported."""

    def public(self, kind: TypeEngine[Any]) -> Iterator[str]:
        """By the classes that SQLAlchemy offers: generic ones, then those of a dialect, the nearest first."""
        parents = [one for one in type(kind).__mro__ if issubclass(one, TypeEngine) and is_of_sqlalchemy(one)]
        if not isinstance(kind, SchemaType):
            # A driver puts its own in the place of a generic one. Those with a name in the schema are not alike.
            parents.sort(key=lambda one: dialect_package(one) is not None)
        for parent in parents:
            with suppress(Unwritable):
                package = dialect_package(parent)
                if package is not None:
                    self.imports.add(f"from sqlalchemy.dialects import {package}")
                said = self.arguments(parent, kind, is_strict=False)
                yield f"{f'{package}.' if package else self.prefix}{parent.__name__}{said}"

    def arguments(self, parent: type, kind: TypeEngine[Any], *, is_strict: bool, passes_on: bool = False) -> str:
        """``(length=20)``. Not strict, what has no Python is left out: whoever asks compares the result."""
        said = [repr(str(value)) for value in _positional(kind)]
        wanted = parameters(parent, kind, passes_on=passes_on)
        usual = _usual(parent, kind, wanted)
        for name, default in wanted.items():
            value = attribute(kind, name)
            is_needed = default is REQUIRED or default is BY_NAME
            if not is_needed and (value is MISSING or _alike(value, default) or _alike(value, attribute(usual, name))):
                continue
            try:
                text = self.value(value, name)
            except Unwritable:
                if is_strict or is_needed:
                    raise
                continue
            said.append(text if default is REQUIRED else f"{name}={text}")
        return f"({', '.join(said)})"

    def value(self, value: Any, name: str = "") -> str:
        """An argument."""
        match value:
            case None | bool() | int() | float() | bytes() | str() if type(value).__module__ in _OWN:
                return repr(str(value) if isinstance(value, str) else value)
            case list() | tuple() | dict():
                return self._container(value, name)
            case TypeEngine():
                return self.write(value)
            case TextClause():
                return f"{self.prefix}text({value.text!r})"
        return self._named(value, name)

    def _named(self, value: Any, name: str) -> str:
        found = name_of(value, self.imports) if self.has_names else None
        if found is None and isinstance(value, type) and issubclass(value, TypeEngine):
            return self.write(instance_of(value))
        if found is None:
            raise Unwritable(f"its argument `{name}` has no Python that could be written")
        return found

    def _container(self, value: Any, name: str) -> str:
        if isinstance(value, dict):
            return f"{{{', '.join(f'{self.value(key, name)}: {self.value(one, name)}' for key, one in value.items())}}}"
        inside = ", ".join(self.value(one, name) for one in value)
        if isinstance(value, tuple):
            return f"({inside},)" if len(value) == 1 else f"({inside})"
        return f"[{inside}]"


def parameters(parent: type, kind: TypeEngine[Any], *, passes_on: bool = False) -> dict[str, Any]:
    """Names and defaults of what a class is made with, those that it passes on to its parents too.

    ``passes_on``: also those that a decorator passes on to what it decorates.
    """
    found: dict[str, Any] = {}
    for one in parent.__mro__:
        init = one.__dict__.get("__init__")
        if init is None:
            continue
        said = list(inspect.signature(init).parameters.values())[1:]
        is_first = not found
        for item in said:
            default = item.default
            if default is REQUIRED:
                default = None if not is_first else BY_NAME if item.kind == item.KEYWORD_ONLY else REQUIRED
            if item.kind in (item.POSITIONAL_OR_KEYWORD, item.KEYWORD_ONLY):
                found.setdefault(item.name, default)
        if one is TypeDecorator or not any(item.kind == item.VAR_KEYWORD for item in said):
            break
    if passes_on and one is TypeDecorator and isinstance(kind, TypeDecorator):
        found = {**parameters(type(kind.impl_instance), kind.impl_instance), **found}
    if isinstance(kind, Enum):
        found = {"name": None, **found, **_OF_ENUM}
    return found


def attribute(kind: Any, name: str) -> Any:
    """What a type keeps of an argument: under its name, with an underscore before it, or as the length that it is."""
    for spelling in (name, f"_{name}", name.removeprefix("max_")):
        with suppress(Exception):  # a property of the project may raise what it likes
            found = getattr(kind, spelling)
            if not inspect.ismethod(found):
                return found
    return MISSING


def _positional(kind: Any) -> tuple[Any, ...]:
    if isinstance(kind, Enum):
        return tuple(kind.enums)
    return tuple(kind.values) if type(kind).__name__ == "SET" else ()


def _usual(parent: type, kind: TypeEngine[Any], wanted: Mapping[str, Any]) -> Any:
    """The type as it is made with nothing but what it needs: what it says then need not be said."""
    needed = [attribute(kind, name) for name, default in wanted.items() if default is REQUIRED]
    named = {name: attribute(kind, name) for name, default in wanted.items() if default is BY_NAME}
    try:
        with quiet():
            return parent(*_positional(kind), *needed, **named)
    except Exception:  # then every argument is said
        return None


def _alike(one: Any, other: Any) -> bool:
    if isinstance(one, TypeEngine) or isinstance(other, TypeEngine):
        return type(one) is type(other) and repr(one) == repr(other)
    with suppress(Exception):  # values of the project may compare as they like
        return type(one) is type(other) and bool(one == other)
    return False
