"""A new table as Alembic's operation, with what Alembic's rendering would leave out, and names for what has none."""

from __future__ import annotations

import warnings
from collections.abc import Collection, Iterator, Sequence
from typing import Any

import sqlalchemy as sa
from alembic.autogenerate.api import AutogenContext
from alembic.operations import ops
from sqlalchemy.exc import SAWarning

from toolkit.autogenerate.members import KEEPS_CHECKS, apart, check_text, own_checks
from toolkit.autogenerate.naming import Names, check_columns
from toolkit.catalog.values import Table

_LABELS = {"uq": sa.UniqueConstraint, "fk": sa.ForeignKeyConstraint, "ck": sa.CheckConstraint}


def sorted_models(context: AutogenContext) -> Sequence[sa.Table]:
    """The tables of the models, those that others refer to first, as far as that goes."""
    if context.metadata is None:
        return ()
    with warnings.catch_warnings():
        # Tables that refer to each other get their keys after: there is nothing to warn of.
        warnings.filterwarnings("ignore", "Cannot correctly sort tables", SAWarning)
        return context.sorted_tables


def create_table(
    model: sa.Table, made: Table, dialect: Any, names: Names, later: Collection[str] = ()
) -> tuple[ops.CreateTableOp, list[ops.CreateForeignKeyOp]]:
    """The operation that makes what the model declares, without the foreign keys to tables that come ``later``: these.

    ``made`` is the table as the server has it: some servers keep a check with its column, others with the table.
    """
    operation = ops.CreateTableOp.from_table(model)
    of_columns = {check.column for check in made.checks if check.column}
    copy = apart(model)
    for column in (column for column in copy.c if own_checks(column)):
        if column.name in of_columns:
            column.info[KEEPS_CHECKS] = True
        else:
            _move_checks(column, dialect)
    _name(copy, dialect, names)
    operation.columns = [*copy.c, *copy.constraints]
    keys = [one for one in operation.columns if isinstance(one, sa.ForeignKeyConstraint)]
    late = [key for key in keys if _target(key)[0] in later]
    operation.columns = [one for one in operation.columns if not any(one is key for key in late)]
    return operation, [_key(model, one) for one in late]


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


def _name(table: sa.Table, dialect: Any, names: Names) -> None:
    found = [(label, one, _parts(label, one, dialect)) for label, one in _unnamed(table)]
    # Constraints are a set: of two that would have one name, the same must have it each time.
    # A naming convention of the models has nothing to say of these: SQLAlchemy would have named them by it.
    for label, constraint, parts in sorted(found, key=lambda one: (one[0], one[2])):
        constraint.name = names.free(label, table.name, parts)


def _parts(label: str, constraint: Any, dialect: Any) -> list[str]:
    if label == "ck":
        return check_columns(check_text(constraint, dialect))
    return [column.name for column in constraint.columns]
