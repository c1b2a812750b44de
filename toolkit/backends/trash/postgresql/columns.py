"""A column goes to the trash."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import text
from sqlalchemy.engine import Connection

from toolkit.backends.sql.values import Name
from toolkit.backends.trash.base import Move
from toolkit.backends.trash.postgresql.generated import generated
from toolkit.backends.trash.postgresql.names import Relation, numbered, quoted, resolve
from toolkit.backends.trash.postgresql.parts import Part, read_parts, removals
from toolkit.backends.trash.postgresql.reach import Lost, Reach, classify, rehearse
from toolkit.backends.trash.postgresql.sending import attempt, rehearsal, send, speak_fully
from toolkit.errors import CommandRefused

# An heir has the column under the same name; only a rename of the topmost one reaches all of them.
_COLUMNS = """
WITH RECURSIVE heir (oid) AS (
    SELECT CAST(:oid AS oid) UNION SELECT i.inhrelid FROM pg_inherits i JOIN heir h ON i.inhparent = h.oid
)
SELECT c.oid, CAST(a.attnum AS int) AS number, c.oid::regclass::text AS told
FROM heir JOIN pg_class c ON c.oid = heir.oid
JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = CAST(:column AS name) AND NOT a.attisdropped
ORDER BY c.oid = CAST(:oid AS oid) DESC, c.oid
"""
# A domain's own default serves its columns. From 18 on, NOT NULL is a constraint with a name.
_FACTS = """
SELECT a.attrelid AS oid, n.nspname::text AS schema, c.relname::text AS table, a.attname::text AS name,
       CAST(a.attnum AS int) AS number, a.attinhcount > 0 AS is_inherited, a.attnotnull AS is_required,
       a.atthasdef AND a.attgenerated = '' OR t.typdefault IS NOT NULL AS has_default,
       a.attidentity <> '' AS is_identity, a.attgenerated <> '' AS is_generated, d.oid AS default_oid,
       pg_get_expr(d.adbin, d.adrelid) AS expression,
       format_type(a.atttypid, a.atttypmod) AS type,
       CASE WHEN t.typtype = 'd' THEN format_type(t.typbasetype, t.typtypmod) END AS base,
       'ADD CONSTRAINT ' || quote_ident(r.conname) || ' ' || pg_get_constraintdef(r.oid) AS requirement,
       coalesce(r.conislocal, true) AS requires_itself
FROM ROWS FROM (unnest(CAST(:oids AS oid[])), unnest(CAST(:numbers AS int[]))) AS g (oid, number)
JOIN pg_attribute a ON a.attrelid = g.oid AND a.attnum = g.number
JOIN pg_class c ON c.oid = a.attrelid
JOIN pg_namespace n ON n.oid = c.relnamespace
JOIN pg_type t ON t.oid = a.atttypid
LEFT JOIN pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
LEFT JOIN pg_constraint r ON r.conrelid = a.attrelid AND r.contype = 'n' AND r.conkey = ARRAY[a.attnum]
"""
_SEQUENCES = """
SELECT n.nspname::text AS schema, c.relname::text AS name
FROM ROWS FROM (unnest(CAST(:oids AS oid[])), unnest(CAST(:numbers AS int[]))) AS g (oid, number)
JOIN pg_depend d ON d.classid = 'pg_class'::regclass AND d.refclassid = 'pg_class'::regclass AND d.refobjid = g.oid
    AND d.refobjsubid = g.number AND d.deptype IN ('a', 'i')
