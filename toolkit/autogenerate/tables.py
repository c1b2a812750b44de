"""One table that is there already: its changes as operations, Alembic's where these say all, else the server's."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import sqlalchemy as sa
from alembic.operations import ops

from toolkit.autogenerate import columns, members
from toolkit.autogenerate.batches import is_reflected_whole
from toolkit.autogenerate.generation import Key
from toolkit.autogenerate.naming import Names
from toolkit.autogenerate.statements import Statements, led_back_by
from toolkit.backends.alterations.base import Alterations, Altered
from toolkit.backends.alterations.generated import aside, in_order
from toolkit.catalog.alterations import PRIMARY_KEY, Alteration, applied
from toolkit.catalog.members import Check, Column, ForeignKey, Index
from toolkit.catalog.values import Catalog, Table

_FIRST = ("check", "exclusion", "unique", "index", PRIMARY_KEY)
"""What goes before the columns change, and comes back after them."""
_SERVER_ONLY = frozenset({PRIMARY_KEY, "exclusion"})
_ENOUGH = 2
"""Changes of columns that would each rebuild a table: they become one."""
_FOREIGN_KEY = "foreign key"


@dataclass(frozen=True)
class TableWriting:
    """One table as it is and as it shall be."""

    before: Table
    parts: tuple[Alteration, ...]
    model: sa.Table | None
    reflect: Callable[[Key], sa.Table]
    writer: Alterations
    dialect: Any
    is_exact: bool
    live: Catalog
    names: Names

    @cached_property
    def after(self) -> Table:
        """The table as it shall be."""
        return applied(self.before, self._named_parts)

    @property
    def disturbs_views(self) -> bool:
        """Whether a view of the table stands in the way of a change."""
        if not self.writer.traits.views_hold:
            return self.is_rebuilt
        columns_ = [part for part in self._named_parts if part.kind == "column"]
        return any(part.is_removed or {"type", "computed", "collation"} & {*part.facets} for part in columns_)

    @property
    def is_rebuilt(self) -> bool:
        """Whether the table is made anew."""
        return self.writer.traits.makes_anew and any(part.kind != "index" for part in self._named_parts)

    def keys_removed(self) -> Iterator[ops.MigrateOperation]:
        """Foreign keys go before anything else does."""
        if self._is_whole:
            return
        for part in self._keys:
            if not part.is_made:
                yield self._removed(part)

    def keys_made(self) -> Iterator[ops.MigrateOperation]:
        """Foreign keys come when all is there that they refer to."""
        if self._is_whole:
            return
        for part in self._keys:
            if not part.is_removed:
                yield self._made(part)

    def operations(self) -> Iterator[ops.MigrateOperation]:
        """All other changes."""
        if self._is_whole:
            yield self._stated(self._named_parts)
            return
        inside = [part for part in self._named_parts if part.kind in _FIRST and not self._comes_along(part)]
        of_columns = in_order(part for part in self._named_parts if part.kind == "column")
        together = self._together(inside, of_columns)
        inside = [part for part in inside if part not in together]
        late = [part for part in inside if part.is_removed and self._is_leant_on(part)]
        for part in sorted(inside, key=_rank):
            if not part.is_made and part not in late:
                yield self._removed(part)
        yield from ([self._stated(together)] if together else [])
        for part in (part for part in of_columns if part not in together):
            yield self._column(part)
        for part in sorted(inside, key=_rank, reverse=True):
            if not part.is_removed:
                yield self._made(part)
        yield from map(self._removed, late)
        for part in self._named_parts:
            if part.kind == "table" and part not in together:
                yield from self._facets(part)

    @cached_property
    def _named_parts(self) -> tuple[Alteration, ...]:
        """With names for what has none."""
        return tuple(map(self._named, self.parts))

    def _named(self, part: Alteration) -> Alteration:
        member = part.after
        nameless = part.is_made and part.kind in (*_FIRST, _FOREIGN_KEY) and part.kind != PRIMARY_KEY
        if not nameless or isinstance(member, Index) or (member.name and not self._may_collide(member)):
            return part
        name = self.names.of(member, self.before.name)
        return replace(part, name=name, after=replace(member, name=name, named_by_server=False))

    def _name(self, member: Any) -> str:
        """Of what the models give none."""
        is_given = member.name and not isinstance(member, Index) and not member.named_by_server
        return str(member.name) if is_given else self.names.of(member, self.before.name)

    def _may_collide(self, member: Any) -> bool:
        """Servers that count their names count them anew on a shadow."""
        is_numbered = bool(member.named_by_server) and self.writer.traits.counts_names
        return is_numbered and not getattr(member, "column", None)

    @property
    def _made_columns(self) -> set[str]:
        return {part.name for part in self.parts if part.kind == "column" and part.is_made}

    def _comes_along(self, part: Alteration) -> bool:
        """A check that the server keeps with a column which is made: it is of its type, or stands in ``sa.Column``."""
        return part.kind == "check" and part.is_made and part.after.column in self._made_columns

    def _with_column(self, part: Alteration) -> bool:
        """A check that belongs to a column which is made: Alembic would write it twice, or not at all."""
        if part.kind != "check" or not part.is_made or self.model is None or not self._made_columns:
            return False
        return members.is_said_by_type(part.after, self.model)

    @property
    def _keys(self) -> list[Alteration]:
        """Foreign keys that change, and those that must step aside: some servers change no column of one."""
        found = [part for part in self._named_parts if part.kind == _FOREIGN_KEY]
        if not self.writer.traits.keys_hold:
            return found
        known = {part.name for part in found}
        aside = [key for key in self.before.foreign_keys if key.name not in known and self._stands_in_the_way(key)]
        place = self.before.schema, self.before.name
        return [*found, *(_same(key, *place) for key in aside)]

    def _is_leant_on(self, part: Alteration) -> bool:
        """An index that a foreign key needs until there is another one."""
        return self.writer.traits.keys_hold and members.serves(part.before, self.after.foreign_keys)

    def _stands_in_the_way(self, key: Any) -> bool:
        changed = {part.name for part in self.parts if part.kind == "column" and {"type", "charset"} & {*part.facets}}
        return bool(changed & {*key.columns})

    @cached_property
    def _is_whole(self) -> bool:
        """Whether the table is written as a whole, in the server's words."""
        if self.is_exact or self.model is None:
            return True
        if self.writer.traits.generated_hold and aside(Altered(before=self.before, after=self.after, parts=self.parts)):
            return True
        return self.is_rebuilt and not self.is_fit_for_batch

    @property
    def is_fit_for_batch(self) -> bool:
        """Alembic's batch mode makes a table anew from what was reflected: what that does not tell would be lost."""
        return is_reflected_whole(self.before) and all(self._is_batchable(part) for part in self._named_parts)

    def _is_batchable(self, part: Alteration) -> bool:
        if self._with_column(part) or part.kind in _SERVER_ONLY or part.kind == "table":
            return False
        if part.kind != "column":
            return True
        if part.is_made or part.is_removed:
            column: Column = part.after or part.before
            return columns.is_plain(column, self.before)
        return columns.is_sayable(part, self.before, with_default=True)

    def _together(self, inside: Sequence[Alteration], of_columns: Sequence[Alteration]) -> list[Alteration]:
        """What is better done by one statement."""
        checks = [part for part in inside if self._with_column(part)]
        checked = [part for part in of_columns if part.is_made and checks and _has_check(part, checks)]
        return [*checked, *checks, *(part for part in self._at_once(inside, of_columns) if part not in checked)]

    def _at_once(self, inside: Sequence[Alteration], of_columns: Sequence[Alteration]) -> list[Alteration]:
        if not self.writer.traits.alters_at_once:
            return []
        unsaid = [part for part in of_columns if not self._is_sayable(part)]
        rebuilding = [part for part in of_columns if {"type", "nullable", "charset"} & {*part.facets}]
        has_key = any(part.kind == PRIMARY_KEY for part in inside)
        facets = [part for part in self._named_parts if part.kind == "table" and "options" in part.facets]
        leant = [part for part in inside if part.before and part.after and self._is_leant_on(part)]
        if has_key:
            return [*inside, *of_columns, *facets]
        if len(rebuilding) >= _ENOUGH or len(unsaid) + len(facets) >= _ENOUGH:
            return [*{id(part): part for part in (*rebuilding, *unsaid)}.values(), *leant, *facets]
        return leant

    def _is_sayable(self, part: Alteration) -> bool:
        if part.is_made:
            return not part.after.invisible
        if part.is_removed:
            return True
        return columns.is_sayable(part, self.before, with_default=self.writer.traits.converts_defaults)

    def _column(self, part: Alteration) -> ops.MigrateOperation:
        assert self.model is not None
        if part.is_made:
            keeps_checks = any(self._comes_along(other) and other.after.column == part.name for other in self.parts)
            added = columns.added(self.model, part.after, keeps_checks=keeps_checks)
            return added if added is not None and self._is_sayable(part) else self._stated([part])
        if part.is_removed:
            drop = columns.dropped(self._reflected, part.before)
            if drop is None:
                return self._stated([part])
            plain = columns.is_plain(part.before, self.before)
            return drop if plain else led_back_by(drop, self._stated([part]).reverse())
        altered = None
        if self._is_sayable(part):
            altered = columns.altered(part, self.model, self._reflected, self.writer)
        return altered or self._stated([part])

    def _made(self, part: Alteration) -> ops.MigrateOperation:
        """The new one, in the downgrade removed."""
        new = replace(part, before=None)
        if part.kind in _SERVER_ONLY or self.model is None or part.before == part.after:
            return self._stated([new])
        if part.facets == ("comment",) and not isinstance(part.after, Index):
            return self._stated([new])
        operation = members.made_from_model(part.after, self.model, self.dialect, self._name(part.after))
        if operation is not None and self._says_all(part.after):
            return operation
        drop = members.removed(part.after, self.before) if members.is_plain(part.after) else None
        return drop.reverse() if drop is not None else self._stated([new])

    def _says_all(self, member: Any) -> bool:
        """Whether the model's own object has a word for all that the server says of it."""
        if isinstance(member, Check):
            return members.is_plain(member)
        # A constraint alone does not know the other columns of its table.
        return not member.comment and (isinstance(member, Index) or not getattr(member, "include", ()))

    def _removed(self, part: Alteration) -> ops.MigrateOperation:
        """The old one, in the downgrade made again."""
        old = replace(part, after=None)
        if part.kind in _SERVER_ONLY or self.model is None or not members.is_plain(part.before):
            return self._stated([old])
        return members.removed(part.before, self.before) or self._stated([old])

    def _facets(self, part: Alteration) -> Iterator[ops.MigrateOperation]:
        rest = tuple(facet for facet in part.facets if facet != "comment")
        if "comment" in part.facets:
            yield (
                ops.CreateTableCommentOp(
                    self.before.name,
                    self.after.comment,
                    existing_comment=self.before.comment,
                    schema=self.before.schema,
                )
                if self.after.comment is not None
                else ops.DropTableCommentOp(
                    self.before.name, existing_comment=self.before.comment, schema=self.before.schema
                )
            )
        if rest:
            yield self._stated([replace(part, facets=rest)])

    def _stated(self, parts: Sequence[Alteration]) -> Statements:
        """In the server's words, there and back, from the table without what other operations take from it first."""
        others = [
            replace(part, after=None)
            for part in self._named_parts
            if part not in parts and part.kind not in ("column", "table") and not part.is_made
        ]
        base = applied(self.before, others)
        there = Altered(before=base, after=applied(base, parts), parts=tuple(parts))
        back = Altered(before=there.after, after=base, parts=tuple(part.back() for part in parts))
        return Statements(self.writer.table(there), self.writer.table(back))

    @cached_property
    def _reflected(self) -> sa.Table:
        return self.reflect((self.before.schema, self.before.name))


def _same(key: ForeignKey, schema: str | None, table: str) -> Alteration:
    return Alteration(kind=_FOREIGN_KEY, schema=schema, owner=table, name=key.name or "", before=key, after=key)


def _has_check(part: Alteration, checks: Sequence[Alteration]) -> bool:
    return any(part.name in check.after.expression for check in checks)


def _rank(part: Alteration) -> int:
    return _FIRST.index(part.kind)
