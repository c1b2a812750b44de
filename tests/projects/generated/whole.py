"""Operations on whole tables."""

from __future__ import annotations

from dataclasses import replace

from tests.projects.generated.draft import COLUMNS, TABLES, Change, Draft
from tests.projects.generated.tables import Column, Key, Schema, Table

TYPES = ("sa.Integer()", "sa.String(20)", "sa.Text()")
MOST = 3


def create_table(draft: Draft) -> Change | None:
    name = draft.one([name for name in TABLES if name not in draft.schema])
    if name is None or len(draft.schema) >= MOST:
        return None
    id_ = Column("id", "sa.Integer()", nullable=False)
    columns = [Column(COLUMNS[0], str(draft.one(TYPES[:2])), draft.flag())]
    columns += [Column(COLUMNS[at], str(draft.one(TYPES)), draft.flag()) for at in (1, 2) if draft.flag()]
    keys = [Key("primary", draft.key_name(), ("id",))]
    if draft.flag():
        kind = str(draft.one(("unique", "index")))
        keys.append(Key(kind, draft.key_name([key.name for key in keys]), (COLUMNS[0],)))
    parent = draft.table()
    if parent is not None and draft.flag():
        columns.append(Column(COLUMNS[3], "sa.Integer()"))
        keys.append(Key("foreign", draft.key_name([key.name for key in keys]), (COLUMNS[3],), parent.name))
    table = Table(name, (id_, *columns), tuple(keys), counts=draft.flag())
    return Change(table.create(), [f"op.drop_table({name!r})"], draft.put(table))


def rename_table(draft: Draft) -> Change | None:
    old, new = draft.table(), draft.one([name for name in TABLES if name not in draft.schema])
    if old is None or new is None:
        return None
    led = [_led(table, old.name, new) for table in draft.schema.values()]
    return Change(
        [f"op.rename_table({old.name!r}, {new!r})"],
        [f"op.rename_table({new!r}, {old.name!r})"],
        {table.name: table for table in led},
    )


def _led(table: Table, old: str, new: str) -> Table:
    keys = tuple(replace(key, parent=new if key.parent == old else key.parent) for key in table.keys)
    return replace(table, name=new if table.name == old else table.name, keys=keys)


def drop_table(draft: Draft) -> Change | None:
    table = draft.table(lambda table: not draft.is_referenced(table))
    if table is None or len(draft.schema) == 1:
        return None
    words = draft.one(("", "DROP TABLE", "/* away */ drop table if exists"))
    up = f"op.execute({f'{words} {draft.quote(table.name)}'!r})" if words else f"op.drop_table({table.name!r})"
    schema: Schema = {name: other for name, other in draft.schema.items() if name != table.name}
    return Change([up], table.create(), schema)


OPERATIONS = (create_table, rename_table, drop_table)