JOIN pg_class c ON c.oid = d.objid AND c.relkind = 'S'
JOIN pg_namespace n ON n.oid = c.relnamespace
ORDER BY 1, 2
"""


def move_column(connection: Connection, table: Name, column: str, kept: str, *, cascade: bool) -> Move:
    """Rename it, let rows be written without it, and drop what a drop of it would have dropped."""
    drop = f"ALTER TABLE {quoted(table.schema, table.name)} DROP COLUMN {quoted(column)}{' CASCADE' if cascade else ''}"
    found = resolve(connection, table)
    rows = [] if found is None else connection.execute(text(_COLUMNS), {"oid": found.oid, "column": column}).all()
    if found is None or not rows or rows[0].oid != found.oid:
        # The server has the words for it.
        send(connection, [drop])
        return Move(steps=())
    roots = [(row.oid, row.number) for row in rows]
    with rehearsal(connection):
        # A generated column in the trash needs this one, not its name.
        others = [quoted(one.kept) for one in generated(connection, found, [column])]
        send(connection, [f"ALTER TABLE {found.written} DROP COLUMN {other}" for other in others])
        reach = rehearse(connection, roots, drop)
    dropped = {key[1:] for key in reach.lost}
    _refuse_what_stays([row.told for row in rows if (row.oid, row.number) not in dropped], column)
    with rehearsal(connection):
        speak_fully(connection)
        reach = classify(connection, reach)
        made = [(key[1], key[2]) for key, lost in reach.lost.items() if lost.kind == "generated column"]
        facts = _facts(connection, [*roots, *(place for place in made if place not in roots)])
        parts = read_parts(connection, _chosen(reach, facts), reach)
        return _move(connection, found, facts, parts, kept)


def _facts(connection: Connection, places: Sequence[tuple[int, int]]) -> list[Mapping[str, Any]]:
    """The column first, then those of heirs, and those that are generated from it."""
    rows = [dict(row) for row in connection.execute(text(_FACTS), _given(places)).mappings()]
    order = {place: number for number, place in enumerate(places)}
    return sorted(rows, key=lambda row: order[row["oid"], row["number"]])


def _chosen(reach: Reach, facts: Sequence[Mapping[str, Any]]) -> list[Lost]:
    """All that the drop takes along, but what belongs to the column itself and stays with it."""
    lost = {key: each for key, each in reach.lost.items() if reach.whole(key) == key}
    columns = {(fact["oid"], fact["number"]) for fact in facts}
    defaults = {fact["default_oid"] for fact in facts}
    tables = {fact["oid"] for fact in facts}
    return [
        each
        for key, each in lost.items()
        if key[1:] not in columns
        and not reach.goes_with_parent(each)
        and each.kind not in ("internal", "not null", "publication")
        and not (each.kind == "default" and key[1] in defaults)
        and not (each.kind == "sequence" and each.home in tables)
    ]


def _move(
    connection: Connection, table: Relation, facts: Sequence[Mapping[str, Any]], parts: Sequence[Part], kept: str
) -> Move:
    column = facts[0]
    places = [(fact["oid"], fact["number"]) for fact in facts]
    sequences = connection.execute(text(_SEQUENCES), _given(places)).all()
    made = [fact for fact in facts if fact["is_generated"] and fact["name"] != column["name"]]
    topmost = [fact for fact in made if not fact["is_inherited"]]
    renamed = [["sequence", row.schema, row.name, numbered(kept, number)] for number, row in enumerate(sequences, 1)]
    siblings = [
        [fact["schema"], fact["table"], fact["name"], numbered(kept, number)]
        for number, fact in enumerate(topmost, len(renamed) + 1)
    ]
    base = _plainer_type(connection, column)
    freed = _freed(facts)
    required = [fact for fact in reversed(freed) if fact["requires_itself"]]
    steps = removals(parts)
    steps += [f"ALTER TABLE {_table(fact)} ALTER COLUMN {quoted(fact['name'])} DROP NOT NULL" for fact in freed]
    if base is not None:
        steps.append(f"ALTER TABLE {table.written} ALTER COLUMN {quoted(column['name'])} TYPE {base}")
    steps += [f"ALTER SEQUENCE {quoted(schema, name)} RENAME TO {quoted(new)}" for _, schema, name, new in renamed]
    steps += [
        f"ALTER TABLE {quoted(schema, of)} RENAME COLUMN {quoted(name)} TO {quoted(new)}"
        for schema, of, name, new in (*siblings, [table.schema, table.name, column["name"], kept])
    ]
    record = {
        "schema": table.schema,
        "table": table.name,
        "column": column["name"],
        "renamed": renamed,
        "siblings": siblings,
        "required": [[fact["schema"], fact["table"], fact["name"], fact["requirement"]] for fact in required],
        "default": None if column["is_generated"] else column["expression"],
        "domain": None if base is None else column["type"],
        "parts": [{**part.record, "is_own": False} for part in parts],
    }
    return Move(steps=tuple(steps), record=record)


def _freed(facts: Sequence[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """The columns that rows could not be written without: NOT NULL, and nothing that fills them."""
    required = [fact for fact in facts if fact["is_required"]]
    plain = [fact for fact in required if not fact["is_generated"]]
    # Nothing takes NOT NULL from an identity column, which fills itself.
    is_filled = facts[0]["is_identity"] or all(fact["has_default"] for fact in plain)
    return [fact for fact in required if fact["is_generated"] or not is_filled]


def _plainer_type(connection: Connection, column: Mapping[str, Any]) -> str | None:
    """The type below the column's domain, where that one refuses NULL and nothing else fills the column."""
    if column["base"] is None or column["has_default"] or column["is_identity"] or column["is_generated"]:
        return None
    refused = attempt(connection, [f"SELECT CAST(NULL AS {column['type']})"])
    return None if refused is None else str(column["base"])


def _refuse_what_stays(tables: Sequence[str], column: str) -> None:
    """A rename reaches all heirs; a drop leaves the column to those that have it from elsewhere, too."""
    if tables:
        raise CommandRefused(
            f"The drop would leave {column} in {', '.join(tables)}, and the trash cannot.",
            why="The heir defines the column itself, or inherits it from another table, too.",
            mend='Let the drop be a real one: `--no-trash "REASON"`. Nothing was changed.',
        )


def _table(fact: Mapping[str, Any]) -> str:
    return quoted(fact["schema"], fact["table"])


def _given(places: Sequence[tuple[int, int]]) -> dict[str, list[int]]:
    return {"oids": [oid for oid, _ in places], "numbers": [number for _, number in places]}
