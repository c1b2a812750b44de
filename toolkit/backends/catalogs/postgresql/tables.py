"""Tables: ordinary, partitioned and foreign ones, and partitions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from operator import attrgetter
from typing import Any

from sqlalchemy import Row

from toolkit.backends.catalogs.postgresql.columns import Owned, columns_of
from toolkit.backends.catalogs.postgresql.constraints import Constraints, Members
from toolkit.backends.catalogs.postgresql.indexes import Indexes
from toolkit.backends.catalogs.postgresql.relations import Pairs, options_of
from toolkit.catalog.values import Table

_by_name = attrgetter("name")


@dataclass(frozen=True, kw_only=True)
class Pieces:
    """What the bulk queries found, by the oid of the table or view."""

    columns: Mapping[int, Sequence[Row[Any]]]
    sequences: Mapping[tuple[int, int], Owned]
    indexes: Indexes
    constraints: Constraints
    attachments: Mapping[int, Pairs]


def table_of(row: Row[Any], schema: str | None, pieces: Pieces) -> Table:
    """One table, put together."""
    members = pieces.constraints.tables.get(row.oid, Members())
    columns = pieces.columns.get(row.oid, ())
    is_partition = row.partition_bound is not None
    return Table(
        schema=schema,
        name=row.name,
        columns=columns_of(columns, pieces.sequences),
        primary_key=members.primary_key,
        uniques=tuple(sorted(members.uniques, key=_by_name)),
        foreign_keys=tuple(sorted(members.foreign_keys, key=_by_name)),
        checks=tuple(sorted(members.checks, key=_by_name)),
        exclusions=tuple(sorted(members.exclusions, key=_by_name)),
        indexes=tuple(sorted(pieces.indexes.plain.get(row.oid, ()), key=_by_name)),
        comment=row.comment,
        partitioning=_partitioning(row),
        inherits=() if is_partition else tuple(row.parents),
        options=options_of(row, pieces.indexes.marks.get(row.oid, ()), pieces.attachments.get(row.oid, ()), columns),
    )


def _partitioning(row: Row[Any]) -> str | None:
    """``PARTITION OF parent FOR VALUES ... PARTITION BY ...``, as far as it applies."""
    said = [f"PARTITION OF {row.parents[0]} {row.partition_bound}"] if row.partition_bound and row.parents else []
    said += [f"PARTITION BY {row.partition_key}"] if row.partition_key else []
    return " ".join(said) or None
