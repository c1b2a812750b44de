"""Setting a table aside, and bringing it back: a rename, without what is named per database or reaches other tables."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from operator import itemgetter
from typing import Any

from sqlalchemy.engine import Connection

from toolkit.backends.catalogs.innodb.texts import quoted
from toolkit.backends.sql.values import Name
from toolkit.backends.trash.base import Entry, Move, Return
from toolkit.backends.trash.innodb.changes import drop_check, drop_foreign_key
from toolkit.backends.trash.innodb.counting import orphans
from toolkit.backends.trash.innodb.printed import Check, ForeignKey, Printed, foreign_key
from toolkit.backends.trash.innodb.reading import (
    children,
    has_column,
    has_constraint,
    is_table,
    read_table,
    reading,
    spelled,
)
from toolkit.backends.trash.innodb.refusing import refuse, table_refusal
from toolkit.backends.trash.innodb.session import Session
from toolkit.backends.trash.innodb.triggers import Trigger, is_taken, may_name, read_triggers, recorded
from toolkit.errors import CommandRefused

_LONGEST_NAME = 64


def move_table(connection: Connection, table: Name, kept: str, together: frozenset[Name]) -> Move:
    """Metadata only; the table is out of reach with the first step."""
    with reading(connection) as session:
        schema = table.schema or session.database
        here = Name(schema=schema, name=table.name)
        going = {here} | {Name(schema=other.schema or session.database, name=other.name) for other in together}
        outside = [(child, key) for child, key in children(connection, schema, table.name) if child not in going]
        if outside and session.checks_foreign_keys:
            refuse(connection, table_refusal(session, table, outside[0][1], outside[0][0]))
        before = read_table(connection, table)
        triggers = read_triggers(connection, schema, table.name)
    checks = [check for check in before.checks if not _follows(check, table.name, kept, session)]
    target = Name(schema=table.schema, name=kept)
    parts = [drop_foreign_key(key.name) for key in before.foreign_keys]
    parts += [drop_check(check.name, is_mariadb=session.is_mariadb) for check in checks]
    away: Sequence[str] = [f"RENAME TABLE {spelled(table)} TO {spelled(target)}"]
    if parts:
        statement = f"ALTER TABLE {spelled(table)} {', '.join(parts)}, RENAME TO {spelled(target)}"
        away = session.under(session.wanted("", before.columns.values()), statement)
    gone = (f"DROP TRIGGER {spelled(Name(schema=table.schema, name=trigger.name))}" for trigger in triggers)
    return Move(
        steps=(*away, *gone, *_repointed(outside, table)),
        record={
            "table": table.name,
            "foreign_keys": [key.text for key in before.foreign_keys],
            "checks": [[check.name, check.text] for check in checks],
            "triggers": recorded(triggers),
        },
    )


def return_table(connection: Connection, entry: Entry) -> Return:
    """Triggers first, so that no row is written without them. Raises CommandRefused if the table is gone."""
    with reading(connection) as session:
        schema = entry.table.schema or session.database
        if not is_table(connection, schema, entry.kept):
            raise CommandRefused(f"{entry.kept} is not in the database any more.")
        kept = Name(schema=entry.table.schema, name=entry.kept)
        now = read_table(connection, kept)
        returning = _Returning(connection=connection, session=session, entry=entry, schema=schema)
        return returning.plan(now)


def _follows(check: Check, table: str, kept: str, session: Session) -> bool:
    """Whether it may stay: MariaDB names checks per table, and MySQL renames those that it named itself."""
    if session.is_mariadb:
        return True
    generated = re.fullmatch(re.escape(table) + r"(_chk_\d+)", check.name, re.IGNORECASE)
    return generated is not None and len(kept + generated[1]) <= _LONGEST_NAME


def _repointed(outside: Sequence[tuple[Name, ForeignKey]], table: Name) -> Iterator[str]:
    """The foreign keys of other tables, which have followed the rename, refer to the name again, as after a drop.

    Only where foreign keys are not checked. One ALTER cannot drop and add a key of the same name (1826 on both).
    """
    for child, keys in groupby(outside, key=itemgetter(0)):
        found = [key for _, key in keys]
        yield f"ALTER TABLE {spelled(child)} {', '.join(drop_foreign_key(key.name) for key in found)}"
        yield f"ALTER TABLE {spelled(child)} {', '.join(f'ADD {key.text}' for key in found)}"


@dataclass(kw_only=True)
class _Returning:
    connection: Connection
    session: Session
    entry: Entry
    schema: str | None
    back: list[tuple[str, str]] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    def plan(self, now: Printed) -> Return:
        table, kept = self.entry.table, Name(schema=self.entry.table.schema, name=self.entry.kept)
        record: Mapping[str, Any] = self.entry.record
        for key in now.keys:
            self.back += [("index", key.name)] + ([("constraint", key.name)] if key.is_unique else [])
        self.back += [("constraint", check.name) for check in now.checks]
        triggers = tuple(step for told in record["triggers"] for step in self._trigger(Trigger(**told), kept))
        parts = [f"ADD {text}" for text in map(self._foreign_key, record["foreign_keys"]) if text is not None]
        # Checked anew, the whole table would be copied; which rows are orphans has been counted.
        wanted = {"foreign_key_checks": "0"} if parts and self.session.checks_foreign_keys else {}
        parts += [f"ADD {text}" for name, text in record["checks"] if self._is_free(name, "CHECK", "check")]
        back = f"ALTER TABLE {spelled(kept)} RENAME TO {spelled(table)}{''.join(f', {part}' for part in parts)}"
        if not parts:
            back = f"RENAME TABLE {spelled(kept)} TO {spelled(table)}"
        wanted = {**wanted, **self.session.wanted(" ".join(parts), now.columns.values() if parts else ())}
        return Return(
            steps=(*triggers, *self.session.under(wanted, back)), back=tuple(self.back), notes=tuple(self.notes)
        )

    def _is_free(self, name: str, kind: str, what: str) -> bool:
        if has_constraint(self.connection, self.schema, name, kind):
            self.notes.append(f"The {what} {name} of {self.entry.table.name} is left out: its name is taken.")
            return False
        self.back.append(("constraint", name))
        return True

    def _foreign_key(self, text: str) -> str | None:
        """None where it cannot come back."""
        key = foreign_key(text)
        schema = key.parent.schema or self.schema
        is_own = key.parent == Name(schema=None, name=self.entry.record["table"])
        table, name = self.entry.table.name, self.entry.kept if is_own else key.parent.name
        lacking = self._lacking(schema, name, key)
        if lacking is not None:
            self.notes.append(f"The foreign key {key.name} of {table} is left out: {lacking} is not there.")
            return None
        if not self._is_free(key.name, "FOREIGN KEY", "foreign key"):
            return None
        child = Name(schema=self.schema, name=self.entry.kept)
        rows = orphans(self.connection, child, key, Name(schema=schema, name=name))
        if rows:
            told = f"{rows:,} rows of {table} refer to rows of {key.parent.name} that are not there"
            self.notes.append(f"{told}; the foreign key {key.name} holds for what is written from now on.")
        if is_own:
            return text.replace(f"REFERENCES {quoted(key.parent.name)} ", f"REFERENCES {quoted(table)} ", 1)
        return text

    def _lacking(self, schema: str | None, name: str, key: ForeignKey) -> str | None:
        if not is_table(self.connection, schema, name):
            return key.parent.name
        gone = (column for column in key.referred if not has_column(self.connection, schema, name, column))
        return next((f"{key.parent.name}.{column}" for column in gone), None)

    def _trigger(self, trigger: Trigger, kept: Name) -> Sequence[str]:
        if is_taken(self.connection, self.schema, trigger.name):
            told = f"The trigger {trigger.name} of {self.entry.table.name} is left out: its name is taken."
            self.notes.append(told)
            return ()
        allowed = may_name(self.connection, self.session, trigger.definer)
        if not allowed:
            self.notes.append(
                f"The trigger {trigger.name} runs as {self.session.user}, no longer as {trigger.definer}."
            )
        self.back.append(("trigger", trigger.name))
        return self.session.under(trigger.wanted(self.session), trigger.creation(kept, with_definer=allowed))
