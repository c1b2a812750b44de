"""What is to become of the objects of a catalog: changes put together, one value for each object.

A comparison tells facet by facet; whoever writes statements needs the object whole, as it is and as it shall be.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from toolkit.catalog.comparison import KINDS, Change, Verdict
from toolkit.catalog.values import Catalog, Table

_FIELDS: Mapping[str, str] = {
    "column": "columns",
    "unique": "uniques",
    "foreign key": "foreign_keys",
    "check": "checks",
    "exclusion": "exclusions",
    "index": "indexes",
}
"""Where a table keeps its members, by their kind."""
PRIMARY_KEY = "primary key"


@dataclass(frozen=True, kw_only=True)
class Alteration:
    """One object: made where there is no ``before``, removed where there is no ``after``, changed where both are.

    ``owner`` is the table (or view, or domain) that it belongs to; ``facets`` are those that change.
    """

    kind: str
    schema: str | None
    owner: str | None
    name: str
    before: Any = None
    after: Any = None
    facets: tuple[str, ...] = ()

    @property
    def is_made(self) -> bool:
        """It is not there yet."""
        return self.before is None

    @property
    def is_removed(self) -> bool:
        """It goes."""
        return self.after is None

    @property
    def table(self) -> tuple[str | None, str]:
        """Schema and name of the table that is altered, or of the object itself."""
        return self.schema, self.owner or self.name

    def back(self) -> Alteration:
        """The other way."""
        return replace(self, before=self.after, after=self.before)

    def covers(self, change: Change) -> bool:
        """Whether a difference is this one, or part of it."""
        if (change.kind, change.schema, change.owner, change.name) != (self.kind, self.schema, self.owner, self.name):
            return False
        if change.verdict is not Verdict.CHANGED:
            return self.is_made or self.is_removed
        return change.facet in self.facets


def alterations(changes: Iterable[Change], before: Catalog) -> list[Alteration]:
    """From changes that lead from ``before`` to another catalog, in their order.

    What of an object is not among the changes stays as it is: a change that was left out is not written by the way.
    """
    found: dict[tuple[object, ...], Alteration] = {}
    for change in changes:
        key: tuple[object, ...] = change.kind, change.schema, change.owner, change.name
        if change.verdict is not Verdict.CHANGED:
            # Several may have no name.
            found[(*key, len(found))] = _whole(change)
            continue
        known = found.get(key)
        was = known.before if known else object_of(before, change.kind, change.schema, change.owner, change.name)
        if was is None or change.facet is None:
            continue
        now = replace(known.after if known else was, **{change.facet: _after(change, was)})
        facets = (*(known.facets if known else ()), change.facet)
        found[key] = _alteration(change, before=was, after=now, facets=facets)
    return list(found.values())


def object_of(catalog: Catalog, kind: str, schema: str | None, owner: str | None, name: str) -> Any | None:
    """The object of this kind and name; one that has no name of its own is found by its place alone."""
    if kind == PRIMARY_KEY:
        table = table_of(catalog, schema, owner or "")
        return table.primary_key if table else None
    if kind in _FIELDS and owner is not None:
        holders = [*_named(catalog.tables, schema, owner), *_named(catalog.views, schema, owner)]
        holders += _named(catalog.domains, schema, owner)
        members = [member for holder in holders for member in getattr(holder, _FIELDS[kind], ())]
        return next((member for member in members if member.name == name), None)
    objects = [one for field in KINDS for one in _named(getattr(catalog, field), schema, name) if _kind(one) == kind]
    return next((one for one in objects if getattr(one, "table", None) == owner), None)


def table_of(catalog: Catalog, schema: str | None, name: str) -> Table | None:
    """The table of this name."""
    return next(iter(_named(catalog.tables, schema, name)), None)


def applied(table: Table, parts: Sequence[Alteration]) -> Table:
    """The table with these alterations of itself and of its members."""
    said: dict[str, Any] = {}
    for part in parts:
        if part.kind == "table":
            said |= {facet: getattr(part.after, facet) for facet in part.facets}
        elif part.kind == PRIMARY_KEY:
            said["primary_key"] = part.after
        else:
            field = _FIELDS[part.kind]
            said[field] = _exchanged(said.get(field, getattr(table, field)), part)
    if "columns" in said:
        said["columns"] = tuple(replace(column, position=at) for at, column in enumerate(said["columns"], 1))
    return replace(table, **said)


def pieces(part: Alteration) -> list[tuple[str, str | None]]:
    """What can be said of a change one by one: its facets, and of a table's options each."""
    found: list[tuple[str, str | None]] = [(facet, None) for facet in part.facets if facet != "options"]
    if "options" in part.facets:
        was, now = dict(part.before.options), dict(part.after.options)
        found += [("options", name) for name in sorted(was.keys() | now.keys()) if was.get(name) != now.get(name)]
    return found


def narrowed(part: Alteration, to: Sequence[tuple[str, str | None]]) -> Alteration:
    """The change with these pieces of it alone."""
    said = {facet: getattr(part.after, facet) for facet, name in to if name is None}
    names = [name for _, name in to if name is not None]
    if names:
        now = dict(part.after.options)
        options = {name: value for name, value in part.before.options if name not in names}
        said["options"] = tuple(sorted({**options, **{name: now[name] for name in names if name in now}}.items()))
    return replace(part, after=replace(part.before, **said), facets=tuple(dict.fromkeys(facet for facet, _ in to)))


def _exchanged(members: tuple[Any, ...], part: Alteration) -> tuple[Any, ...]:
    if part.is_made:
        return (*members, part.after)
    places = [at for at, member in enumerate(members) if _is_same(member, part.before)]
    if not places:
        return members
    instead = () if part.is_removed else (part.after,)
    return (*members[: places[0]], *instead, *members[places[0] + 1 :])


def _is_same(one: Any, other: Any) -> bool:
    return bool(one == other) if one.name is None or other.name is None else bool(one.name == other.name)


def _whole(change: Change) -> Alteration:
    if change.kind == "schema":
        there = change.verdict is Verdict.MISSING
        return _alteration(change, before=change.name if there else None, after=None if there else change.name)
    return _alteration(change, before=change.expected, after=change.found)


def _after(change: Change, was: Any) -> Any:
    if change.facet != "options":
        return change.found
    # The change holds those that differ, and may have been narrowed to some of these.
    expected, found = dict(change.expected), dict(change.found)
    kept = {name: value for name, value in was.options if name not in expected or name in found}
    return tuple(sorted({**kept, **found}.items()))


def _alteration(change: Change, **said: Any) -> Alteration:
    return Alteration(kind=change.kind, schema=change.schema, owner=change.owner, name=change.name, **said)


def _named(objects: Sequence[Any], schema: str | None, name: str) -> list[Any]:
    return [one for one in objects if one.name == name and getattr(one, "schema", None) == schema]


def _kind(value: Any) -> str:
    words = "".join(f" {letter.lower()}" if letter.isupper() else letter for letter in type(value).__name__)
    return words.strip()
