"""What is dropped along, as the trash records it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import text
from sqlalchemy.engine import Connection

from toolkit.backends.trash.postgresql.names import relations
from toolkit.backends.trash.postgresql.printing import QUERIES
from toolkit.backends.trash.postgresql.reach import Key, Lost, Reach, describe
from toolkit.errors import CommandRefused

_UNIQUE = {"p": "key", "u": "unique"}
_COLUMNS = """
SELECT DISTINCT d.classid AS class, d.objid AS oid, a.attname::text AS name
FROM ROWS FROM (unnest(CAST(:classes AS oid[])), unnest(CAST(:oids AS oid[])), unnest(CAST(:homes AS oid[])))
    AS g (class, oid, home)
JOIN pg_depend d ON d.classid = g.class AND d.objid = g.oid AND d.refclassid = 'pg_class'::regclass
    AND d.refobjid = g.home AND d.refobjsubid > 0
JOIN pg_attribute a ON a.attrelid = g.home AND a.attnum = d.refobjsubid
ORDER BY 1, 2, 3
"""
# As the server writes it in the texts that it prints.
_TOLD = "SELECT c.oid, c.oid::regclass::text AS told FROM pg_class c WHERE c.oid = ANY (CAST(:oids AS oid[]))"


@dataclass(frozen=True, kw_only=True)
class Part:
    """Something to drop now, and to make again when the table or column comes back."""

    key: Key
    home: int | None
    removal: str
    record: Mapping[str, Any]
    """Its ``kind``, ``name``, ``told`` and ``make``, and by kind what decides whether it can be made again."""


def read_parts(connection: Connection, chosen: Collection[Lost], reach: Reach) -> list[Part]:
    """These, in the order in which they can be made. Raises CommandRefused where one of them cannot be."""
    unknown = sorted(lost.key for lost in chosen if lost.kind not in QUERIES)
    if unknown:
        raise _cannot_be_kept(describe(connection, unknown))
    by_kind = defaultdict(list)
    for lost in chosen:
        by_kind[lost.kind].append(lost)
    found: dict[Key, Part] = {}
    for kind, members in by_kind.items():
        keys = {lost.key[1]: lost for lost in members}
        for row in connection.execute(text(QUERIES[kind]), {"oids": sorted(keys)}).mappings():
            lost = keys[row["oid"]]
            record = {"kind": kind, "name": row["name"], "told": row["told"], "make": list(row["make"])}
            found[lost.key] = Part(
                key=lost.key, home=lost.home, removal=row["removal"], record=record | _more(kind, dict(row))
            )
    _add_places(connection, found)
    ordered = [found[key] for key in _in_order(found, reach)]
    return _linked(ordered, reach)


def removals(parts: Sequence[Part]) -> list[str]:
    """The statements that drop these, what depends on others first; what is part of a view goes with it."""
    views = {part.key[1] for part in parts if part.record["kind"] == "view"}
    return [part.removal for part in reversed(parts) if part.home not in views or part.record["kind"] == "view"]


def _more(kind: str, row: Mapping[str, Any]) -> dict[str, Any]:
    if kind == "foreign key":
        names = (
            "referred", "referred_oid", "referred_name", "definition", "columns", "referred_columns",
            "is_full", "is_validated", "is_enforced", "is_period",
        )  # fmt: skip
        return {name: _plain(row[name]) for name in names}
    told: dict[str, Any] = {}
    if kind == "constraint":
        told = {"type": row["type"], "is_period": row["is_period"]}
        if row["type"] == "c":
            told |= {"expression": row["expression"], "is_validated": row["is_validated"]}
    if (kind == "constraint" and row["type"] in _UNIQUE) or (kind == "index" and row["is_unique"]):
        told["unique"] = {name: _plain(row[name]) for name in ("keys", "predicate", "nulls_are_equal")}
    return told


def _plain(value: Any) -> Any:
    """As JSON gives it back: not every driver makes lists of arrays."""
    return list(value) if isinstance(value, tuple) else value


def _add_places(connection: Connection, found: dict[Key, Part]) -> None:
    """Where each belongs, and the columns of it that it needs."""
    homes = {part.home for part in found.values() if part.home is not None}
    named = relations(connection, homes)
    inside = [part for part in found.values() if part.home in named and part.record["kind"] != "view"]
    given = {
        "classes": [part.key[0] for part in inside],
        "oids": [part.key[1] for part in inside],
        "homes": [part.home for part in inside],
    }
    told = {row.oid: row.told for row in connection.execute(text(_TOLD), {"oids": sorted(named)})}
    columns = defaultdict(list)
    for row in connection.execute(text(_COLUMNS), given) if inside else ():
        columns[row[0], row[1], 0].append(row.name)
    for part in inside:
        assert part.home is not None
        home = named[part.home]
        place = {
            "home": [home.schema, home.name],
            "home_oid": home.oid,
            "home_name": told[home.oid],
            "needs_columns": columns[part.key],
        }
        found[part.key] = Part(key=part.key, home=part.home, removal=part.removal, record={**part.record, **place})


def _in_order(found: Mapping[Key, Part], reach: Reach) -> Iterator[Key]:
    """What others depend on comes first; else as they were made."""
    done: set[Key] = set()

    def visit(key: Key) -> Iterator[Key]:
        if key in done:
            return
        done.add(key)
        for other in sorted(reach.links.get(key, ())):
            yield from visit(other)
        if key in found:
            yield key

    for key in sorted(found, key=lambda key: (key[1], key)):
        yield from visit(key)


def _linked(ordered: Sequence[Part], reach: Reach) -> list[Part]:
    """Each with the places of those it depends on."""
    places = {part.key: place for place, part in enumerate(ordered)}
    linked = []
    for place, part in enumerate(ordered):
        needs = sorted(places[key] for key in _below(part.key, reach) if key in places and places[key] < place)
        record = {**part.record, "needs": needs}
        linked.append(Part(key=part.key, home=part.home, removal=part.removal, record=record))
    return linked


def _below(key: Key, reach: Reach) -> set[Key]:
    """All that it depends on, through whatever stands between."""
    below: set[Key] = set()
    waiting = list(reach.links.get(key, ()))
    while waiting:
        other = waiting.pop()
        if other not in below:
            below.add(other)
            waiting += reach.links.get(other, ())
    return below - {key}


def _cannot_be_kept(what: Sequence[str]) -> CommandRefused:
    return CommandRefused(
        f"The drop would take along what tk cannot bring back: {', '.join(what)}.",
        why="It depends on what is dropped, and there is no statement that makes it again with all that it holds.",
        mend="Drop or change it in the revision yourself, or let the drop be a real one: "
        '`--no-trash "REASON"`. Nothing was changed.',
    )
