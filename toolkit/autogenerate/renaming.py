"""Renames as operations, there and back."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from typing import Any

import sqlalchemy as sa
from alembic.autogenerate.api import AutogenContext
from alembic.operations import ops

from toolkit.autogenerate.columns import AlterColumn, is_plain
from toolkit.autogenerate.generation import Key
from toolkit.autogenerate.losses import hangs_on
from toolkit.autogenerate.renames import Rename, renamed
from toolkit.autogenerate.statements import Statements, led_back_by
from toolkit.backends.alterations.base import Alterations, Altered
from toolkit.backends.alterations.renames import renamed_column, renamed_sequence, renaming_of_sequence
from toolkit.catalog.alterations import Alteration, applied, table_of
from toolkit.catalog.values import Catalog, Table

Reflect = Callable[[Key], sa.Table]


class RenameTable(ops.RenameTableOp):
    """``op.rename_table``, which Alembic neither renders nor leads back."""

    def reverse(self) -> ops.MigrateOperation:
        """The old name again."""
        return RenameTable(self.new_table_name, self.table_name, schema=self.schema)

    def to_diff_tuple(self) -> tuple[Any, ...]:
        """As Alembic tells a difference."""
        return "rename_table", self.table_name, self.new_table_name


def render_rename(context: AutogenContext, operation: RenameTable) -> str:
    """``op.rename_table('orders', 'purchases')``."""
    prefix = context.opts["alembic_module_prefix"] or ""
    said = [repr(str(operation.table_name)), repr(str(operation.new_table_name))]
    said += [f"schema={operation.schema!r}"] if operation.schema else []
    return f"{prefix}rename_table({', '.join(said)})"


def operations(
    live: Catalog, renames: tuple[Rename, ...], reflect: Reflect, is_fit: Callable[[Table], bool], writer: Alterations
) -> Iterator[ops.MigrateOperation]:
    """One after the other. ``is_fit`` says of a table whether Alembic's operation keeps all of it."""
    catalog = live
    for number, one in enumerate(renames, 1):
        after = renamed(catalog, [one])
        if one.table is None:
            yield RenameTable(one.old, one.new, schema=one.schema)
        else:
            table = table_of(catalog, one.schema, one.table)
            if table is not None:
                # What is reflected has the last of its names.
                known = _by_name(reflect((table.schema, table.name)), _last_name(one, renames[number:]))
                is_kept = is_fit(table) and not (writer.traits.makes_anew and _checks(table, one.old))
                change = _column(one, table, catalog.backend, known if is_kept else None)
                yield from _around_checks(change, one, table, after, writer)
        yield from _sequences(one, catalog, after)
        catalog = after


def reflected(original: Reflect, renames: tuple[Rename, ...], key: Key) -> sa.Table:
    """A table that was renamed, or has columns that were, as it is called afterwards."""
    schema, name = key
    for one in reversed(renames):
        if one.table is None and (one.schema, one.new) == (schema, name):
            name = one.old
    table = original((schema, name))
    for one in renames:
        for column in table.columns if one.place == key else ():
            if column.name == one.old:
                column.name = one.new
                break
    return table if name == key[1] else table.to_metadata(sa.MetaData(), name=key[1])


def _last_name(one: Rename, later: tuple[Rename, ...]) -> str:
    name = one.new
    for other in later:
        name = other.new if other.place == one.place and other.old == name else name
    return name


def _by_name(table: sa.Table, name: str) -> sa.Column[Any] | None:
    return next((column for column in table.columns if column.name == name), None)


def _column(one: Rename, table: Table, backend: str, known: sa.Column[Any] | None) -> ops.MigrateOperation:
    column = next((column for column in table.columns if column.name == one.old), None)
    if column is None or known is None or not is_plain(column, table):
        there, back = (
            renamed_column(backend, one.schema, table.name, which.old, which.new) for which in (one, one.back())
        )
        return Statements([there], [back])
    existing: dict[str, Any] = {
        "schema": one.schema,
        "existing_type": known.type,
        "existing_nullable": column.nullable,
        "existing_server_default": known.server_default if known.server_default is not None else False,
        "existing_comment": column.comment,
    }
    forward = AlterColumn(table.name, one.old, modify_name=one.new, **existing)
    backward = AlterColumn(table.name, one.new, modify_name=one.old, **existing)
    return ops.ModifyTableOps(table.name, [led_back_by(forward, backward)], schema=table.schema)


def _around_checks(
    change: ops.MigrateOperation, one: Rename, before: Table, catalog: Catalog, writer: Alterations
) -> Iterator[ops.MigrateOperation]:
    """Checks that hold the name step aside; they come back with the new one."""
    after = table_of(catalog, one.schema, before.name)
    held = _checks(before, one.old) if writer.traits.checks_hold else []
    if not held or after is None:
        yield change
        return
    old_ones = [part.back() for part in held]
    yield Statements(_altered(before, held, writer), _altered(applied(before, held), old_ones, writer))
    yield change
    new = [replace(part, before=check) for part in held for check in after.checks if check.name == part.name]
    without = applied(after, new)
    yield Statements(_altered(without, [part.back() for part in new], writer), _altered(after, new, writer))


def _checks(table: Table, column: str) -> list[Alteration]:
    """Those that speak of the column, as they go; a batch does not rewrite them."""
    parts = (
        Alteration(kind="check", schema=table.schema, owner=table.name, name=check.name or "", before=check)
        for check in table.checks
    )
    return [part for part in parts if hangs_on(part, column)]


def _altered(table: Table, parts: Sequence[Alteration], writer: Alterations) -> Sequence[str]:
    return writer.table(Altered(before=table, after=applied(table, parts), parts=tuple(parts)))


def _sequences(one: Rename, before: Catalog, after: Catalog) -> Iterator[ops.MigrateOperation]:
    """What counts a column is named after it."""
    old = table_of(before, one.schema, one.table or one.old)
    new = table_of(after, one.schema, one.table or one.new)
    if old is None or new is None:
        return
    for column, other in zip(old.columns, new.columns, strict=True):
        found = renamed_sequence(column, old.name, new.name, other) if column.default != other.default else None
        if found is not None:
            was, name, _ = found
            at = was.rpartition(".")[0]
            full = f"{at}.{name}" if at else name
            yield Statements([renaming_of_sequence(was, name)], [renaming_of_sequence(full, was.rpartition(".")[2])])
