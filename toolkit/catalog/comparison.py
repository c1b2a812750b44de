"""One catalog against another: what is missing, what is there besides, and which facets differ."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from enum import Enum
from typing import Any

from toolkit.catalog.matching import matched
from toolkit.catalog.members import Check, Column, Exclusion, ForeignKey, Index, PrimaryKey, Unique
from toolkit.catalog.ordering import column_orders, renumbered
from toolkit.catalog.values import Catalog, Table

KINDS = ("tables", "views", "triggers", "sequences", "enums", "domains", "composites", "routines", "extensions")
"""The fields of a catalog that hold objects."""
MEMBERS = (Column, PrimaryKey, Unique, ForeignKey, Check, Exclusion, Index)
"""Objects that live in another one."""
IDENTITY = frozenset({"schema", "table", "name", "signature", "position", "named_by_server"})
"""Fields that say which object it is, or how it came by its name; the order of columns is compared as a whole."""


class Verdict(Enum):
    """What became of an object, or of one facet of it."""

    MISSING = "missing"
    UNEXPECTED = "unexpected"
    CHANGED = "changed"


@dataclass(frozen=True, kw_only=True)
class Change:
    """One difference. ``facet`` is None where the whole object is missing or unexpected.

    ``owner`` is the table (or view, or domain) that a member belongs to.
    """

    verdict: Verdict
    kind: str
    schema: str | None
    owner: str | None
    name: str
    facet: str | None = None
    expected: Any = None
    found: Any = None


def compare(expected: Catalog, found: Catalog) -> Iterator[Change]:
    """Every difference, once, in a stable order: kind by kind, by name, facet by facet."""
    for kind in KINDS:
        ours, theirs = getattr(expected, kind), getattr(found, kind)
        if kind == "triggers":
            ours, theirs = renumbered(ours, theirs), renumbered(theirs, ours)
        yield from _objects(ours, theirs, None, None)
    for name in sorted(set(expected.schemas) ^ set(found.schemas)):
        verdict = Verdict.MISSING if name in expected.schemas else Verdict.UNEXPECTED
        yield Change(verdict=verdict, kind="schema", schema=None, owner=None, name=name)
    yield from _options(dict(expected.options), dict(found.options))


def _objects(expected: Sequence[Any], found: Sequence[Any], schema: str | None, owner: str | None) -> Iterator[Change]:
    sides = matched(expected, found)
    for one, other in sides.pairs:
        if one != other:
            yield from _facets(one, other, schema, owner)
    for one in sides.missing:
        yield _change(one, schema, owner, verdict=Verdict.MISSING, expected=one)
    for other in sides.unexpected:
        yield _change(other, schema, owner, verdict=Verdict.UNEXPECTED, found=other)


def _facets(one: Any, other: Any, schema: str | None, owner: str | None) -> Iterator[Change]:
    place = getattr(one, "schema", schema), getattr(one, "name", None)
    for field in fields(one):
        if field.name in IDENTITY:
            continue
        expected, found = getattr(one, field.name), getattr(other, field.name)
        if isinstance(expected, PrimaryKey) and isinstance(found, PrimaryKey):
            # A table has one: whatever it is called, it is this one.
            yield from _facets(expected, found, *place)
        elif _are_members(expected) or _are_members(found):
            yield from _objects(_listed(expected), _listed(found), *place)
        elif expected != found:
            yield _changed(one, schema, owner, field.name, expected, found)
    if isinstance(one, Table):
        ours, theirs = column_orders(one, other)
        if ours != theirs:
            yield _changed(one, None, None, "column_order", ours, theirs)
    if isinstance(one, PrimaryKey) and one.name != other.name and not (one.named_by_server and other.named_by_server):
        yield _changed(one, schema, owner, "name", one.name, other.name)


def _options(expected: Mapping[str, str], found: Mapping[str, str]) -> Iterator[Change]:
    """Those of the database itself; it is called as a schema that is the default one."""
    for name in sorted(expected.keys() | found.keys()):
        ours, theirs = expected.get(name), found.get(name)
        if ours != theirs:
            yield Change(
                verdict=Verdict.CHANGED,
                kind="database",
                schema=None,
                owner=None,
                name="(default)",
                facet=name,
                expected=ours,
                found=theirs,
            )


def _changed(value: Any, schema: str | None, owner: str | None, facet: str, expected: Any, found: Any) -> Change:
    return _change(value, schema, owner, verdict=Verdict.CHANGED, facet=facet, expected=expected, found=found)


def _change(value: Any, schema: str | None, owner: str | None, **said: Any) -> Change:
    return Change(
        kind=_kind(value),
        schema=getattr(value, "schema", schema),
        owner=getattr(value, "table", owner),
        name=value.name or "(unnamed)",
        **said,
    )


def _kind(value: Any) -> str:
    words = "".join(f" {letter.lower()}" if letter.isupper() else letter for letter in type(value).__name__)
    return words.strip()


def _are_members(value: Any) -> bool:
    return isinstance(value, MEMBERS) or (isinstance(value, tuple) and bool(value) and isinstance(value[0], MEMBERS))


def _listed(value: Any) -> Sequence[Any]:
    return () if value is None else value if isinstance(value, tuple) else (value,)
