"""Columns as Alembic's operations, as far as these say all that changes."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic.autogenerate.api import AutogenContext
from alembic.autogenerate.render import renderers
from alembic.operations import ops

from toolkit.autogenerate.members import KEEPS_CHECKS, apart, own_checks
from toolkit.autogenerate.statements import led_back_by
from toolkit.backends.alterations.base import Alterations
from toolkit.catalog.alterations import Alteration
from toolkit.catalog.members import Column
from toolkit.catalog.values import Table

_PLAIN = ops.AlterColumnOp("", "")
"""One of Alembic's own, to find its rendering by."""
_SAYABLE = frozenset({"type", "nullable", "default", "comment", "charset", "collation"})
"""Facets that ``op.alter_column`` has a word for; charset and collation where they come with the type."""


class AlterColumn(ops.AlterColumnOp):
    """``op.alter_column`` with how old values become new ones, which Alembic sends and does not render."""


def render_alteration(context: AutogenContext, operation: AlterColumn) -> str:
    """As Alembic renders it, and ``postgresql_using`` at the end."""
    text = str(renderers.dispatch(_PLAIN)(context, operation))
    using = operation.kw.get("postgresql_using")
    return text if using is None else f"{text.removesuffix(')')},\n           postgresql_using={using!r})"


def added(model: sa.Table, column: Column, *, keeps_checks: bool = False) -> ops.MigrateOperation | None:
    """``op.add_column`` of the model's own column; with its checks, where the server keeps them with it."""
    found = _by_name(apart(model), column.name)
    if found is None:
        return None
    if keeps_checks and own_checks(found):
        found.info[KEEPS_CHECKS] = True
    return ops.AddColumnOp.from_column_and_tablename(model.schema, model.name, found)


def dropped(reflected: sa.Table, column: Column) -> ops.MigrateOperation | None:
    """``op.drop_column``, with what was reflected for the way back."""
    found = _by_name(reflected, column.name)
    if found is None:
        return None
    return ops.DropColumnOp.from_column_and_tablename(reflected.schema, reflected.name, found)


def altered(part: Alteration, model: sa.Table, reflected: sa.Table, writer: Alterations) -> ops.MigrateOperation | None:
    """``op.alter_column`` there and back."""
    new, old = _by_name(model, part.name), _by_name(reflected, part.name)
    if new is None or old is None or getattr(new.type, "create_constraint", False):
        # With such a type Alembic would make its check, too, which has an alteration of its own.
        return None
    there = _alter(part, new, old, model, writer)
    back = _alter(part.back(), old, new, model, writer)
    return led_back_by(there, back)


def is_sayable(part: Alteration, table: Table, *, with_default: bool) -> bool:
    """Whether ``op.alter_column`` loses nothing.

    ``with_default``: a default goes through a change of type by itself.
    """
    if not {*part.facets} <= _SAYABLE or ({"charset", "collation"} & {*part.facets} and "type" not in part.facets):
        return False
    sides = part.before, part.after
    if "type" in part.facets and not with_default and any(column.default is not None for column in sides):
        return False
    return all(is_plain(column, table) for column in sides)


def is_plain(column: Column, table: Table) -> bool:
    """Whether reflection tells all of a column."""
    options = dict(table.options)
    of_table = column.collation in (None, options.get("collation")) or "collation" not in options
    if "collation" not in options and column.collation is not None:
        return False
    has_own_check = any(check.column == column.name for check in table.checks)
    said = (column.computed, column.identity, column.sequence, column.on_update, column.on_conflict, column.storage)
    is_usual = not any(said) and not column.invisible and not column.autoincrement
    return is_usual and of_table and not has_own_check and " SRID " not in column.type


def _alter(part: Alteration, new: Any, old: Any, table: sa.Table, writer: Alterations) -> AlterColumn:
    facets = {*part.facets}
    keywords: dict[str, Any] = {}
    using = writer.using(part.name, part.before.type, part.after.type) if "type" in facets else None
    if using is not None:
        keywords["postgresql_using"] = using
    if "type" in facets:
        keywords["modify_type"] = new.type
    if "nullable" in facets:
        keywords["modify_nullable"] = part.after.nullable
    if "default" in facets:
        keywords["modify_server_default"] = new.server_default
    if "comment" in facets:
        keywords["modify_comment"] = part.after.comment
    return AlterColumn(
        table.name,
        part.name,
        schema=table.schema,
        existing_type=old.type,
        existing_nullable=part.before.nullable,
        existing_server_default=old.server_default if old.server_default is not None else False,
        existing_comment=part.before.comment,
        **keywords,
    )


def _by_name(table: sa.Table, name: str) -> sa.Column[Any] | None:
    """By the name that the database knows; ``table.c`` goes by keys."""
    return next((column for column in table.columns if column.name == name), None)
