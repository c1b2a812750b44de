"""Operations on rows, each with what takes it back."""

from __future__ import annotations

from dataclasses import replace

from tests.projects.generated.draft import Change, Draft
from tests.projects.generated.tables import Column, Row, Table, Value


def insert(draft: Draft) -> Change | None:
    table = draft.table()
    if table is None:
        return None
    rows = new_rows(draft, table)
    grown = replace(table, rows={**table.rows, **rows})
    ids = ", ".join(map(str, rows))
    down = f"op.execute({f'DELETE FROM {draft.quote(table.name)} WHERE id IN ({ids})'!r})"
    return Change([_inserting(table, list(rows.values()))], [down], draft.put(grown))


def new_rows(draft: Draft, table: Table) -> dict[int, Row]:
    """One to three, whose values nobody else has."""
    count = draft.one((1, 2, 3)) or 1
    ids = [next(draft.ids) for _ in range(count)]
    return {id_: {column.name: _value(draft, table, column, id_) for column in table.columns} for id_ in ids}


def _value(draft: Draft, table: Table, column: Column, id_: int) -> Value:
    if column.name == "id":
        return id_
    for key in table.keyed(column.name):
        if key.kind == "foreign":
            parents = [] if key.parent == table.name else list(draft.schema[str(key.parent)].rows)
            return draft.one([None, *parents])
    if column.nullable and draft.flag():
        return None
    return id_ * 1000 if column.is_number else f"it's {id_} :a 100% ü"


def _inserting(table: Table, rows: list[Row]) -> str:
    columns = ", ".join(f"sa.column({column.name!r}, {column.type})" for column in table.columns)
    return f"op.bulk_insert(sa.table({table.name!r}, {columns}), {rows!r})"


def update(draft: Draft) -> Change | None:
    """What would count twice if it were sent twice: at once, with a parameter, or row by row as they are read."""
    table = draft.table(_counted)
    column = None if table is None else draft.one(_counted(table))
    if table is None or column is None:
        return None
    name, by = draft.quote(column.name), draft.one((3, 5))
    sql = f"UPDATE {draft.quote(table.name)} SET {name} = {name}"
    read = f"SELECT id FROM {draft.quote(table.name)} ORDER BY id"
    each = f"op.execute(f'{sql} {{sign}} {by} WHERE id = {{{{row.id}}}}')"
    way = draft.one(
        (
            f"op.execute('{sql} {{sign}} {by}')",
            f"op.get_bind().execute(sa.text('{sql} {{sign}} :by'), {{{{'by': {by}}}}})",
            f"for row in op.get_bind().execute(sa.text('{read}')).all(): {each}",
        )
    )
    rows = {number: {**row, column.name: _sum(row[column.name], by)} for number, row in table.rows.items()}
    up, down = (str(way).format(sign=sign) for sign in "+-")
    return Change([up], [down], draft.put(replace(table, rows=rows)))


def _sum(value: Value, by: int | None) -> Value:
    return value + by if isinstance(value, int) and by is not None else value


def _counted(table: Table) -> list[Column]:
    return [column for column in table.columns[1:] if column.is_number and not table.keyed(column.name)]


def delete(draft: Draft) -> Change | None:
    # A row that is deleted while a column of it is in the trash comes back without that column's value.
    table = draft.table(lambda table: table.rows and not table.thinned and not draft.is_referenced(table))
    number = None if table is None else draft.one(sorted(table.rows))
    if table is None or number is None:
        return None
    rows = {other: row for other, row in table.rows.items() if other != number}
    up = f"op.execute({f'DELETE FROM {draft.quote(table.name)} WHERE id = {number}'!r})"
    return Change([up], [_inserting(table, [table.rows[number]])], draft.put(replace(table, rows=rows)))


OPERATIONS = (insert, update, delete)
