"""Bringing a column back: what it was, where it was, with the keys and checks that it was in."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from sqlalchemy.engine import Connection

from toolkit.backends.catalogs.innodb.texts import quoted
from toolkit.backends.trash.base import Entry, Return
from toolkit.backends.trash.innodb.changes import KeyChange, drop_check, drop_key
from toolkit.backends.trash.innodb.counting import alike, breaking, highest, holding, with_column
from toolkit.backends.trash.innodb.definition import check_of, generation_of, is_counted, without_counter
from toolkit.backends.trash.innodb.printed import PRIMARY, Check, Key, Printed
from toolkit.backends.trash.innodb.reading import read_table, reading, spelled
from toolkit.backends.trash.innodb.session import Session
from toolkit.backends.trash.innodb.texts import columns_in, first_group, with_column_renamed
from toolkit.errors import CommandRefused


def return_column(connection: Connection, entry: Entry) -> Return:
    """One ALTER. Raises CommandRefused if the column is gone."""
    with reading(connection) as session:
        now = read_table(connection, entry.table)
        if not entry.record["is_generated"] and not now.has(entry.kept):
            raise CommandRefused(f"{entry.kept} is not in {entry.table.name} any more.")
        returning = _Returning(connection=connection, session=session, entry=entry, now=now)
        return returning.plan()


@dataclass(kw_only=True)
class _Returning:
    connection: Connection
    session: Session
    entry: Entry
    now: Printed
    parts: list[str] = field(default_factory=list)
    """Of the ALTER TABLE."""
    back: list[tuple[str, str]] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    _wanted: dict[str, str] = field(default_factory=dict)

    def plan(self) -> Return:
        keys = self._keys()
        checks = self._checks()
        self._column(keys)
        order, is_mariadb = [name for name, _ in self.entry.record["keys"]], self.session.is_mariadb
        self.parts += [*_reordered(self.now.keys, keys, order, is_mariadb=is_mariadb), *checks]
        statement = f"ALTER TABLE {spelled(self.entry.table)} {', '.join(self.parts)}"
        keeps_zeros = not self._fills_zeros if self._is_counted else None
        wanted = {**self.session.wanted(statement, self.now.columns.values(), keeps_zeros=keeps_zeros), **self._wanted}
        return Return(steps=self.session.under(wanted, statement), back=tuple(self.back), notes=tuple(self.notes))

    # -- what is known

    @property
    def column(self) -> str:
        """The name that it gets: as it was spelled, unless another name is wanted."""
        was, wanted = str(self.entry.record["column"]), self.entry.column
        return was if wanted is None or wanted.lower() == was.lower() else wanted

    @property
    def _table(self) -> str:
        return self.entry.table.name

    @property
    def _is_generated(self) -> bool:
        return bool(self.entry.record["is_generated"])

    @property
    def _is_counted(self) -> bool:
        return is_counted(self.entry.record["definition"])

    @property
    def _fills_zeros(self) -> bool:
        """Whether zeros are rows that did not name it: then the server numbers them."""
        return self._is_counted and not self.entry.record["has_zero"]

    @property
    def _source(self) -> str:
        """The table as it will be."""
        value = generation_of(self.entry.record["definition"]) or quoted(self.entry.kept)
        return with_column(self.entry.table, self.now, self.column, value)

    def _renamed(self, text: str) -> str:
        """The text of a key or check, for the column's present name."""
        before, group, after = first_group(text)
        return f"{before}{with_column_renamed(group, self.entry.record['column'], self.column)}{after}"

    def _lacks(self, expression: str, known: Iterable[str]) -> frozenset[str]:
        """The columns of the table as it was that an expression needs and that are not there."""
        known_then = {name.lower() for name in known} | {self.column.lower()}
        there = {name.lower() for name in self.now.columns} | {self.column.lower()}
        return (columns_in(expression) & known_then) - there

    # -- the column

    def _column(self, keys: Sequence[Key]) -> None:
        record = self.entry.record
        definition = with_column_renamed(record["definition"], record["column"], self.column)
        if self._is_generated:
            self.parts.append(f"ADD COLUMN {quoted(self.column)} {definition} {self._place()}")
            return
        if self._is_counted:
            definition = self._counted(definition, keys)
        elif record["made_up"] is not None:
            self._tell_made_up(record["made_up"])
        self._tell_own_check(definition)
        self.parts.append(f"CHANGE COLUMN {quoted(self.entry.kept)} {quoted(self.column)} {definition}")

    def _place(self) -> str:
        """After the nearest column that stood before it and is still there."""
        names: list[str] = self.entry.record["columns"]
        before = names[: names.index(self.entry.record["column"])]
        found = next((name for name in reversed(before) if self.now.has(name)), None)
        return "FIRST" if found is None else f"AFTER {quoted(found)}"

    def _counted(self, definition: str, keys: Sequence[Key]) -> str:
        """With the counter where it was, or behind the highest value."""
        if not any(key.columns[:1] == [self.column.lower()] for key in keys):
            self.notes.append(f"{self._table}.{self.column} comes back without AUTO_INCREMENT, for want of its key.")
            return without_counter(definition)
        counter = max(
            self.entry.record["counter"] or 1, highest(self.connection, self.entry.table, self.entry.kept) + 1
        )
        self.parts.append(f"AUTO_INCREMENT = {counter}")
        if self._fills_zeros:
            rows = holding(self.connection, self.entry.table, self.entry.kept, "0")
            if rows:
                # MariaDB would leave the zeros where it need not copy.
                self.parts.append("ALGORITHM = COPY")
                told = f"{rows:,} rows that were written while {self.column} was in the trash"
                self.notes.append(f"{told} get numbers from {counter} on.")
        return definition

    def _tell_made_up(self, value: str) -> None:
        rows = holding(self.connection, self.entry.table, self.entry.kept, value)
        if rows:
            self.notes.append(
                f"{rows:,} rows have {value} in {self._table}.{self.column}: those that were written while it was in "
                "the trash are among them."
            )

    def _tell_own_check(self, definition: str) -> None:
        """MariaDB does not hold the rows against it when it comes back with its column."""
        check = check_of(definition)
        if check is not None and not self._lacks(check, self.entry.record["columns"]):
            rows = breaking(self.connection, self._source, check)
            if rows:
                self.notes.append(
                    f"{rows:,} rows break the CHECK of {self._table}.{self.column}, which holds from now on."
                )

    # -- keys

    def _keys(self) -> list[Key]:
        """Those that come back."""
        changes = [
            KeyChange(name=name, before=before, after=after) for name, before, after in self.entry.record["changed"]
        ]
        found = []
        for change in changes:
            key = Key(name=change.name, text=self._renamed(change.before))
            reason = self._why_not(key, change)
            if reason is not None:
                self.notes.append(f"The key {change.name} of {self._table} is not as it was: {reason}.")
                continue
            found.append(key)
            self.back.append(("index", change.name))
            if key.is_unique:
                self.back.append(("constraint", change.name))
        return [*found, *self._needed(found)]

    def _needed(self, back: Sequence[Key]) -> Iterator[Key]:
        """What served a foreign key, until the server took a narrowed key in its place."""
        names = {key.name for key in back}
        there = [*back, *(key for key in self.now.keys if key.name not in names)]
        before = [Key(name=name, text=text) for name, text in self.entry.record["keys"]]
        gone = [key for key in before if key.name not in {key.name for key in there}]
        for foreign_key in self.now.foreign_keys:
            if not any(key.serves(foreign_key.columns) for key in there):
                yield from [key for key in gone if key.serves(foreign_key.columns)][:1]

    def _why_not(self, key: Key, change: KeyChange) -> str | None:
        present = self.now.key(change.name)
        if present is not None and present.text != change.after:
            return "there is another one of that name"
        lacking = self._lacks(first_group(key.text)[1], self.entry.record["columns"])
        if lacking:
            return f"{', '.join(sorted(lacking))} is not there"
        if key.is_unique:
            but = f"{quoted(self.column)} <> 0" if self._fills_zeros else ""
            rows = alike(self.connection, self._source, key, but=but)
            if rows:
                return f"{rows:,} rows have values that another row has"
        return None

    # -- checks

    def _checks(self) -> list[str]:
        checks = [Check(name=name, text=self._renamed(text)) for name, text in self.entry.record["checks"]]
        back = [text for check in checks for text in self._check(check)]
        if not back or not self.session.is_mariadb:
            return back
        # They are checked by ourselves: rows that break one of the others broke it before.
        self._wanted["check_constraint_checks"] = "0"
        return _reordered_checks(self.now.checks, checks, back, self.entry.record["check_names"])

    def _check(self, check: Check) -> list[str]:
        lacking = self._lacks(check.expression, self.entry.record["columns"])
        if lacking or any(there.name == check.name for there in self.now.checks):
            reason = f"{', '.join(sorted(lacking))} is not there" if lacking else "there is another one of that name"
            self.notes.append(f"The check {check.name} of {self._table} is left out: {reason}.")
            return []
        self.back.append(("constraint", check.name))
        rows = breaking(self.connection, self._source, check.expression) if check.is_enforced else 0
        if not rows:
            return [f"ADD {check.text}"]
        if self.session.is_mariadb:
            self.notes.append(f"{rows:,} rows break the check {check.name} of {self._table}, which holds from now on.")
            return [f"ADD {check.text}"]
        self.notes.append(f"The check {check.name} of {self._table} is NOT ENFORCED: {rows:,} rows break it.")
        return [f"ADD {check.text} NOT ENFORCED"]


