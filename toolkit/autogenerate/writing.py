"""From the alterations that were decided on to Alembic's operations, in an order in which they can run.

Up: types and functions, then what must step aside, foreign keys that go, new tables, changed tables, foreign keys that
come, and at last views and triggers. Down is the same backwards, each operation reversed.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import is_dataclass, replace
from functools import cached_property
from itertools import groupby
from typing import Any

import sqlalchemy as sa
from alembic.autogenerate.api import AutogenContext
from alembic.operations import ops

from toolkit.autogenerate import renaming
from toolkit.autogenerate.comparing import Compared
from toolkit.autogenerate.creation import create_table, sorted_models
from toolkit.autogenerate.deciding import Decided
from toolkit.autogenerate.generation import ByHand, Key
from toolkit.autogenerate.naming import Names, names_in
from toolkit.autogenerate.removal import drop_tables
from toolkit.autogenerate.statements import Statements
from toolkit.autogenerate.stepping import in_the_way
from toolkit.autogenerate.tables import TableWriting
from toolkit.autogenerate.wording import Worded, worded
from toolkit.backends.alterations.base import Alterations, Altered, Unwritable
from toolkit.backends.alterations.register import alterations_of
from toolkit.catalog.alterations import Alteration, applied, table_of
from toolkit.catalog.values import Table
from toolkit.drift.selecting import Selection

_TOP = ("schema", "extension", "enum type", "domain", "composite type", "sequence", "routine")
"""Kinds that tables need, in the order in which one may need another."""
_LAST = ("view", "trigger")
"""Kinds that need tables."""


class Writing:
    """One database's revision."""

    def __init__(self, *, context: AutogenContext, compared: Compared, decided: Decided, exact: frozenset[Key]) -> None:
        self._context, self._compared, self._exact = context, compared, exact
        self._kept = decided.kept
        self._selection = Selection(compared.observed)
        self.by_hand: list[ByHand] = []

    def operations(self) -> list[ops.MigrateOperation]:
        """Those of the upgrade; each knows its reverse."""
        return [operation for operation in self._operations() if not _is_empty(operation)]

    def _operations(self) -> Iterator[ops.MigrateOperation]:
        aside = self._stepping_aside
        # The way back makes a view as it was, which names what has its old name only when all else is back.
        views = [one for one in aside if self._compared.start is not None and _is_of_view(one, aside)]
        for one in reversed(views):
            yield from self._stated(Alteration(**{**_identity(one), "before": one.before, "after": None}))
        yield from self._renamed()
        needed = [one for kind in _TOP for one in self._of_kind(kind)]
        for one in (one for one in needed if not one.is_removed):
            yield from self._stated(one)
        for one in (one for one in reversed(aside) if one not in views):
            yield from self._stated(Alteration(**{**_identity(one), "before": one.before, "after": None}))
        for table in self._tables:
            yield from _of_one_table(table.keys_removed, table.table.before)
        yield from self._new_tables()
        for table in self._tables:
            yield from _of_one_table(table.operations, table.table.before)
        for table in self._tables:
            yield from _of_one_table(table.keys_made, table.table.before)
        gone = [one for one in self._of_kind("table") if one.is_removed]
        yield from drop_tables(gone, self._writer, self._compared.models)
        for one in (one for one in reversed(needed) if one.is_removed):
            yield from self._stated(one)
        for one in (*aside, *(one for kind in _LAST for one in self._of_kind(kind) if one.is_made)):
            yield from self._stated(Alteration(**{**_identity(one), "before": None, "after": one.after}))

    def _renamed(self) -> Iterator[ops.MigrateOperation]:
        """What has another name gets it first: all else speaks of the new one."""
        start = self._compared.start
        if start is not None:
            yield from renaming.operations(start, self._compared.renames, self._reflected, self._is_plain, self._writer)

    def _is_plain(self, table: Table) -> bool:
        """Whether Alembic's own operation on the table keeps all of it."""
        if (table.schema, table.name) in self._exact:
            return False
        if not self._writer.traits.makes_anew:
            return True
        whole = self._writing_of(table, (), None)
        return whole.is_fit_for_batch and not in_the_way(self._compared.live, [whole], [])

    def _of_kind(self, kind: str) -> list[Alteration]:
        return [one for one in self._kept if one.kind == kind]

    @cached_property
    def _writer(self) -> Alterations:
        found = alterations_of(self._compared.observed.place.backend)
        assert found is not None
        return found

    @cached_property
    def _names(self) -> Names:
        return Names(names_in(self._compared.live, self._compared.models))

    @property
    def _altered_tables(self) -> list[Key]:
        """In the order of the models, tables before those that refer to them."""
        keys = {one.table for one in self._kept if _is_of_table(one)}
        ordered = [self._key(table) for table in self._sorted_models]
        return [key for key in ordered if key in keys] + sorted(keys - {*ordered}, key=str)

    @cached_property
    def _sorted_models(self) -> Sequence[sa.Table]:
        return sorted_models(self._context)

    def _key(self, table: sa.Table) -> Key:
        default = self._compared.observed.dialect.default_schema_name
        return (None if table.schema == default else table.schema), table.name

    @cached_property
    def _tables(self) -> list[Worded]:
        found = [self._table(key) for key in self._altered_tables]
        self.by_hand += [one for table in found for one in table.by_hand]
        return found

    def _table(self, key: Key) -> Worded:
        before = table_of(self._compared.live, *key)
        assert before is not None
        model = self._selection.model(*key)
        parts = [one for one in self._kept if _is_of_table(one) and one.table == key]
        return worded(lambda some: self._writing_of(before, tuple(some), model), parts)

    def _writing_of(self, before: Table, parts: tuple[Alteration, ...], model: sa.Table | None) -> TableWriting:
        return TableWriting(
            before=before,
            parts=parts,
            model=model,
            reflect=self._reflected,
            writer=self._writer,
            dialect=self._compared.observed.dialect,
            is_exact=(before.schema, before.name) in self._exact,
            live=self._compared.live,
            names=self._names,
        )

    def _new_tables(self) -> Iterator[ops.MigrateOperation]:
        made = {one.table: one for one in self._of_kind("table") if one.is_made}
        models = [model for model in self._sorted_models if self._key(model) in made]
        # Tables may refer to each other. Where a table is made anew for a key, it is there before what it refers to.
        later = [] if self._writer.traits.makes_anew else [model.fullname for model in models]
        keys: list[ops.MigrateOperation] = []
        for model in models:
            later = [name for name in later if name != model.fullname]
            one = made.pop(self._key(model))
            if one.table in self._exact:
                yield from self._stated_before(one, later, keys)
                continue
            operation, late = create_table(model, one.after, self._compared.observed.dialect, self._names, later)
            keys += late
            yield operation
            for index in sorted(model.indexes, key=lambda index: str(index.name)):
                yield ops.CreateIndexOp.from_index(index)
        for one in made.values():
            yield from self._stated(one)
        yield from keys

    def _stated_before(
        self, one: Alteration, later: Sequence[str], keys: list[ops.MigrateOperation]
    ) -> Iterator[ops.MigrateOperation]:
        """A new table in the server's words; its foreign keys to tables that come ``later`` are added to ``keys``."""
        named = {self._key(model) for model in self._sorted_models if model.fullname in later}
        late = [key for key in one.after.foreign_keys if key.refers_to(one.schema) in named]
        bare = replace(one.after, foreign_keys=tuple(key for key in one.after.foreign_keys if key not in late))
        yield from self._stated(replace(one, after=bare))
        for key in late:
            part = Alteration(kind="foreign key", schema=one.schema, owner=one.name, name=key.name or "", after=key)
            there = Altered(before=bare, after=applied(bare, [part]), parts=(part,))
            back = Altered(before=there.after, after=bare, parts=(part.back(),))
            keys.append(Statements(self._writer.table(there), self._writer.table(back)))

    def _stated(self, one: Alteration) -> Iterator[ops.MigrateOperation]:
        """An object that stands for itself, in the server's words there and back."""
        try:
            forward = self._writer.alone(one, self._compared.live)
            # What tables need goes when they are as they were before, and what needs tables before they are.
            around = self._compared.live if one.kind in _TOP else self._compared.models
            backward = self._writer.alone(one.back(), around)
        except Unwritable as trouble:
            self.by_hand.append(ByHand(what=trouble.what, how=trouble.by_hand, part=one))
            return
        yield Statements(forward, backward, is_committed=self._is_used_at_once(one))

    def _is_used_at_once(self, one: Alteration) -> bool:
        """Whether something else in the revision uses a value that an enumerated type is only given by it.

        PostgreSQL takes it from the next transaction on: https://www.postgresql.org/docs/current/sql-altertype.html
        """
        if one.kind != "enum type" or one.is_made or one.is_removed or not {*one.before.labels} < {*one.after.labels}:
            return False
        new = [f"'{label}'" for label in one.after.labels if label not in one.before.labels]
        texts = [text for other in self._kept if other is not one for text in _texts(other.after)]
        return any(label in text for label in new for text in texts)

    @cached_property
    def _stepping_aside(self) -> list[Alteration]:
        """Views and triggers that change or go, and those that a change of their table does not pass."""
        changed = [one for kind in _LAST for one in self._of_kind(kind) if not one.is_made]
        return in_the_way(self._compared.live, [one.table for one in self._tables], changed)

    def _reflected(self, key: Key) -> sa.Table:
        return renaming.reflected(self._as_it_is, self._compared.renames, key)

    def _as_it_is(self, key: Key) -> sa.Table:
        schema, name = key
        connection = self._context.connection
        return sa.Table(name, sa.MetaData(), schema=schema, autoload_with=connection, resolve_fks=False)


