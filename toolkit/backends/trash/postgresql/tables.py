"""A table goes to the trash."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import text
from sqlalchemy.engine import Connection

from toolkit.backends.sql.values import Name
from toolkit.backends.trash.base import PREFIX, Move
from toolkit.backends.trash.postgresql.names import Relation, numbered, quoted, relations, resolve
from toolkit.backends.trash.postgresql.parts import Part, read_parts, removals
from toolkit.backends.trash.postgresql.reach import Key, Lost, Reach, classify, rehearse
from toolkit.backends.trash.postgresql.sending import rehearsal, send, speak_fully

RENAMED = {"index": "INDEX", "sequence": "SEQUENCE", "statistics": "STATISTICS", "table": "TABLE"}
"""What has a name of its own in its schema, by kind, and the word for it."""

_KEPT_HEIRS = """
WITH RECURSIVE heir (oid) AS (
    SELECT inhrelid FROM pg_inherits WHERE inhparent = CAST(:oid AS oid)
    UNION SELECT i.inhrelid FROM pg_inherits i JOIN heir h ON i.inhparent = h.oid
)
SELECT c.oid FROM heir JOIN pg_class c ON c.oid = heir.oid WHERE starts_with(c.relname::text, :prefix)
"""
_PARENTS = """
SELECT i.inhrelid AS child, i.inhparent AS parent, pg_get_expr(c.relpartbound, c.oid) AS bound,
       CASE WHEN c.relispartition THEN pg_get_partition_constraintdef(c.oid) END AS condition,
       ARRAY(SELECT k.conname::text FROM pg_constraint k WHERE k.conrelid = c.oid AND k.contype = 'c'
             AND NOT k.conislocal AND NOT c.relispartition ORDER BY 1) AS checks
FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid
WHERE i.inhrelid = ANY (CAST(:oids AS oid[])) ORDER BY i.inhrelid, i.inhseqno
"""
# Statistics have names that are not in pg_class; indexes behind constraints share the name of theirs.
_NAMED = """
SELECT CASE c.relkind WHEN 'S' THEN 'sequence' ELSE 'index' END AS kind, n.nspname::text AS schema,
       c.relname::text AS name
FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE c.oid IN (SELECT indexrelid FROM pg_index WHERE indrelid = ANY (CAST(:oids AS oid[])))
   OR c.relkind = 'S' AND c.oid IN (
       SELECT objid FROM pg_depend WHERE classid = 'pg_class'::regclass AND refclassid = 'pg_class'::regclass
       AND refobjid = ANY (CAST(:oids AS oid[])) AND refobjsubid > 0 AND deptype IN ('a', 'i'))
