"""Keys, constraints and indexes as Alembic's operations: from the model's own objects, and from reflected ones."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

import sqlalchemy as sa
from alembic.autogenerate.api import AutogenContext
from alembic.operations import ops
from sqlalchemy.engine.default import DefaultDialect
from sqlalchemy.exc import CompileError
from sqlalchemy.sql.elements import conv

from toolkit.autogenerate.statements import escaped, led_back_by
from toolkit.catalog.members import Check, ForeignKey, Index, IndexPart, Unique
from toolkit.catalog.values import Table

Operation = ops.MigrateOperation


class AddCheck(ops.CreateCheckConstraintOp):
    """A check by its text: Alembic renders none before 1.19."""


def render_check(context: AutogenContext, operation: AddCheck) -> str:
    """``op.create_check_constraint('name', 'table', 'total > 0')``."""
    within = context._has_batch
    prefix = "batch_op." if within else context.opts["alembic_module_prefix"] or ""
    name = repr(str(operation.constraint_name))
    # Or a naming convention for checks would be applied to what is a whole name already.
    said = [f"{prefix}f({name})" if isinstance(operation.constraint_name, conv) else name]
    said += [] if within else [repr(str(operation.table_name))]
    said.append(repr(operation.condition))
    said += [f"schema={operation.schema!r}"] if operation.schema and not within else []
    return f"{prefix}create_check_constraint({', '.join(said)})"


def made_from_model(member: Any, table: sa.Table, dialect: Any, unnamed: str) -> Operation | None:
    """The operation that makes what the model declares; None where the model's object is not found.

    ``unnamed`` is the name of what the models give none.
    """
    found = _declared(member, table)
    schema, name = table.schema, table.name
    match found:
        case sa.Index():
            return ops.CreateIndexOp.from_index(found)
        case sa.UniqueConstraint():
            operation = ops.CreateUniqueConstraintOp.from_constraint(found)
            operation.constraint_name = found.name or unnamed
            return operation
        case sa.ForeignKeyConstraint():
            operation_of_key = ops.CreateForeignKeyOp.from_constraint(found)
            operation_of_key.constraint_name = found.name or unnamed
            return operation_of_key
        case sa.CheckConstraint():
            constraint_name = found.name if isinstance(found.name, str) else conv(unnamed)
            return AddCheck(constraint_name, name, check_text(found, dialect), schema=schema)
    return None


def check_text(check: sa.CheckConstraint, dialect: Any) -> str:
    """What a check of the models says, as one would write it in a model."""
    said = {"literal_binds": True, "include_table": False}
    return escaped(with_single_percents(str(check.sqltext.compile(dialect=dialect, compile_kwargs=said)), dialect))


KEEPS_CHECKS = "tk_keeps_checks"
"""In the ``info`` of a column that is to be written: the server keeps its checks with it."""


def apart(model: sa.Table) -> sa.Table:
    """A copy: what a revision is written of is given names, and changed by rewriters, and the models must not be."""
    return model.to_metadata(sa.MetaData(naming_convention=model.metadata.naming_convention))


def own_checks(column: sa.Column[Any]) -> list[sa.CheckConstraint]:
    """The checks that a column has itself."""
    return [one for one in column.constraints if isinstance(one, sa.CheckConstraint)]


def with_single_percents(compiled: str, dialect: Any) -> str:
    """What a compiler wrote, as a person would: for drivers that read ``%s`` as a parameter it doubles each percent."""
    return compiled.replace("%%", "%") if dialect.paramstyle in ("format", "pyformat") else compiled


def is_said_by_type(member: Any, table: sa.Table) -> bool:
    """A check that comes with a Boolean or Enum column, and is made with it."""
    found = _declared(member, table) if isinstance(member, Check) else None
    return found is not None and getattr(found, "_type_bound", False)


def removed(member: Any, table: Table) -> Operation | None:
    """The operation that takes away what is plain, with the one that makes it again; None where it has no name."""
    name, schema = member.name, table.schema
    if name is None:
        return None
    match member:
        case Index():
            columns = [part.column for part in member.parts if part.column]
            back: Operation = ops.CreateIndexOp(name, table.name, columns, unique=member.unique, schema=schema)
            return led_back_by(ops.DropIndexOp(name, table.name, schema=schema), back)
        case Unique():
            back, word = ops.CreateUniqueConstraintOp(name, table.name, member.columns, schema=schema), "unique"
        case Check():
            name = conv(name)
            back, word = AddCheck(name, table.name, escaped(member.expression), schema=schema), "check"
        case ForeignKey():
            back, word = _foreign_key(member, table), "foreignkey"
        case _:
            return None
    return led_back_by(ops.DropConstraintOp(name, table.name, type_=word, schema=schema), back)


def serves(member: Any, keys: Iterable[ForeignKey]) -> bool:
    """Whether a foreign key may lean on it: an index, or a unique constraint, that begins with the columns of one."""
    columns = _columns_of(member) if isinstance(member, Index | Unique) else ()
    return any(columns[: len(key.columns)] == key.columns for key in keys)


def _foreign_key(key: ForeignKey, table: Table) -> Operation:
    is_at_home = key.referred_schema is None
    return ops.CreateForeignKeyOp(
        key.name,
        table.name,
        key.referred_table,
        list(key.columns),
        list(key.referred_columns),
        source_schema=table.schema,
        referent_schema=table.schema if is_at_home else key.referred_schema,
        ondelete=key.on_delete,
        onupdate=key.on_update,
    )


def is_plain(member: Any) -> bool:
    """Whether reflection tells all of it, so that Alembic's operation makes the same again."""
    if member.comment or getattr(member, "options", ()) or getattr(member, "include", ()):
        return False
    match member:
        case Index():
            method = (member.method or "BTREE").upper()
            plain = member.predicate is None and not member.invisible and not member.nulls_not_distinct
            return plain and method == "BTREE" and member.valid and all(map(_is_plain_part, member.parts))
        case Unique():
            return not (member.deferrable or member.nulls_not_distinct or member.on_conflict)
        case ForeignKey():
            plain = not (member.deferrable or member.match) and member.referred_schema != "(default)"
            return plain and member.enforced and member.validated
        case Check():
            return member.enforced and member.validated and not member.no_inherit and member.column is None
    return False


