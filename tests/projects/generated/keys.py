"""Operations on indexes, unique and foreign keys."""

from __future__ import annotations

from dataclasses import replace

from tests.projects.generated.draft import Change, Draft
from tests.projects.generated.tables import Alter, Key, Step, Table


def create_key(draft: Draft) -> Change | None:
    table = draft.table()
    if table is None:
        return None
    # On a column with a foreign key InnoDB would exchange the index that it made for that one.
    columns = [column.name for column in table.columns[1:] if "Text" not in column.type]
    columns = [name for name in columns if not any(key.kind == "foreign" for key in table.keyed(name))]
    kind, first, second = draft.one(("index", "unique")), draft.one(columns), draft.one(columns)
    if kind is None or first is None or second is None:
        return None
    key = Key(kind, draft.key_name(), tuple(dict.fromkeys((first, second))))
    # SQLite's catalog tells but one of two unique keys over the same columns.
    if key.columns in {other.columns for other in table.keys}:
        return None
    if kind == "unique" and not table.are_distinct(key.columns):
        return None
    schema = draft.put(replace(table, keys=(*table.keys, key)))
    return Change([key.create(table.name)], [key.drop(table.name)], schema)


def drop_key(draft: Draft) -> Change | None:
    table = draft.table(lambda table: len(table.keys) > 1)
    key = None if table is None else draft.one(table.keys[1:])
    if table is None or key is None:
        return None
    up: list[Step] = [key.drop(table.name)]
    if key.kind == "foreign" and draft.backend in ("mysql", "mariadb"):
        # Else the index that came with it stays, and is in the way of the next one of this name.
        up.append(Alter(table.name, "drop_index", (repr(key.name),), frozenset({key.name, *key.columns})))
    schema = draft.put(_without(table, key))
    return Change(up, [key.create(table.name)], schema)


def _without(table: Table, key: Key) -> Table:
    return replace(table, keys=tuple(other for other in table.keys if other != key))


OPERATIONS = (create_key, drop_key)