def _reordered(present: Sequence[Key], back: Sequence[Key], order: Sequence[str], *, is_mariadb: bool) -> list[str]:
    """Drop and add, such that the keys stand in the order of before: one that stays the same is not built again."""
    if not back:
        return []
    returning = {key.name: key for key in back}
    # MariaDB would build a FULLTEXT key again, and more than one at a time only in a copy of the table.
    now = {key.name: key for key in present if not (is_mariadb and key.text.upper().startswith("FULLTEXT "))}
    first = min(order.index(name) for name in returning)
    moved = [
        returning.get(name) or now[name]
        for name in order[first:]
        if name in returning or (name in now and name != PRIMARY)
    ]
    dropped = [drop_key(key.name) for key in moved if any(key.name == there.name for there in present)]
    return [*dropped, *(f"ADD {key.text}" for key in moved)]


def _reordered_checks(
    present: Sequence[Check], back: Sequence[Check], added: Sequence[str], order: Sequence[str]
) -> list[str]:
    """The same for MariaDB's checks; MySQL shows them by name."""
    returning = {check.name: f"ADD {check.text}" for check in back if f"ADD {check.text}" in added}
    now = {check.name: f"ADD {check.text}" for check in present}
    first = min(order.index(name) for name in returning)
    moved = [name for name in order[first:] if name in returning or name in now]
    dropped = [drop_check(name, is_mariadb=True) for name in moved if name in now]
    return [*dropped, *(returning.get(name) or now[name] for name in moved)]
