"""Triggers of tables and views, but those that the server made for itself."""

from __future__ import annotations

from collections.abc import Mapping

from toolkit.backends.catalogs.postgresql.arrays import settled
from toolkit.backends.catalogs.postgresql.session import Session
from toolkit.catalog.values import Trigger

# A partition's copy of a trigger is told where it fires otherwise than its original.
_TRIGGERS = """
SELECT t.tgrelid AS relation, t.tgname::text AS name, t.tgenabled::text AS enabled,
       pg_get_triggerdef(t.oid, true) AS definition, m.description AS comment
FROM pg_trigger t
JOIN pg_class c ON c.oid = t.tgrelid
$parent
LEFT JOIN pg_description m ON m.objoid = t.oid AND m.classoid = 'pg_trigger'::regclass AND m.objsubid = 0
WHERE c.relnamespace = ANY (CAST(:schemas AS oid[])) AND $shown AND NOT EXISTS (
    SELECT FROM pg_depend e WHERE e.classid = 'pg_trigger'::regclass AND e.objid = t.oid AND e.deptype = 'e')
ORDER BY t.tgname
"""
_PARENT = "LEFT JOIN pg_trigger p ON p.oid = t.tgparentid"
_SHOWN = "CASE WHEN p.oid IS NULL THEN NOT t.tgisinternal ELSE NOT p.tgisinternal AND p.tgenabled <> t.tgenabled END"
_ENABLED = {"O": None, "D": "DISABLED", "R": "REPLICA", "A": "ALWAYS"}


def read_triggers(session: Session, relations: Mapping[int, tuple[str | None, str]]) -> tuple[Trigger, ...]:
    """Those of the relations whose schema and name are given by oid."""
    rows = session.rows("Triggers", _TRIGGERS, parent=(13, _PARENT, ""), shown=(13, _SHOWN, "NOT t.tgisinternal"))
    triggers = []
    for row in rows:
        if row.relation in relations:
            schema, table = relations[row.relation]
            enabled = _ENABLED.get(row.enabled, row.enabled)
            triggers.append(
                Trigger(
                    schema=schema,
                    table=table,
                    name=row.name,
                    definition=settled(row.definition),
                    enabled=enabled,
                    comment=row.comment,
                )
            )
    return tuple(sorted(triggers, key=lambda trigger: (trigger.schema, trigger.table, trigger.name)))
