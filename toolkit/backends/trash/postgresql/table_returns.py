"""A table comes back from the trash."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from sqlalchemy import text
from sqlalchemy.engine import Connection

from toolkit.backends.sql.values import Name
from toolkit.backends.trash.base import PREFIX, Entry, Return
from toolkit.backends.trash.postgresql.finding import locate
from toolkit.backends.trash.postgresql.names import Relation, quoted, relations, resolve_permanent
from toolkit.backends.trash.postgresql.returning import Settling
from toolkit.backends.trash.postgresql.schemas import exists, is_home
from toolkit.backends.trash.postgresql.sending import attempt, count, rehearsal, send
from toolkit.backends.trash.postgresql.tables import RENAMED

_MEMBERS = """
SELECT 'index' AS what, c.relname::text AS name FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid
WHERE i.indrelid = ANY (CAST(:oids AS oid[]))
UNION ALL SELECT 'constraint', conname::text FROM pg_constraint
WHERE conrelid = ANY (CAST(:oids AS oid[])) AND contype <> 't'
UNION ALL SELECT 'trigger', tgname::text FROM pg_trigger
WHERE tgrelid = ANY (CAST(:oids AS oid[])) AND NOT tgisinternal
ORDER BY 1, 2
"""
_DEFAULT_PARTITION = """
SELECT p.partdefid::regclass::text FROM pg_partitioned_table p
WHERE p.partrelid = CAST(:oid AS oid) AND p.partdefid <> 0
"""


@dataclass(kw_only=True)
class _Homecoming:
    """A table on its way back, within a rehearsal."""

    connection: Connection
    entry: Entry
    steps: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    tables: dict[tuple[str, str], Relation] = field(default_factory=dict)
    """All that came back, by the schema and name they had."""

    def move(self, table: Relation) -> Relation:
        """Back to its schema, which it left before that was dropped, if there is one of the name again."""
        was = self.entry.record["schema"]
        if table.schema == was or not exists(self.connection, was) or not is_home(self.connection, table.schema):
            return table
        for kind, schema, _, new in self.entry.record["renamed"]:
            if kind in ("table", "statistics") and schema == was:
                self.steps.append(f"ALTER {RENAMED[kind]} {quoted(table.schema, new)} SET SCHEMA {quoted(was)}")
        send(self.connection, self.steps)
        return replace(table, schema=was)

    def rename(self, table: Relation) -> None:
        """The table under the name that it is to have, the rest under the names that it had."""
        was = self.entry.record["schema"]
        is_there = exists(self.connection, was)
        for kind, schema, old, new in reversed(self.entry.record["renamed"]):
            # What has its name for the table's sake went with it, should that be in another schema now.
            goes_along = kind != "statistics" or not is_there
            at = table.schema if schema == was and goes_along else schema
            is_it = kind == "table" and new == self.entry.kept
            wanted = self.entry.table.name if is_it else old
            step = f"ALTER {RENAMED[kind]} {quoted(at, new)} RENAME TO {quoted(wanted)}"
            if is_it:
                send(self.connection, [step])
            else:
                why = attempt(self.connection, [step])
                if why is not None:
                    self.notes.append(f"{kind.capitalize()} {old} stays {new} in the trash: {why}.")
                    continue
            self.steps.append(step)
            if kind == "table":
                found = table if is_it else resolve_permanent(self.connection, Name(schema=at, name=old))
                assert found is not None
                self.tables[schema, old] = replace(found, name=wanted)

    def join(self, parent: Mapping[str, Any]) -> None:
        """Make it the partition or heir of another table again."""
        child = self.tables.get((parent["child"][0], parent["child"][1]))
        above = resolve_permanent(self.connection, Name(schema=parent["parent"][0], name=parent["parent"][1]))
        above = above or relations(self.connection, [parent["parent_oid"]]).get(parent["parent_oid"])
        if child is None or above is None or above.name.startswith(PREFIX):
            why: str | None = f"{quoted(*parent['parent'])} is not there"
        elif parent["bound"] is None:
            step = f"ALTER TABLE {child.written} INHERIT {above.written}"
            why = attempt(self.connection, [step])
        else:
            step = f"ALTER TABLE {above.written} ATTACH PARTITION {child.written} {parent['bound']}"
            why = self._taken(above, parent["condition"]) or attempt(self.connection, [step])
        if why is None:
            self.steps.append(step)
            if parent["checks"]:
                told = ", ".join(parent["checks"])
                self.notes.append(f"Of {child.written if child else ''} these checks are its own now, too: {told}.")
            return
        word = "an heir" if parent["bound"] is None else "a partition"
        self.notes.append(f"{quoted(*parent['child'])} is no longer {word} of {quoted(*parent['parent'])}: {why}.")

    def _taken(self, parent: Relation, condition: str) -> str | None:
        """Rows that would belong to the partition, and were written to the default one meanwhile."""
        default = self.connection.scalar(text(_DEFAULT_PARTITION), {"oid": parent.oid})
        if default is None or not condition:
            return None
        found = count(self.connection, f"SELECT count(*) FROM {default} WHERE {condition}")  # noqa: S608
        if isinstance(found, str):
            return found
        return f"{found:,} rows that belong there are in {default}" if found else None


def return_table(connection: Connection, entry: Entry) -> Return:
    """Rename it back with all that belongs to it, then make again what was dropped with it, each as far as it goes."""
    table = locate(connection, entry)
    if table is None:
        return Return(steps=(), notes=(f"{entry.kept} is in the trash no longer.",))
    record = entry.record
    with rehearsal(connection):
        home = _Homecoming(connection=connection, entry=entry)
        home.rename(home.move(table))
        parts = Settling(connection=connection, parts=record["parts"], back_as=home.tables, notes=home.notes)
        parts.steps = home.steps
        keys = [place for place, part in enumerate(parts.parts) if part["is_own"] and part["kind"] == "foreign key"]
        for place in keys:
            parts.settle(place)
        for parent in record["parents"]:
            home.join(parent)
        for place, part in enumerate(parts.parts):
            if place in keys:
                continue
            if part["is_own"] or entry.table.name == record["name"]:
                parts.settle(place)
            else:
                parts.leave_out(place, f"{record['name']} is {entry.table.name} now")
        members = connection.execute(
            text(_MEMBERS), {"oids": sorted(relation.oid for relation in home.tables.values())}
        ).all()
    own = ((row.what, row.name) for row in members if not row.name.startswith(PREFIX))
    return Return(steps=tuple(home.steps), back=tuple(dict.fromkeys((*own, *parts.back))), notes=tuple(home.notes))
