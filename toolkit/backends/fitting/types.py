"""The text of a type, taken apart: ``decimal(10,2) unsigned``, ``character varying(30)``, ``enum('a','b')``."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from toolkit.catalog.members import Column
from toolkit.catalog.values import Catalog, Domain, EnumType

_LABEL = r"'(?:[^'\\]|\\.|'')*'"
_NUMBERS = re.compile(
    r"(?P<name>[a-z_][a-z0-9_ ]*?)\s*(?:\((?P<numbers>-?\d+(?:\s*,\s*-?\d+)?)\))?(?P<rest>[^()]*)", re.ASCII
)
_WORDS = re.compile(r"(?P<name>[a-z_][a-z0-9_]*(?: (?!unsigned|zerofill)[a-z]+)*)(?P<rest>.*)", re.ASCII)
_LABELS = re.compile(rf"(?P<name>enum|set)\((?P<labels>{_LABEL}(?:\s*,\s*{_LABEL})*)\)", re.DOTALL | re.IGNORECASE)
_ESCAPED = re.compile(r"''|\\(.)", re.DOTALL)
_ESCAPES = {"n": "\n", "r": "\r", "t": "\t", "0": "\0", "Z": "\x1a"}
_NAME = r'"(?:[^"]|"")+"|[^\W\d][\w$]*'
_QUALIFIED = re.compile(rf"(?:(?P<schema>{_NAME})\.)?(?P<name>{_NAME})")


@dataclass(frozen=True, kw_only=True)
class Kind:
    """A type. ``rest`` is what stands after its arguments: ``unsigned``, ``without time zone``, ``[]``."""

    name: str
    numbers: tuple[int, ...] = ()
    labels: tuple[str, ...] = ()
    rest: str = ""

    @property
    def is_unsigned(self) -> bool:
        """Whether it takes no negative numbers; ZEROFILL takes none either."""
        return "unsigned" in self.rest.split() or "zerofill" in self.rest.split()

    @property
    def length(self) -> int | None:
        """The first number; None where none is said."""
        return self.numbers[0] if self.numbers else None


def kind_of(text: str) -> Kind:
    """What a type's text says; a name that is not known stays as it is."""
    if found := _LABELS.fullmatch(text):
        return Kind(
            name=found["name"].lower(), labels=tuple(map(_label, re.findall(_LABEL, found["labels"], re.DOTALL)))
        )
    lowered = text.lower()
    found = _NUMBERS.fullmatch(lowered)
    if found is None:
        return Kind(name=text)
    name, rest = found["name"], found["rest"].strip()
    if found["numbers"] is None and (words := _WORDS.fullmatch(lowered)):
        name, rest = words["name"], words["rest"].strip()
    numbers = tuple(map(int, found["numbers"].split(","))) if found["numbers"] else ()
    return Kind(name=name, numbers=numbers, rest=rest)


def spelled(column: Column, catalog: Catalog) -> Column:
    """The column with its type spelled out: of a named enum the labels, of a domain what it stands on.

    A plan may leave a column's type its name and give the type other labels; and the live server has not heard of them.
    """
    named = _type_named(column.type, catalog)
    if isinstance(named, EnumType):
        return replace(column, type=f"enum({','.join(map(_literal, named.labels))})")
    if isinstance(named, Domain):
        base = replace(
            column,
            type=named.type,
            nullable=column.nullable and named.nullable,
            collation=column.collation or named.collation,
        )
        return spelled(base, catalog)
    return column


def domains_of(text: str, catalog: Catalog) -> Iterator[Domain]:
    """The domain that a type's text names, and those that it stands on."""
    while isinstance(named := _type_named(text, catalog), Domain):
        yield named
        text = named.type


def _type_named(text: str, catalog: Catalog) -> EnumType | Domain | None:
    found = _QUALIFIED.fullmatch(text)
    if found is None:
        return None
    place = _unquoted(found["schema"]), _unquoted(found["name"])
    types: Sequence[EnumType | Domain] = (*catalog.enums, *catalog.domains)
    return next((one for one in types if (one.schema, one.name) == place), None)


def _unquoted(name: str | None) -> str | None:
    return name if name is None or not name.startswith('"') else name[1:-1].replace('""', '"')


def _label(literal: str) -> str:
    return _ESCAPED.sub(lambda match: _ESCAPES.get(match[1], match[1]) if match[1] else "'", literal[1:-1])


def _literal(label: str) -> str:
    return "'" + label.replace("\\", "\\\\").replace("'", "''") + "'"
