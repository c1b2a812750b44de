"""A column comes back from the trash."""

from __future__ import annotations

from dataclasses import dataclass, field

from sqlalchemy import text
from sqlalchemy.engine import Connection

from toolkit.backends.trash.base import Entry, Return
from toolkit.backends.trash.postgresql.counting import empty
from toolkit.backends.trash.postgresql.finding import locate
from toolkit.backends.trash.postgresql.generated import DEFINITION, TOLD
from toolkit.backends.trash.postgresql.names import Relation, quoted
from toolkit.backends.trash.postgresql.returning import Settling
from toolkit.backends.trash.postgresql.sending import attempt, rehearsal, send

_PROBE = "tktrash_probe"
_PROBED = """
SELECT pg_get_expr(d.adbin, d.adrelid) FROM pg_attrdef d
JOIN pg_attribute a ON a.attrelid = d.adrelid AND a.attnum = d.adnum
JOIN pg_class c ON c.oid = d.adrelid JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE c.relname = CAST(:probe AS name) AND n.nspname = CAST(:schema AS name) AND a.attgenerated = ''
"""


@dataclass(kw_only=True)
class _Homecoming:
    """A column on its way back, within a rehearsal."""

    connection: Connection
    entry: Entry
    table: Relation
    steps: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    @property
    def column(self) -> str:
        """As it is to be called."""
        assert self.entry.column is not None
        return self.entry.column

    @property
    def told(self) -> str:
        """The column, for people."""
        return f"{self.table.name}.{self.column}"

    def do(self, statement: str) -> None:
        """What must work."""
        send(self.connection, [statement])
        self.steps.append(statement)

    def compute(self) -> None:
        """Where it had to let go of what it is generated from: it is made anew, and stands last."""
        record, name = self.entry.record, quoted(self.column)
        if record.get(DEFINITION):
            self.do(f"ALTER TABLE {self.table.written} DROP COLUMN {name}")
            self.do(f"ALTER TABLE {self.table.written} ADD COLUMN {name} {record[DEFINITION]}")
            if record[TOLD] is not None:
                self.do(f"COMMENT ON COLUMN {self.table.written}.{name} IS {record[TOLD]}")

    def rename(self) -> None:
        """The column, what is generated from it, and its sequences."""
        self.do(f"ALTER TABLE {self.table.written} RENAME COLUMN {quoted(self.entry.kept)} TO {quoted(self.column)}")
        others = [
            (
                f"ALTER TABLE {quoted(*self._place(schema, table))} RENAME COLUMN {quoted(new)} TO {quoted(name)}",
                name,
                new,
            )
            for schema, table, name, new in self.entry.record["siblings"]
        ] + [
            (f"ALTER SEQUENCE {quoted(self.table.schema, new)} RENAME TO {quoted(name)}", name, new)
            for _, _, name, new in self.entry.record["renamed"]
        ]
        for step, name, new in others:
            why = attempt(self.connection, [step])
            if why is None:
                self.steps.append(step)
            else:
                self.notes.append(f"{name} stays {new} in the trash: {why}.")

    def fill(self, definition: str) -> None:
        """Give a value to the rows that were written without one, where the column did not take NULL."""
        record = self.entry.record
        requires = [record["schema"], record["table"], record["column"]]
        if requires not in [required[:3] for required in record["required"]]:
            return
        found = empty(self.connection, self.table, [quoted(self.column)])
        if not found:
            return
        value = self._default(definition) or record["default"]
        if value is not None:
            name = quoted(self.column)
            step = f"UPDATE {self.table.written} SET {name} = {value} WHERE {name} IS NULL"  # noqa: S608
            why = attempt(self.connection, [step])
            if why is None:
                self.steps.append(step)
                self.notes.append(f"{_rows(found)} written meanwhile got {value} in {self.told}.")
            else:
                self.notes.append(f"{_rows(found)} written meanwhile could not get {value} in {self.told}: {why}.")

    def require(self) -> None:
        """The type that it had, and NOT NULL where there are values everywhere."""
        record = self.entry.record
        if record["domain"] is not None:
            step = f"ALTER TABLE {self.table.written} ALTER COLUMN {quoted(self.column)} TYPE {record['domain']}"
            why = attempt(self.connection, [step])
            if why is None:
                self.steps.append(step)
            else:
                self.notes.append(f"{self.told} is not of type {record['domain']} any more: {why}.")
        for schema, table, name, requirement in record["required"]:
            place = self._place(schema, table)
            own = self.column if name == record["column"] else name
            relation = Relation(oid=0, schema=place[0], name=place[1], kind="p")
            words = requirement or f"ALTER COLUMN {quoted(own)} SET NOT NULL"
            step = f"ALTER TABLE {relation.written} {words}"
            found = empty(self.connection, relation, [quoted(own)])
            why = f"{_rows(found)} have no value" if found else attempt(self.connection, [step])
            if why is None:
                self.steps.append(step)
            else:
                self.notes.append(f"{place[1]}.{own} takes NULL now: {why}.")

    def _place(self, schema: str, table: str) -> tuple[str, str]:
        """The table, which may have another name by now."""
        record = self.entry.record
        is_it = (schema, table) == (record["schema"], record["table"])
        return (self.table.schema, self.table.name) if is_it else (schema, table)

    def _default(self, definition: str) -> str | None:
        """What a new column of this definition would be filled with: the server reads it."""
        if not definition.strip():
            return None
        probe = f"CREATE TABLE {quoted(self.table.schema, _PROBE)} ({quoted(self.column)} {definition})"
        if attempt(self.connection, [probe]) is not None:
            return None
        given = {"probe": _PROBE, "schema": self.table.schema}
        found = self.connection.scalar(text(_PROBED), given)
        # A serial column has a sequence of its own, which is gone again.
        return None if found is None or _PROBE in found else str(found)


def return_column(connection: Connection, entry: Entry, definition: str) -> Return:
    """Rename it back, fill what was written without it, then make again what was dropped with it."""
    table = locate(connection, entry)
    if table is None:
        return Return(steps=(), notes=(f"{entry.kept} is in the trash no longer.",))
    with rehearsal(connection):
        home = _Homecoming(connection=connection, entry=entry, table=table)
        home.rename()
        home.compute()
        home.fill(definition)
        home.require()
        record = entry.record
        back_as = {(record["schema"], record["table"]): table}
        parts = Settling(connection=connection, parts=record["parts"], back_as=back_as, notes=home.notes)
        parts.steps = home.steps
        for place in range(len(parts.parts)):
            if entry.column == record["column"]:
                parts.settle(place)
            else:
                parts.leave_out(place, f"{record['column']} is {entry.column} now")
    return Return(steps=tuple(home.steps), back=tuple(dict.fromkeys(parts.back)), notes=tuple(home.notes))


def _rows(number: int | str) -> str:
    return f"{number:,} row{'' if number == 1 else 's'}" if isinstance(number, int) else number
