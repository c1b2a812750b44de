"""Renames, and what becomes of a catalog by them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from toolkit.backends.alterations.renames import renamed_sequence
from toolkit.catalog.members import Check, Column, Index, IndexPart
from toolkit.catalog.values import Catalog, Table

_BETWEEN = "tk_between_{name}"


@dataclass(frozen=True, kw_only=True)
class Rename:
    """One new name: of a column of ``table``, which has its own new name already, or of a table."""

    schema: str | None
    table: str | None
    old: str
    new: str

    @property
    def place(self) -> tuple[str | None, str | None]:
        """Where the name must be the only one."""
        return self.schema, self.table

    def back(self) -> Rename:
        """The other way."""
        return replace(self, old=self.new, new=self.old)

    def __str__(self) -> str:
        before = ".".join(part for part in (self.schema, self.table) if part)
        dot = f"{before}." if before else ""
        return f"{dot}{self.old}={dot}{self.new}"


def in_order(renames: Sequence[Rename]) -> list[Rename]:
    """Tables first; and such that no name is taken when it is given: those that are exchanged go over a third one."""
    ordered: list[Rename] = []
    waiting = sorted(renames, key=lambda one: one.table is not None)
    while waiting:
        taken = {(one.place, one.old) for one in waiting}
        free = [one for one in waiting if (one.place, one.new) not in taken]
        if free:
            ordered.append(free[0])
            waiting.remove(free[0])
        else:
            first = waiting.pop(0)
            between = _BETWEEN.format(name=first.old)
            ordered.append(replace(first, new=between))
            waiting.append(replace(first, old=between))
    return ordered


def renamed(catalog: Catalog, renames: Sequence[Rename]) -> Catalog:
    """The catalog after them: what names a table or a column goes with it, as on the servers."""
    for one in renames:
        catalog = _with_table(catalog, one) if one.table is None else _with_column(catalog, one)
    return catalog


def _with_table(catalog: Catalog, one: Rename) -> Catalog:
    tables = []
    for table in catalog.tables:
        is_it = (table.schema, table.name) == (one.schema, one.old)
        new = replace(table, name=one.new) if is_it else table
        if is_it:
            columns = (_counted(column, one.old, one.new, column) for column in new.columns)
            new = replace(new, columns=tuple(columns))
        keys = tuple(
            replace(key, referred_table=one.new)
            if key.referred_table == one.old and (key.referred_schema or table.schema) == one.schema
            else key
            for key in new.foreign_keys
        )
        tables.append(replace(new, foreign_keys=keys))
    triggers = tuple(
        replace(trigger, table=one.new) if (trigger.schema, trigger.table) == (one.schema, one.old) else trigger
        for trigger in catalog.triggers
    )
    ordered = sorted(tables, key=lambda table: (table.schema or "", table.name))
    return replace(catalog, tables=tuple(ordered), triggers=triggers)


def _with_column(catalog: Catalog, one: Rename) -> Catalog:
    tables = []
    for table in catalog.tables:
        is_it = (table.schema, table.name) == (one.schema, one.table)
        new = _inside(table, one) if is_it else table
        keys = tuple(
            replace(key, referred_columns=_names(key.referred_columns, one))
            if key.referred_table == one.table and (key.referred_schema or table.schema) == one.schema
            else key
            for key in new.foreign_keys
        )
        tables.append(replace(new, foreign_keys=keys))
    return replace(catalog, tables=tuple(tables))


def _inside(table: Table, one: Rename) -> Table:
    key = table.primary_key
    columns = (
        _counted(column, table.name, table.name, replace(column, name=one.new))
        if column.name == one.old
        else replace(column, computed=_text(column.computed, one))
        for column in table.columns
    )
    return replace(
        table,
        columns=tuple(columns),
        primary_key=key and replace(key, columns=_names(key.columns, one), include=_names(key.include, one)),
        uniques=tuple(
            replace(unique, columns=_names(unique.columns, one), include=_names(unique.include, one))
            for unique in table.uniques
        ),
        foreign_keys=tuple(replace(key, columns=_names(key.columns, one)) for key in table.foreign_keys),
        checks=tuple(_check(check, one) for check in table.checks),
        exclusions=tuple(replace(other, definition=_text(other.definition, one)) for other in table.exclusions),
        indexes=tuple(_index(index, one) for index in table.indexes),
    )


def _counted(column: Column, table: str, new_table: str, after: Column) -> Column:
    found = renamed_sequence(column, table, new_table, after)
    return found[2] if found else after


def _check(check: Check, one: Rename) -> Check:
    column = one.new if check.column == one.old else check.column
    return replace(check, expression=_text(check.expression, one), column=column)


def _index(index: Index, one: Rename) -> Index:
    parts = tuple(_part(part, one) for part in index.parts)
    return replace(index, parts=parts, include=_names(index.include, one), predicate=_text(index.predicate, one))


def _part(part: IndexPart, one: Rename) -> IndexPart:
    return replace(
        part, column=one.new if part.column == one.old else part.column, expression=_text(part.expression, one)
    )


def _names(names: Sequence[str], one: Rename) -> tuple[str, ...]:
    """Names, some of which have a length or a collation behind them."""
    return tuple(
        one.new + name[len(one.old) :] if re.fullmatch(rf"{re.escape(one.old)}([( ].*)?", name) else name
        for name in names
    )


def _text(text: Any, one: Rename) -> Any:
    """The server's text with the name exchanged outside of literals."""
    if text is None:
        return None
    pattern = rf"('(?:[^']|'')*')|(?<![\w.]){re.escape(one.old)}(?![\w(.])"
    return re.sub(pattern, lambda found: found[1] or one.new, text)
