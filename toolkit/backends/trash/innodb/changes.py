"""What dropping a column does to the rest of its table."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace

from toolkit.backends.catalogs.innodb.texts import quoted
from toolkit.backends.trash.innodb.printed import PRIMARY, Check, Key, Printed
from toolkit.backends.trash.innodb.texts import columns_in, first_group


@dataclass(frozen=True, kw_only=True)
class KeyChange:
    """A key that the column was in; ``after`` is None where no other column was."""

    name: str
    before: str
    after: str | None


def without_column(table: Printed, column: str, together: Collection[str], *, is_mariadb: bool) -> Printed:
    """The table after the drop, as the server leaves it. ``together`` are all columns that go in lower case."""
    # MySQL refuses to drop two columns that a check compares; MariaDB drops the check.
    going = {column.lower(), *together} if is_mariadb else {column.lower()}
    return replace(
        table,
        columns={name: text for name, text in table.columns.items() if name.lower() != column.lower()},
        keys=tuple(key for key in (_narrowed(key, column, together) for key in table.keys) if key is not None),
        checks=tuple(check for check in table.checks if not _goes(check, table, column, going)),
    )


def key_changes(before: Printed, after: Printed) -> Iterator[KeyChange]:
    """The keys that are not what they were, in order."""
    for key in before.keys:
        now = after.key(key.name)
        if now is None or now.text != key.text:
            yield KeyChange(name=key.name, before=key.text, after=None if now is None else now.text)


def drop_key(name: str) -> str:
    """As a part of ALTER TABLE."""
    return "DROP PRIMARY KEY" if name == PRIMARY else f"DROP KEY {quoted(name)}"


def drop_check(name: str, *, is_mariadb: bool) -> str:
    """Likewise. MySQL's DROP CONSTRAINT is in doubt where a foreign key has the same name."""
    return f"DROP {'CONSTRAINT' if is_mariadb else 'CHECK'} {quoted(name)}"


def drop_foreign_key(name: str) -> str:
    """Likewise."""
    return f"DROP FOREIGN KEY {quoted(name)}"


def _narrowed(key: Key, column: str, together: Collection[str]) -> Key | None:
    if column.lower() not in key.columns:
        return key
    left = [part for part, name in zip(key.parts, key.columns, strict=True) if name != column.lower()]
    # Narrowed step by step, a unique one would find rows alike that nobody asked about.
    if all(name in together for name in key.columns):
        return None
    before, _, after = first_group(key.text)
    return replace(key, text=f"{before}({','.join(left)}){after}") if left else None


def _goes(check: Check, table: Printed, column: str, going: Collection[str]) -> bool:
    """A check over nothing but what is dropped goes with it."""
    named = columns_in(check.expression) & {name.lower() for name in table.columns}
    return column.lower() in named and named <= set(going)
