"""What was dropped with a table or column is made again, as far as the rows and the rest of the schema allow it now."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import text
from sqlalchemy.engine import Connection

from toolkit.backends.sql.values import Name
from toolkit.backends.trash.base import PREFIX
from toolkit.backends.trash.postgresql.counting import broken, doubled, empty, orphans
from toolkit.backends.trash.postgresql.names import Relation, quoted, relations, resolve_permanent
from toolkit.backends.trash.postgresql.sending import attempt

PartRecord = Mapping[str, Any]

_WORDS = {
    "index": "index", "constraint": "constraint", "foreign key": "constraint", "trigger": "trigger", "view": "view",
}  # fmt: skip
_COLUMNS = """
SELECT attname::text FROM pg_attribute WHERE attrelid = CAST(:oid AS oid) AND attnum > 0 AND NOT attisdropped
"""
_BODIES = "check_function_bodies"


@dataclass(kw_only=True)
class Settling:
    """Makes parts again, one after the other. Within a rehearsal, in which the rest has come back already.

    What takes long is not made there, but counted; what cannot be counted is tried.
    """

    connection: Connection
    parts: Sequence[PartRecord]
    """All of the record: they speak of each other by their places."""
    back_as: Mapping[tuple[str, str], Relation] = field(default_factory=dict)
    """The tables that come back, as they are called now, by the schema and name they had."""
    steps: list[str] = field(default_factory=list)
    back: list[tuple[str, str]] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    _missing: set[int] = field(default_factory=set)

    def settle(self, place: int) -> None:
        """One part: its statements, or a note that says why there are none."""
        part = self.parts[place]
        short = [self.parts[other]["told"] for other in part["needs"] if other in self._missing]
        why = f"it needs {_lowered(short[0])}" if short else self._settled(place, part)
        if why is None:
            if part["kind"] in _WORDS:
                self.back.append((_WORDS[part["kind"]], part["name"]))
            return
        self._missing.add(place)
        self.notes.append(f"{part['told']} did not come back: {why}.")

    def leave_out(self, place: int, why: str) -> None:
        """A part that is not wanted."""
        self._missing.add(place)
        self.notes.append(f"{self.parts[place]['told']} did not come back: {why}.")

    def _settled(self, place: int, part: PartRecord) -> str | None:
        home = self._now(part["home"], part["home_oid"]) if "home" in part else None
        why = self._absent(part, home) if "home" in part else None
        if why is not None:
            return why
        if part["kind"] == "foreign key":
            assert home is not None
            return self._foreign_key(part, home)
        make = _renamed(part, home)
        if home is not None and home.is_table and "unique" in part and not part.get("is_period"):
            return self._unique(place, part, home, make)
        if home is not None and part.get("type") == "c":
            return self._check(part, home, make)
        if part["kind"] == "index":
            self.steps += make
            return None
        return self._tried(part, make)

    def _absent(self, part: PartRecord, home: Relation | None) -> str | None:
        """What it would need, and is not there."""
        if home is None:
            return f"{quoted(*part['home'])} is not there"
        if home.name.startswith(PREFIX):
            return f"{quoted(*part['home'])} is in the trash, too"
        lacking = self._lacking(home, part)
        return f"{quoted(*part['home'], lacking[0])} is not there" if lacking else None

    def _foreign_key(self, part: PartRecord, home: Relation) -> str | None:
        referred = self._now(part["referred"], part["referred_oid"])
        if referred is None or referred.name.startswith(PREFIX):
            return f"{quoted(*part['referred'])} is {'not there' if referred is None else 'in the trash'}"
        definition = part["definition"].replace(
            f" REFERENCES {part['referred_name']}(", f" REFERENCES {referred.written}(", 1
        )
        add = f"ALTER TABLE {home.written} ADD CONSTRAINT {quoted(part['name'])} {definition}"
        if part["is_validated"] and part["is_enforced"] and not part["is_period"]:
            found = orphans(self.connection, part, home, referred)
            if isinstance(found, str):
                return found
            if found and home.kind == "p":
                return f"{_rows(found)} in {home.written} refer to no row of {referred.written}"
            if found:
                add += " NOT VALID"
                told = f"{_rows(found)} refer to no row of {referred.written}"
                self.notes.append(f"{part['told']} came back NOT VALID: {told}.")
        self.steps += [add, *_renamed(part, home)]
        return None

    def _unique(self, place: int, part: PartRecord, home: Relation, make: Sequence[str]) -> str | None:
        keys = part["unique"]["keys"]
        if part.get("type") == "p":
            without = empty(self.connection, home, keys)
            if without:
                return without if isinstance(without, str) else f"{_rows(without)} have no {', '.join(keys)}"
        twice = doubled(self.connection, home, part["unique"])
        if twice:
            return twice if isinstance(twice, str) else f"{twice:,} values of {', '.join(keys)} occur more than once"
        if any(place in other["needs"] and other["kind"] != "foreign key" for other in self.parts):
            return self._tried(part, make)
        self.steps += make
        return None

    def _check(self, part: PartRecord, home: Relation, make: Sequence[str]) -> str | None:
        found = broken(self.connection, home, part["expression"]) if part["is_validated"] else 0
        if isinstance(found, str):
            return found
        first, *more = make
        if found:
            self.notes.append(f"{part['told']} came back NOT VALID: {_rows(found)} do not satisfy it.")
            first += " NOT VALID"
        self.steps += [first, *more]
        return None

    def _tried(self, part: PartRecord, make: Sequence[str]) -> str | None:
        if part["kind"] == "function":
            # Its body may speak of what comes back only later.
            was = self.connection.scalar(text(f"SELECT current_setting('{_BODIES}')"))
            make = [f"SET LOCAL {_BODIES} = off", *make, f"SET LOCAL {_BODIES} = {was}"]
        trial = [re.sub(r" WITH DATA\Z", " WITH NO DATA", statement) for statement in make]
        why = attempt(self.connection, trial)
        if why is None:
            self.steps += make
        return why

    def _now(self, name: Sequence[str], oid: int) -> Relation | None:
        """What was called so, which may have another name by now."""
        schema, table = name
        found = self.back_as.get((schema, table)) or resolve_permanent(self.connection, Name(schema=schema, name=table))
        return found or relations(self.connection, [oid]).get(oid)

    def _lacking(self, home: Relation, part: PartRecord) -> list[str]:
        needed = [*part.get("needs_columns", ()), *part.get("columns", ())]
        if not needed:
            return []
        there = set(self.connection.scalars(text(_COLUMNS), {"oid": home.oid}))
        return [column for column in needed if column not in there]


def _renamed(part: PartRecord, home: Relation | None) -> list[str]:
    """The statements, with the name that the table has now."""
    make = list(part["make"])
    if home is None or [home.schema, home.name] == part["home"]:
        return make
    was = re.compile(rf"(?<![\w.\"$]){re.escape(part['home_name'])}(?![\w\"$])")
    return [was.sub(lambda _: home.written, statement) for statement in make]


def _rows(number: int) -> str:
    return f"{number:,} row{'' if number == 1 else 's'}"


def _lowered(told: str) -> str:
    return told[:1].lower() + told[1:]