def _of_one_table(found: Sequence[ops.MigrateOperation], table: Table) -> Iterator[ops.MigrateOperation]:
    # What is written in a batch is sent at its end, statements at once: they stand apart.
    said = [operation for operation in found if not _is_empty(operation)]
    for are_statements, group in groupby(said, key=lambda one: isinstance(one, Statements)):
        if are_statements:
            yield from group
        else:
            yield ops.ModifyTableOps(table.name, list(group), schema=table.schema)


def _identity(one: Alteration) -> dict[str, Any]:
    return {"kind": one.kind, "schema": one.schema, "owner": one.owner, "name": one.name, "facets": one.facets}


def _is_of_table(one: Alteration) -> bool:
    """Whether it changes a table that is there and stays."""
    if one.kind == "table":
        return not one.is_made and not one.is_removed
    return one.owner is not None and one.kind != "trigger" and one.kind not in _TOP


def _is_of_view(one: Alteration, aside: Sequence[Alteration]) -> bool:
    """Whether it is a view, or a trigger of one that steps aside."""
    return one.kind == "view" or any(
        other.kind == "view" and (other.schema, other.name) == (one.schema, one.owner) for other in aside
    )


def _texts(value: object) -> Iterator[str]:
    """All that is said in a value of the catalog."""
    if isinstance(value, str):
        yield value
    elif is_dataclass(value) or isinstance(value, tuple):
        parts = value if isinstance(value, tuple) else vars(value).values()
        yield from (text for part in parts for text in _texts(part))


def _is_empty(operation: ops.MigrateOperation) -> bool:
    return isinstance(operation, Statements) and not operation.forward and not operation.backward
