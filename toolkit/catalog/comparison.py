"""One catalog against another: what is missing, what is there besides, and which facets differ."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields, replace
from enum import Enum
from typing import Any

from toolkit.catalog.members import Check, Column, Exclusion, ForeignKey, Index, PrimaryKey, Unique
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
        yield from _objects(getattr(expected, kind), getattr(found, kind), None, None)
    for name in sorted(set(expected.schemas) ^ set(found.schemas)):
        verdict = Verdict.MISSING if name in expected.schemas else Verdict.UNEXPECTED
        yield Change(verdict=verdict, kind="schema", schema=None, owner=None, name=name)


def _objects(expected: Sequence[Any], found: Sequence[Any], schema: str | None, owner: str | None) -> Iterator[Change]:
    pairs, missing, unexpected = _matched(expected, found)
    for one, other in pairs:
        yield from _facets(one, other, schema, owner)
    for one in missing:
        yield _change(one, schema, owner, verdict=Verdict.MISSING, expected=one)
    for other in unexpected:
        yield _change(other, schema, owner, verdict=Verdict.UNEXPECTED, found=other)


def _matched(expected: Sequence[Any], found: Sequence[Any]) -> tuple[list[tuple[Any, Any]], list[Any], list[Any]]:
    """Objects of the same name, then those that the server named and that are alike but for that name."""
    by_name = {_key(other): other for other in found if _has_own_name(other)}
    pairs = [(one, by_name.pop(_key(one))) for one in expected if _has_own_name(one) and _key(one) in by_name]
    taken = {id(value) for pair in pairs for value in pair}
    rest = [other for other in found if id(other) not in taken]
    missing = []
    for one in expected:
        if id(one) in taken:
            continue
        twin = next((other for other in rest if _nameless(one) == _nameless(other) and not _has_own_name(other)), None)
        if twin is None or _has_own_name(one):
            missing.append(one)
        else:
            rest = [other for other in rest if other is not twin]
    return pairs, missing, rest


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
            yield _change(one, schema, owner, verdict=Verdict.CHANGED, facet=field.name, expected=expected, found=found)
    if isinstance(one, Table):
        yield from _order(one, other)
    if isinstance(one, PrimaryKey) and one.name != other.name and not (one.named_by_server and other.named_by_server):
        yield _change(one, schema, owner, verdict=Verdict.CHANGED, facet="name", expected=one.name, found=other.name)


def _order(one: Table, other: Table) -> Iterator[Change]:
    """The order of the columns that both have: one that was added or dropped moves no other."""
    theirs, ours = [column.name for column in other.columns], [column.name for column in one.columns]
    expected = tuple(name for name in ours if name in set(theirs))
    found = tuple(name for name in theirs if name in set(ours))
    if expected != found:
        yield _change(one, None, None, verdict=Verdict.CHANGED, facet="column_order", expected=expected, found=found)


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


def _key(value: Any) -> tuple[Any, ...]:
    return tuple(getattr(value, field, None) for field in ("schema", "table", "name", "signature"))


def _has_own_name(value: Any) -> bool:
    return value.name is not None and not getattr(value, "named_by_server", False)


def _nameless(value: Any) -> Any:
    return replace(value, name="") if hasattr(value, "named_by_server") else value


def _are_members(value: Any) -> bool:
    return isinstance(value, MEMBERS) or (isinstance(value, tuple) and bool(value) and isinstance(value[0], MEMBERS))


def _listed(value: Any) -> Sequence[Any]:
    return () if value is None else value if isinstance(value, tuple) else (value,)
