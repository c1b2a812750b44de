"""Operations on columns."""

from __future__ import annotations

from dataclasses import replace

from tests.projects.generated.draft import Change, Draft
from tests.projects.generated.tables import Column, Key, Step, Table

WIDER = {"sa.Integer()": "sa.BigInteger()", "sa.String(20)": "sa.String(200)", "sa.String(200)": "sa.Text()"}


def add_column(draft: Draft) -> Change | None:
    table = draft.table()
    name = None if table is None else draft.column_name(table)
    if table is None or name is None:
        return None
    column = draft.one(
        (
            Column(name, "sa.Text()"),
            Column(name, "sa.Integer()"),
            Column(name, "sa.Integer()", nullable=False, default="7"),
            Column(name, "sa.String(20)", nullable=draft.flag(), default="new"),
        )
    )
    assert column is not None
    rows = {number: {**row, name: column.filled} for number, row in table.rows.items()}
    changed = replace(table, columns=(*table.columns, column), rows=rows)
    up, down = [column.add(table.name)], [column.drop(table.name)]
    parent = draft.table()
    if column == Column(name, "sa.Integer()") and parent is not None and draft.flag():
        key = Key("foreign", draft.key_name(), (name,), parent.name)
        changed = replace(changed, keys=(*table.keys, key))
        up, down = [*up, key.create(table.name)], [key.drop(table.name), *down]
    return Change(up, down, draft.put(changed))


def rename_column(draft: Draft) -> Change | None:
    table = draft.table()
    name = None if table is None else draft.column_name(table)
    if table is None or name is None:
        return None
    old = draft.one(table.columns[1:])
    return None if old is None else _changed(draft, table, old, replace(old, name=name))


def alter_column(draft: Draft) -> Change | None:
    table = draft.table()
    old = None if table is None else draft.one(table.columns[1:])
    if table is None or old is None:
        return None
    new = draft.one([new for new in _altered(old) if _is_possible(table, old, new)])
    return None if new is None else _changed(draft, table, old, new)


def _altered(old: Column) -> list[Column]:
    default = None if old.default is not None else "8" if old.is_number else "d"
    return [
        replace(old, type=WIDER.get(old.type, old.type)),
        replace(old, nullable=not old.nullable),
        replace(old, default=default),
    ]


def _is_possible(table: Table, old: Column, new: Column) -> bool:
    keys = table.keyed(old.name)
    if any(key.kind == "foreign" for key in keys) or new == old:
        return False
    if not new.nullable and any(row[old.name] is None for row in table.rows.values()):
        return False
    # MySQL: no default for a text, and no index over all of it.
    return new.type != "sa.Text()" or (not keys and new.default is None)


def _changed(draft: Draft, table: Table, old: Column, new: Column) -> Change:
    names = {old.name: new.name}
    changed = replace(
        table,
        columns=tuple(new if column == old else column for column in table.columns),
        keys=tuple(replace(key, columns=tuple(names.get(name, name) for name in key.columns)) for key in table.keys),
        rows={
            number: {names.get(name, name): value for name, value in row.items()} for number, row in table.rows.items()
        },
    )
    return Change([old.alter(table.name, new)], [new.alter(table.name, old)], draft.put(changed))


def drop_column(draft: Draft) -> Change | None:
    table = draft.table(lambda table: len(table.columns) > 2)
    column = None if table is None else draft.one(table.columns[1:])
    if table is None or column is None:
        return None
    keys = table.keyed(column.name)
    # These servers drop what is on the column alone with it; MySQL would leave the rest of a longer index.
    implied = draft.backend != "sqlite" and all(_falls(key) for key in keys) and draft.flag()
    drops: list[Step] = [] if implied else [key.drop(table.name) for key in keys]
    drop: Step = column.drop(table.name)
    if draft.flag() and (draft.backend != "sqlite" or not keys):
        sql = f"ALTER TABLE {draft.quote(table.name)} DROP COLUMN {draft.quote(column.name)}"
        drop = f"op.execute({sql!r})"
    changed = replace(
        table,
        columns=tuple(other for other in table.columns if other != column),
        keys=tuple(key for key in table.keys if key not in keys),
        rows={
            number: {name: value for name, value in row.items() if name != column.name}
            for number, row in table.rows.items()
        },
        thinned=True,
    )
    returns: list[Step] = [column.add(table.name), *(key.create(table.name) for key in keys)]
    return Change([*drops, drop], returns, draft.put(changed))


def _falls(key: Key) -> bool:
    return key.kind != "foreign" and len(key.columns) == 1


OPERATIONS = (add_column, rename_column, alter_column, drop_column)
