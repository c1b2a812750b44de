"""A new table as Alembic's operation, with what Alembic's rendering would leave out, and names for what has none."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterator
from typing import Any

import sqlalchemy as sa
from alembic.operations import ops

from toolkit.autogenerate.members import check_text, own_checks
from toolkit.autogenerate.naming import constraint_name
from toolkit.catalog.values import Catalog, Table

_LABELS = {"uq": sa.UniqueConstraint, "fk": sa.ForeignKeyConstraint, "ck": sa.CheckConstraint}


def create_table(
    model: sa.Table, made: Table, dialect: Any, taken: set[str], later: Collection[str] = ()
) -> tuple[ops.CreateTableOp, list[ops.CreateForeignKeyOp]]:
    """The operation that makes what the model declares, without the foreign keys to tables that come ``later``: these.

    ``made`` is the table as the server has it: some servers keep a check with its column, others with the table.
    The names that are given are added to ``taken``.
    """
    operation = ops.CreateTableOp.from_table(model)
    of_columns = {check.column for check in made.checks if check.column}
    checked = [column for column in model.c if own_checks(column) and column.name not in of_columns]
    if checked or any(_unnamed(model)):
        # Not the models themselves are given names: the file would depend on how often it was written.
        copy = model.to_metadata(sa.MetaData())
        for column in checked:
            _move_checks(copy.c[column.key], dialect)
        _name(copy, dialect, taken)
        operation.columns = [*copy.c, *copy.constraints]
    keys = [one for one in operation.columns if isinstance(one, sa.ForeignKeyConstraint)]
    late = [key for key in keys if _target(key)[0] in later]
    operation.columns = [one for one in operation.columns if not any(one is key for key in late)]
    return operation, [_key(model, one) for one in late]


def names_in(*catalogs: Catalog) -> set[str]:
    """Those of all constraints and indexes: on some servers each is there once in a schema."""
    found: set[str] = set()
    for table in (table for catalog in catalogs for table in catalog.tables):
        members: tuple[Any, ...] = (*table.uniques, *table.foreign_keys, *table.checks, *table.indexes)
        found |= {one.name for one in members if one.name}
    return found


def _key(model: sa.Table, named: sa.ForeignKeyConstraint) -> ops.CreateForeignKeyOp:
    """The foreign key of a model, which knows the table it refers to, under the name that its copy was given."""
    [key] = [one for one in model.foreign_key_constraints if _target(one) == _target(named)]
    operation = ops.CreateForeignKeyOp.from_constraint(key)
    operation.constraint_name = named.name
    return operation


def _target(key: sa.ForeignKeyConstraint) -> tuple[str, list[str], list[str]]:
    """The full name of the table that a foreign key refers to, and its columns on both sides."""
    refers_to = [element.target_fullname for element in key.elements]
    return refers_to[0].rpartition(".")[0], refers_to, list(key.column_keys)


def _move_checks(column: sa.Column[Any], dialect: Any) -> None:
    """From a column to its table: Alembic renders no constraint of a column."""
    for check in own_checks(column):
        column.constraints.discard(check)
        column.table.append_constraint(sa.CheckConstraint(check_text(check, dialect), name=check.name))


def _unnamed(table: sa.Table) -> Iterator[tuple[str, Any]]:
    """What a server would have to name, with the word for its kind; what comes with a type is named with that."""
    for constraint in table.constraints:
        label = next((label for label, kind in _LABELS.items() if isinstance(constraint, kind)), None)
        if label and not isinstance(constraint.name, str) and not getattr(constraint, "_type_bound", False):
            yield label, constraint


def _name(table: sa.Table, dialect: Any, taken: set[str]) -> None:
    found = [(label, one, _parts(label, one, dialect)) for label, one in _unnamed(table)]
    # Constraints are a set: of two that would have one name, the same must have it each time.
    # A naming convention of the models has nothing to say of these: SQLAlchemy would have named them by it.
    for label, constraint, parts in sorted(found, key=lambda one: (one[0], one[2])):
        name = _free(constraint_name(label, table.name, parts), taken)
        taken.add(name)
        constraint.name = name


def _parts(label: str, constraint: Any, dialect: Any) -> list[str]:
    if label == "ck":
        return [hashlib.sha256(check_text(constraint, dialect).encode()).hexdigest()[:6]]
    return list(constraint.column_keys) if label == "fk" else [column.name for column in constraint.columns]


def _free(name: str, taken: Collection[str]) -> str:
    """``order`` with ``item_id`` and ``order_item`` with ``id`` lead to one name."""
    count, free = 1, name
    while free in taken:
        count += 1
        free = f"{name}_{count}"
    return free
