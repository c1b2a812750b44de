"""Tables that go: each before those that it refers to; of tables that refer to each other, the keys go first."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from alembic.operations import ops

from toolkit.autogenerate.statements import Statements, led_back_by
from toolkit.backends.alterations.base import Alterations, Altered
from toolkit.catalog.alterations import Alteration, applied
from toolkit.catalog.values import Catalog


def drop_tables(removed: Sequence[Alteration], writer: Alterations, models: Catalog) -> Iterator[ops.MigrateOperation]:
    """Their operations; each knows how the table is made again."""
    waiting = list(removed)
    while waiting:
        free = [one for one in waiting if not any(_keys_to(one, other) for other in waiting if other is not one)]
        if not free:
            yield _without_keys(waiting, writer)
            waiting = [_bare(one, waiting) for one in waiting]
            continue
        for one in free:
            drop = ops.DropTableOp(one.name, schema=one.schema)
            yield led_back_by(drop, Statements(writer.alone(one.back(), models), ()))
        waiting = [one for one in waiting if one not in free]


def _keys_to(one: Alteration, other: Alteration) -> list[Alteration]:
    """The foreign keys by which another table refers to one, as they go."""
    return [
        Alteration(kind="foreign key", schema=other.schema, owner=other.name, name=key.name or "", before=key)
        for key in other.before.foreign_keys
        if key.refers_to(other.schema) == one.table and one.table != other.table
    ]


def _keys_among(other: Alteration, tables: Sequence[Alteration]) -> list[Alteration]:
    return [key for one in tables for key in _keys_to(one, other)]


def _bare(one: Alteration, tables: Sequence[Alteration]) -> Alteration:
    return replace(one, before=applied(one.before, _keys_among(one, tables)))


def _without_keys(tables: Sequence[Alteration], writer: Alterations) -> Statements:
    """All keys between them, which come back when all of the tables have."""
    forward: list[str] = []
    backward: list[str] = []
    for one in tables:
        keys = _keys_among(one, tables)
        bare = applied(one.before, keys)
        if keys and not writer.traits.makes_anew:
            forward += writer.table(Altered(before=one.before, after=bare, parts=tuple(keys)))
            back = tuple(key.back() for key in keys)
            backward += writer.table(Altered(before=bare, after=one.before, parts=back))
    return Statements(forward, backward)
