"""What a type really is on a dialect: behind its variants and its decorators, and the DDL that comes of it."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Iterator
from functools import cache
from types import NoneType
from typing import Any

import sqlalchemy
from sqlalchemy import Column, Dialect, MetaData, Table, TypeDecorator
from sqlalchemy.engine import URL
from sqlalchemy.exc import CompileError
from sqlalchemy.schema import CreateTable
from sqlalchemy.types import TypeEngine
from sqlalchemy.util import immutabledict

from toolkit.backends.register import BACKENDS, backend_named

_NOTED = frozenset({"_impl_dict", "_static_cache_key", "dispatch", "impl_instance"})
"""What SQLAlchemy notes on a type about itself; it says nothing of how the type was made."""
_PLAIN = frozenset({NoneType, bool, int, float, str, bytes})
DEPTH = 20
"""Decorators within decorators; one that decorates itself has no end."""


def is_of_sqlalchemy(kind: type) -> bool:
    """Whether a class is one that SQLAlchemy offers by name, generic or for one dialect."""
    if getattr(sqlalchemy, kind.__name__, None) is kind:
        return kind is not TypeDecorator
    return dialect_package(kind) is not None


def dialect_package(kind: type) -> str | None:
    """The package of ``sqlalchemy.dialects`` that offers a class by name."""
    name = kind.__module__.split(".")
    if name[:2] != ["sqlalchemy", "dialects"] or len(name) < 4:  # noqa: PLR2004  # the package, and a module in it
        return None
    package = getattr(sqlalchemy.dialects, name[2], None)
    return name[2] if getattr(package, kind.__name__, None) is kind else None


def really(kind: TypeEngine[Any], dialect: Dialect) -> TypeEngine[Any]:
    """The type behind variants and decorators. SQLAlchemy's own decorators (PickleType) are types of their own."""
    for _ in range(DEPTH):
        variant = kind._variant_mapping.get(dialect.name)
        if variant is not None:
            kind = variant
        elif isinstance(kind, TypeDecorator) and not is_of_sqlalchemy(type(kind)):
            kind = instance_of(kind.type_engine(dialect))
        else:
            return kind
    raise CompileError(f"{type(kind).__name__} decorates itself")


def instance_of(kind: Any) -> TypeEngine[Any]:
    """A type, where a class was given too."""
    made: TypeEngine[Any] = kind() if isinstance(kind, type) else kind
    return made


def ddl(kind: TypeEngine[Any], dialect: Dialect) -> str | None:
    """How a dialect makes a column of this type, with its check; None where it cannot."""
    try:
        return ddl_or_raise(kind, dialect)
    except Exception:  # what a type of the project raises is as much a no as SQLAlchemy's own
        return None


def ddl_or_raise(kind: TypeEngine[Any], dialect: Dialect) -> str:
    """The same, which raises why it cannot."""
    with quiet():
        # A copy, as every column of a mixin is one: types for a schema change when their table is known.
        table = Table("t", MetaData(), Column("c", kind)._copy())
        text = str(CreateTable(table).compile(dialect=dialect))
        values = getattr(really(kind, dialect), "enums", ())
    return f"{text} {list(values)!r}" if values else text


def tree(kind: TypeEngine[Any]) -> Iterator[TypeEngine[Any]]:
    """A type, and those inside it: of elements, of text, and its variants."""
    found = [kind]
    for one in found:
        inside = [value for value in vars(one).values() if isinstance(value, TypeEngine)]
        found += [each for each in (*inside, *one._variant_mapping.values()) if all(each is not old for old in found)]
        yield one


def fingerprint(value: Any, *, is_inside: bool = False) -> Any:
    """Equal for types that are made alike: many columns have the same one."""
    match value:
        case TypeEngine():
            return type(value), _said_of(value, is_inside=is_inside)
        case None | bool() | int() | float() | str() | bytes():
            return type(value), value
        case list() | tuple():
            return tuple(fingerprint(one, is_inside=is_inside) for one in value)
        case dict() | immutabledict():
            return tuple((name, fingerprint(one, is_inside=is_inside)) for name, one in value.items())
    is_of_project = type(value).__module__.partition(".")[0] not in ("builtins", "sqlalchemy")
    if is_inside or not is_of_project or not hasattr(value, "__dict__"):
        return id(value)
    return type(value), fingerprint(vars(value), is_inside=True)


def _said_of(kind: TypeEngine[Any], *, is_inside: bool) -> Any:
    kept = {name: one for name, one in vars(kind).items() if name not in _NOTED}
    classes = tuple(map(type, kept.values()))
    # The short way for nearly all. Numbers and truth may be equal, and are not the same.
    return (*kept.items(), classes) if _PLAIN.issuperset(classes) else fingerprint(kept, is_inside=is_inside)


def dialects_beside(dialect: Dialect) -> list[Dialect]:
    """A dialect for each other backend, as SQLAlchemy makes it without a connection."""
    return [found for backend in BACKENDS if backend.name != dialect.name and (found := dialect_named(backend.name))]


@cache
def dialect_named(name: str) -> Dialect | None:
    """As SQLAlchemy makes it without a connection; None for one that is not installed."""
    for driver in ("", *(f"+{driver}" for driver in backend_named(name).default_drivers)):
        try:
            made: Callable[[], Dialect] = URL.create(name + driver).get_dialect()
            return made()
        except Exception:  # noqa: S112  # a driver that is not there; the next one's dialect has the same DDL
            continue
    return None


class quiet(warnings.catch_warnings):  # noqa: N801  # reads as a word in a with statement
    """Types are made that the project has made before: their warnings have been seen."""

    def __enter__(self) -> None:
        super().__enter__()
        warnings.simplefilter("ignore")