UNION ALL
SELECT 'statistics', n.nspname::text, x.stxname::text
FROM pg_statistic_ext x JOIN pg_namespace n ON n.oid = x.stxnamespace WHERE x.stxrelid = ANY (CAST(:oids AS oid[]))
ORDER BY 1, 2, 3
"""


@dataclass(frozen=True, kw_only=True)
class Moving:
    """A table on its way to the trash."""

    table: Relation
    moved: Mapping[int, Relation]
    """The table, and the partitions and heirs that a drop of it takes along."""
    elsewhere: frozenset[int]
    """Tables that go to the trash by themselves in the same statement, or went there before."""
    parents: Sequence[Mapping[str, Any]]
    """Tables that stay, and have one of the moved ones for a partition or an heir."""


def move_table(connection: Connection, table: Name, kept: str, *, cascade: bool, together: frozenset[Name]) -> Move:
    """Rename it with all that has a name of its own, and drop what a drop would have dropped of others."""
    found = resolve(connection, table)
    others = [other for other in (resolve(connection, name) for name in together - {table}) if other is not None]
    end = " CASCADE" if cascade else ""
    if found is None or not found.is_table:
        # The server has the words for it.
        send(connection, [f"DROP TABLE {quoted(table.schema, table.name)}{end}"])
        return Move(steps=())
    heirs = connection.scalars(text(_KEPT_HEIRS), {"oid": found.oid, "prefix": PREFIX})
    went_before = relations(connection, list(heirs))
    dropped = {relation.oid: relation for relation in (*others, *went_before.values(), found)}
    with rehearsal(connection):
        drop = f"DROP TABLE {', '.join(relation.written for relation in dropped.values())}{end}"
        reach = rehearse(connection, [(found.oid, 0)], drop)
    with rehearsal(connection):
        speak_fully(connection)
        reach = classify(connection, reach)
        moving = _moving(connection, found, reach, frozenset(dropped) - {found.oid})
        parts = read_parts(connection, _chosen(reach, moving, _inner_keys(connection, moving)), reach)
        return _move(connection, moving, parts, kept)


def _moving(connection: Connection, table: Relation, reach: Reach, elsewhere: frozenset[int]) -> Moving:
    gone = {lost.key[1] for lost in reach.lost.values() if lost.kind == "table"} | {table.oid}
    moved = relations(connection, gone - elsewhere)
    rows = connection.execute(text(_PARENTS), {"oids": sorted(moved)}).mappings().all()
    names = relations(connection, {row["parent"] for row in rows})
    parents = [
        {
            "child": [moved[row["child"]].schema, moved[row["child"]].name],
            "parent": [names[row["parent"]].schema, names[row["parent"]].name],
            "parent_oid": row["parent"],
            "bound": row["bound"],
            "condition": row["condition"],
            "checks": list(row["checks"]),
        }
        for row in rows
        if row["parent"] not in gone | elsewhere and not names[row["parent"]].name.startswith(PREFIX)
    ]
    return Moving(table=table, moved=moved, elsewhere=elsewhere, parents=parents)


def _inner_keys(connection: Connection, moving: Moving) -> frozenset[int]:
    """Foreign keys between tables that go together: they bind nobody else."""
    question = """
    SELECT oid FROM pg_constraint WHERE contype = 'f' AND conrelid = ANY (CAST(:oids AS oid[]))
    AND confrelid = ANY (CAST(:oids AS oid[]))
    """
    return frozenset(connection.scalars(text(question), {"oids": sorted(moving.moved)}))


def _chosen(reach: Reach, moving: Moving, inner_keys: Collection[int]) -> list[Lost]:
    """What to drop: of others all that a drop takes, of the table itself what would reach out of the trash."""
    lost = {key: each for key, each in reach.lost.items() if reach.whole(key) == key and each.kind != "internal"}
    ours = _ours(reach, moving)
    candidates = {
        key: each
        for key, each in lost.items()
        if moving.elsewhere.isdisjoint((each.home, each.refers if each.home not in moving.moved else None))
        and not reach.goes_with_parent(each)
        and each.kind not in ("table", "sequence")
        and (key in ours or each.home in moving.moved)
    }
    chosen = {
        key: each for key, each in candidates.items() if each.home not in moving.moved or _reaches_out(each, inner_keys)
    }
    # What stands on something that is dropped cannot stay, even if it is the table's own.
    while True:
        falling = {
            key: each
            for key, each in candidates.items()
            if key not in chosen and any(other in chosen for other in reach.links.get(key, ()))
        }
        if not falling:
            return list(chosen.values())
        chosen |= falling


def _reaches_out(lost: Lost, inner_keys: Collection[int]) -> bool:
    """Whether it holds something outside of the trash: the table it refers to, or the function it calls."""
    if lost.kind == "trigger":
        # The one that a partition has of its parent goes when it is detached.
        return lost.parent is None
    return lost.kind == "foreign key" and lost.key[1] not in inner_keys


def _ours(reach: Reach, moving: Moving) -> set[Key]:
    """What is lost for the sake of the moved tables, and not only for that of another that the statement drops."""
    above = defaultdict(set)
    for key, below in reach.links.items():
        for other in below:
            above[other].add(key)
    ours: set[Key] = set()
    waiting = [key for key, each in reach.lost.items() if each.kind == "table" and each.home in moving.moved]
    while waiting:
        key = waiting.pop()
        each = reach.lost.get(key)
        if key in ours or (each is not None and each.home in moving.elsewhere):
            continue
        ours.add(key)
        # With a part goes the whole: with a partition the foreign key that refers to all of them.
        waiting += [*above[key], *([] if each is None or each.parent is None else [(key[0], each.parent, 0)])]
    return ours


def _move(connection: Connection, moving: Moving, parts: Sequence[Part], kept: str) -> Move:
    table = moving.table
    own = [part for part in parts if part.home in moving.moved and part.record["kind"] == "foreign key"]
    steps = removals([part for part in parts if part not in own])
    # A partition has its foreign keys from the parent until it is detached.
    steps += [_detached(parent) for parent in moving.parents]
    steps += removals(own)
    dropped = {(part.record["kind"], part.record["name"]) for part in parts if part.home in moving.moved}
    named = [
        [row["kind"], row["schema"], row["name"]]
        for row in connection.execute(text(_NAMED), {"oids": sorted(moving.moved)}).mappings()
        if (row["kind"], row["name"]) not in dropped and ("constraint", row["name"]) not in dropped
    ]
    named += [["table", heir.schema, heir.name] for oid, heir in sorted(moving.moved.items()) if oid != table.oid]
    renamed = [[*each, numbered(kept, number)] for number, each in enumerate(named, 1)]
    renamed.append(["table", table.schema, table.name, kept])
    steps += [
        f"ALTER {RENAMED[kind]} {quoted(schema, name)} RENAME TO {quoted(new)}" for kind, schema, name, new in renamed
    ]
    record = {
        "schema": table.schema,
        "name": table.name,
        "renamed": renamed,
        "parents": list(moving.parents),
        "parts": [{**part.record, "is_own": part.home in moving.moved} for part in parts],
    }
    return Move(steps=tuple(steps), record=record)


def _detached(parent: Mapping[str, Any]) -> str:
    if parent["bound"] is None:
        return f"ALTER TABLE {quoted(*parent['child'])} NO INHERIT {quoted(*parent['parent'])}"
    return f"ALTER TABLE {quoted(*parent['parent'])} DETACH PARTITION {quoted(*parent['child'])}"
