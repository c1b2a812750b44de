"""Views, materialised ones too."""

from __future__ import annotations

from operator import attrgetter
from typing import Any

from sqlalchemy import Row

from toolkit.backends.catalogs.postgresql.arrays import settled
from toolkit.backends.catalogs.postgresql.relations import column_options, options_of
from toolkit.backends.catalogs.postgresql.tables import Pieces
from toolkit.catalog.values import View


def view_of(row: Row[Any], schema: str | None, pieces: Pieces) -> View:
    """One view, put together."""
    columns = pieces.columns.get(row.oid, ())
    attachments = [*pieces.attachments.get(row.oid, ()), *column_options(columns)]
    is_materialized = row.kind == "m"
    return View(
        schema=schema,
        name=row.name,
        definition=settled(row.definition),
        materialized=is_materialized,
        populated=row.is_populated,
        columns=tuple((column.name, column.type) for column in columns),
        indexes=tuple(sorted(pieces.indexes.plain.get(row.oid, ()), key=attrgetter("name"))),
        comment=row.comment,
        options=options_of(row, pieces.indexes.marks.get(row.oid, ()), attachments, ()),
    )