def _is_plain_part(part: IndexPart) -> bool:
    return part == IndexPart(column=part.column) and part.column is not None


def _declared(member: Any, table: sa.Table) -> Any | None:
    """The object of a table, the model's or a reflected one, that a member of the catalog stands for."""
    candidates = list(_candidates(member, table))
    named = [one for one in candidates if one.name is not None and str(one.name) == member.name]
    if named:
        return named[0]
    if isinstance(member, Check):
        said = _bare(member.expression)
        alike = [one for one in candidates if not isinstance(one.name, str) and _bare(_generic_text(one)) == said]
    else:
        alike = [one for one in candidates if _columns(one) == _columns_of(member)] if _columns_of(member) else []
    return alike[0] if len(alike) == 1 else None


def _bare(expression: str) -> str:
    """A check without what a server adds in printing it: many are then as the models have them."""
    return re.sub(r"[\s()`\"\\\\]", "", expression).lower()


def _generic_text(check: sa.CheckConstraint) -> str:
    try:
        return check_text(check, DefaultDialect())
    except CompileError:
        return ""


def _candidates(member: Any, table: sa.Table) -> Iterable[Any]:
    match member:
        case Index():
            # Where the server keeps a unique constraint as an index, the models may have either.
            yield from table.indexes
            if member.unique:
                yield from (one for one in table.constraints if isinstance(one, sa.UniqueConstraint))
        case Unique():
            yield from (one for one in table.constraints if isinstance(one, sa.UniqueConstraint))
        case ForeignKey():
            yield from table.foreign_key_constraints
        case Check():
            of_columns = (one for column in table.columns for one in column.constraints)
            yield from (one for one in (*table.constraints, *of_columns) if isinstance(one, sa.CheckConstraint))


def _columns(one: Any) -> tuple[str, ...]:
    if isinstance(one, sa.CheckConstraint):
        return ()
    return tuple(column.name for column in one.columns)


def _columns_of(member: Any) -> tuple[str, ...]:
    if isinstance(member, Index):
        return tuple(part.column or "" for part in member.parts)
    return tuple(getattr(member, "columns", ()))
