"""Types that a database cannot hold, told when the revision is written and not when it runs."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from typing import Any, NamedTuple

import sqlalchemy as sa
from alembic.autogenerate.api import AutogenContext
from alembic.operations import ops
from sqlalchemy import Connection, Dialect, Inspector
from sqlalchemy.exc import SQLAlchemyError, UnsupportedCompilationError
from sqlalchemy.types import SchemaType, String, TypeEngine

from toolkit.autogenerate.column_types.resolving import ddl_or_raise, fingerprint, really, tree
from toolkit.backends.holding.asking import why_refused
from toolkit.backends.register import backend_of
from toolkit.errors import ColumnTypeUnavailable


class Column(NamedTuple):
    """A column that is made or changed."""

    table: str
    name: str
    type: TypeEngine[Any]
    is_new: bool = True
    """Whether the server has never seen it."""


def refuse_what_cannot_be(
    scripts: Sequence[ops.MigrationScript], dialect: Dialect, connection: Connection | None = None
) -> None:
    """Raises ColumnTypeUnavailable for what the last database of the run would have to make.

    ``connection``: the server is asked too about what SQLAlchemy writes without knowing whether there is such a type.
    """
    columns = [column for script in scripts for one in script.upgrade_ops_list[-1:] for column in columns_of(one.ops)]
    refuse(columns, dialect, connection)


def refuse_models(context: AutogenContext) -> None:
    """Raises ColumnTypeUnavailable for the models that env.py lets autogenerate see, before they are made anywhere.

    The server is asked about tables that are not there yet: what is there, it has taken.
    """
    filtered = context.run_object_filters
    tables = [
        table for table in context.table_key_to_table.values() if filtered(table, table.name, "table", False, None)
    ]
    there: dict[str | None, Collection[str]] = {}
    if context.connection is not None:
        there = {schema: _tables_of(context.inspector, schema) for schema in {table.schema for table in tables}}
    columns = [
        Column(
            table=table.name, name=column.name, type=column.type, is_new=table.name not in there.get(table.schema, ())
        )
        for table in tables
        for column in table.columns
        if filtered(column, column.name, "column", False, None)
    ]
    refuse(columns, context.migration_context.dialect, context.connection)


def _tables_of(inspector: Inspector, schema: str | None) -> Collection[str]:
    try:
        return frozenset(inspector.get_table_names(schema))
    except SQLAlchemyError:  # MySQL has no such database
        return frozenset()


def refuse(columns: Iterable[Column], dialect: Dialect, connection: Connection | None = None) -> None:
    """Raises ColumnTypeUnavailable for the columns that the dialect cannot make."""
    asking = _Asking(connection, dialect)
    found = [(column, why) for column in columns if (why := asking.why_not(column)) is not None]
    if not found:
        return
    names = ", ".join(f"{column.table}.{column.name}" for column, _ in found)
    raise ColumnTypeUnavailable(
        f"{backend_of(dialect).name} cannot hold the type of {names}, so no revision was written.",
        where="the models",
        why="; ".join(f"{column.table}.{column.name} ({type(column.type).__name__}): {why}" for column, why in found),
        mend=" ".join(dict.fromkeys(_mend(column, dialect) for column, _ in found)),
    )


class _Asking:
    """SQLAlchemy first, then the server; each once for the types that are made alike."""

    def __init__(self, connection: Connection | None, dialect: Dialect) -> None:
        self._connection, self._dialect = connection, dialect
        self._known: dict[Any, str | None] = {}

    def why_not(self, column: Column) -> str | None:
        key = fingerprint(column.type)
        if key not in self._known:
            self._known[key] = _why_not(column.type, self._dialect)
        return self._known[key] or (self._why_not_there(column.type) if column.is_new else None)

    def _why_not_there(self, kind: TypeEngine[Any]) -> str | None:
        if self._connection is None:
            return None
        words = self._dialect.type_compiler_instance.process(kind)
        if words not in self._known:
            is_made = any(isinstance(one, SchemaType) for one in tree(really(kind, self._dialect)))
            self._known[words] = why_refused(self._connection, words, is_made=is_made)
        return self._known[words]


def columns_of(operations: Iterable[Any]) -> Iterator[Column]:
    """Those that the operations of an upgrade make, or give another type."""
    for one in operations:
        match one:
            case ops.CreateTableOp():
                for column in one.columns:
                    if isinstance(column, sa.Column):
                        yield Column(table=one.table_name, name=str(column.name), type=column.type)
            case ops.AddColumnOp():
                yield Column(table=one.table_name, name=str(one.column.name), type=one.column.type)
            case ops.AlterColumnOp() if one.modify_type is not None:
                yield Column(table=one.table_name, name=one.column_name, type=one.modify_type)
            case ops.OpContainer():
                yield from columns_of(one.ops)


def _why_not(kind: TypeEngine[Any], dialect: Dialect) -> str | None:
    try:
        ddl_or_raise(kind, dialect)
    except Exception as error:  # what a type of the project raises is told as it is
        cause = error.__cause__ or error
        if isinstance(cause, UnsupportedCompilationError):
            return "it has no such type"
        # Without the address of a page about the error, which SQLAlchemy adds where it is printed.
        return " ".join(str(next(iter(cause.args), "")).split()) or type(cause).__name__
    return None


def _mend(column: Column, dialect: Dialect) -> str:
    try:
        real = really(column.type, dialect)
    except Exception:  # it was told why
        real = column.type
    if isinstance(real, String) and real.length is None:
        return f"Give {column.table}.{column.name} a length, as in String(255), or make it a Text."
    other = f".with_variant(sa.Text(), {dialect.name!r})"
    return f"Give {column.table}.{column.name} a type for this backend, as with `{other}`, or leave it out there."
