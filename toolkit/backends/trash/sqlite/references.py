"""Foreign keys of SQLite: who refers to a table, and with how many rows."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby

from sqlalchemy.engine import Connection

from toolkit.backends.catalogs.sqlite.spelling import quoted_name
from toolkit.backends.catalogs.sqlite.tokens import lower
from toolkit.backends.trash.sqlite.schema import Found, columns_of, count, key_of

_ROWS = (
    'SELECT m.name, f.id, f."table", f."from", f."to", f.on_delete, m."sql" '
    "FROM {schema}.sqlite_master AS m JOIN pragma_foreign_key_list(m.name, ?) AS f "
    "WHERE m.type = 'table' AND m.rootpage <> 0 AND {which} = ? COLLATE NOCASE ORDER BY m.name, f.id, f.seq"
)


@dataclass(frozen=True, kw_only=True)
class Reference:
    """A foreign key."""

    child: str
    parent: str
    columns: tuple[str, ...]
    referred: tuple[str, ...]
    """Empty where the primary key is meant."""
    on_delete: str
    child_sql: str


def references_to(connection: Connection, table: Found) -> list[Reference]:
    """The foreign keys that refer to a table, its own too."""
    return _references(connection, table, 'f."table"')


def references_of(connection: Connection, table: Found) -> list[Reference]:
    """The foreign keys that a table has."""
    return _references(connection, table, "m.name")


def _references(connection: Connection, table: Found, which: str) -> list[Reference]:
    rows = connection.exec_driver_sql(
        _ROWS.format(schema=quoted_name(table.schema), which=which), (table.schema, table.name)
    ).all()
    found: list[Reference] = []
    for _, group in groupby(rows, key=lambda row: row[:2]):
        parts = list(group)
        child, _, parent, _, _, on_delete, sql = parts[0]
        found.append(
            Reference(
                child=child,
                parent=parent,
                columns=tuple(row[3] for row in parts),
                referred=tuple(row[4] for row in parts if row[4] is not None),
                on_delete=on_delete,
                child_sql=sql,
            )
        )
    return found


def referring_rows(
    connection: Connection, child: str, columns: tuple[str, ...], parent: Found, referred: tuple[str, ...]
) -> tuple[int, int]:
    """How many rows of ``child`` refer to a row of ``parent`` that is there, and how many to one that is not.

    Both are 0 where the columns do not fit: then no row can refer to any.
    """
    known = columns_of(connection, parent)
    wanted = referred or tuple(key_of(known))
    if len(wanted) != len(columns) or any(lower(column) not in known for column in wanted):
        return 0, 0
    pairs = list(zip(columns, wanted, strict=True))
    # The parent's column stands first: it decides about the collation, as it does for the foreign key.
    same = " AND ".join(f"p.{quoted_name(right)} = c.{quoted_name(left)}" for left, right in pairs)
    told = " AND ".join(f"c.{quoted_name(left)} IS NOT NULL" for left, _ in pairs)
    spelled = f"{quoted_name(parent.schema)}.{quoted_name(child)} AS c WHERE {told}"
    every = count(connection, spelled)
    there = count(connection, f"{spelled} AND EXISTS (SELECT 1 FROM {parent.spelled} AS p WHERE {same})")  # noqa: S608
    return there, every - there
