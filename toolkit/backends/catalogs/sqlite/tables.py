"""Tables: the pragmas' answers, and beside them what only the text of CREATE TABLE says."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from toolkit.backends.catalogs.sqlite.create_other import virtual_definition
from toolkit.backends.catalogs.sqlite.create_table import WrittenColumn, WrittenKey, WrittenTable, parse_table
from toolkit.backends.catalogs.sqlite.cursor import Unparsable
from toolkit.backends.catalogs.sqlite.defaults import stored_default
from toolkit.backends.catalogs.sqlite.indexes import indexes
from toolkit.backends.catalogs.sqlite.keys import Owner, checks, foreign_keys, keys_of_indexes, primary_key, uniques
from toolkit.backends.catalogs.sqlite.names import Names
from toolkit.backends.catalogs.sqlite.queries import ColumnRow, ObjectRow, PartRow, Rows
from toolkit.backends.catalogs.sqlite.spelling import scope_of, spelled_default, spelled_type
from toolkit.backends.catalogs.sqlite.tokens import lower, upper
from toolkit.catalog.members import Column
from toolkit.catalog.values import Table

_STORED = 3
"""The pragma's ``hidden`` of a generated column that is kept; 2 is one that is not."""


def tables(
    objects: Sequence[ObjectRow], rows: Rows, names: Names, schema: str | None, unread: list[str]
) -> Iterator[Table]:
    """The tables among the objects of a schema."""
    texts = {row.name: row.sql for row in objects if row.kind == "index"}
    for row in objects:
        if row.kind == "table" and row.is_stored:
            yield _table(row, rows, names, schema, texts, unread)
        elif row.kind == "table":
            yield _virtual(row, schema, unread)


def _virtual(row: ObjectRow, schema: str | None, unread: list[str]) -> Table:
    try:
        definition = virtual_definition(row.sql)
    except Unparsable as reason:
        unread.append(f"The text of virtual table {row.name} could not be read ({reason}).")
        definition = row.sql
    return Table(schema=schema, name=row.name, columns=(), options=(("virtual", definition),))


def _table(
    row: ObjectRow, rows: Rows, names: Names, schema: str | None, texts: Mapping[str, str], unread: list[str]
) -> Table:
    columns, parts, references = rows.columns[row.name], rows.parts.get(row.name, ()), rows.references.get(row.name, ())
    written, complaint = _written(row, columns)
    owner = _owner(row.name, columns, written)
    is_rowid = _is_rowid(columns, parts)
    key, unique = written.primary_key, tuple(written.uniques)
    served_key, served = keys_of_indexes(columns, parts)
    if not _agree(owner, written, (*_listed(None if is_rowid else served_key), *served), is_rowid=is_rowid):
        key, unique = served_key, served
        complaint = complaint or f"The text of table {row.name} and the server do not tell of the same keys."
    if len({reference.id for reference in references}) != len(written.references):
        complaint = complaint or f"The text of table {row.name} and the server do not tell of the same foreign keys."
    unread.extend([complaint] if complaint else [])
    return Table(
        schema=schema,
        name=row.name,
        columns=tuple(
            _column(owner, position, *pair, is_rowid=is_rowid)
            for position, pair in enumerate(zip(columns, written.columns, strict=True), 1)
        ),
        primary_key=primary_key(owner, key, is_rowid=is_rowid),
        uniques=uniques(owner, unique),
        foreign_keys=foreign_keys(references, written.references, names),
        checks=checks(owner, written),
        indexes=indexes(owner, parts, texts, unread),
        options=tuple(sorted((option.lower(), "on") for option in set(written.options))),
    )


def _written(row: ObjectRow, columns: Sequence[ColumnRow]) -> tuple[WrittenTable, str | None]:
    """The table as it was written, or bare columns and what is to be told."""
    try:
        written = parse_table(row.sql)
        _compare_columns(columns, written)
    except Unparsable as reason:
        complaint = (
            f"The text of table {row.name} could not be read ({reason}): "
            "its checks, collations and generated columns, and the names of its constraints, are unknown."
        )
        return WrittenTable(columns=[WrittenColumn(name=column.name) for column in columns]), complaint
    return written, None


def _compare_columns(columns: Sequence[ColumnRow], written: WrittenTable) -> None:
    if [lower(column.name) for column in columns] != [lower(column.name) for column in written.columns]:
        raise Unparsable("its columns are not those of the server")


def _owner(table: str, columns: Sequence[ColumnRow], written: WrittenTable) -> Owner:
    return Owner(
        name=table,
        scope=scope_of(column.name for column in columns),
        collations={
            lower(column.name): column.collation
            for column in written.columns
            if column.collation not in (None, "BINARY")
        },
    )


def _column(owner: Owner, position: int, row: ColumnRow, written: WrittenColumn, *, is_rowid: bool) -> Column:
    # https://www.sqlite.org/lang_createtable.html#rowid: never NULL, whether NOT NULL is written or not.
    is_never_null = bool(row.is_not_null) or (is_rowid and row.key_position > 0)
    return Column(
        name=row.name,
        position=position,
        type=spelled_type(row.type),
        nullable=not is_never_null,
        default=None if row.default is None else stored_default(spelled_default(row.default), row.type),
        computed=None if written.generated is None else owner.text(written.generated),
        computed_stored=None if written.generated is None else row.hidden == _STORED,
        autoincrement=written.is_autoincrement,
        collation=owner.collations.get(lower(row.name)),
        on_conflict=written.on_conflict,
    )


def _is_rowid(columns: Sequence[ColumnRow], parts: Sequence[PartRow]) -> bool:
    """Whether the primary key is the rowid: then, and only then, it needs no index."""
    return any(column.key_position for column in columns) and all(part.origin != "pk" for part in parts)


def _agree(owner: Owner, written: WrittenTable, served: Sequence[WrittenKey], *, is_rowid: bool) -> bool:
    """Whether text and server tell of the same keys.

    The server keeps no index for the rowid, nor two that are alike.
    """
    key = written.primary_key
    said, read = ({_content(owner, one) for one in keys} for keys in (served, (*_listed(key), *written.uniques)))
    rowid = {_content(owner, one) for one in _listed(key) if is_rowid}
    return said <= read and read - said <= rowid


def _listed(key: WrittenKey | None) -> Sequence[WrittenKey]:
    return () if key is None else (key,)


def _content(owner: Owner, key: WrittenKey) -> tuple[tuple[str, str], ...]:
    return tuple(
        (lower(part.name), upper(part.collation or owner.collations.get(lower(part.name), "BINARY")))
        for part in key.parts
    )
