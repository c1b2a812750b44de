"""What a table of the models holds, in place of the statements that create it, which take three times as long to write.

Tables that hold the same are created by the same statements, as long as it is SQLAlchemy alone that writes them. Where
that is not certain (a type or a compiler of the project, a listener, an enumerated type), the statements count.
"""

from __future__ import annotations

import enum
from collections.abc import Callable, Iterable, Mapping
from inspect import getattr_static
from types import NoneType
from typing import Any, NoReturn

import sqlalchemy as sa
from sqlalchemy import schema
from sqlalchemy.sql import ddl
from sqlalchemy.sql.base import ColumnCollection
from sqlalchemy.sql.elements import ClauseElement, TextClause
from sqlalchemy.types import SchemaType, TypeDecorator, TypeEngine
from sqlalchemy.util import OrderedSet, generic_fn_descriptor, immutabledict

_PLAIN = frozenset({NoneType, bool, int, float, str, bytes})
_COLLECTIONS = frozenset({list, tuple, set, frozenset, dict})
_ITEMS = (
    sa.PrimaryKeyConstraint,
    sa.ForeignKeyConstraint,
    sa.ForeignKey,
    sa.UniqueConstraint,
    sa.CheckConstraint,
    sa.Index,
    sa.DefaultClause,
    sa.FetchedValue,
    sa.Computed,
    sa.Identity,
)
_STATEMENTS = tuple(vars(ddl)[name] for name in ("CreateTable", "CreateColumn", "CreateIndex", "AddConstraint"))
_LEADING_BACK = frozenset({"table", "parent", "metadata", "constraint", "column", "foreign_keys"})
_NOTES = frozenset({"dispatch", "c", "_creation_order", "_pending_colargs", "_proxies", "_impl_dict", "_memoized_keys"})
_FOLLOWING = frozenset(
    {"base_columns", "columns", "comparator", "description", "dialect_kwargs", "dialect_options", "info", "proxy_set"}
)
"""What follows from other attributes, is told apart, or is nothing that SQLAlchemy writes."""
_TOLD_APART: Mapping[type, frozenset[str]] = {
    # Columns in their order; the primary key with the other constraints.
    sa.Table: frozenset({"_columns", "primary_key"}),
    # What of a column never reaches the database.
    sa.Column: frozenset({"default", "onupdate", "doc", "key"}),
}


class Unsure(Exception):
    """The statements may say what the structure does not."""


class Structures:
    """Tells the structures of tables for one dialect. Raises Unsure."""

    def __init__(self, dialect: sa.Dialect) -> None:
        makers = (type(dialect), dialect.ddl_compiler, dialect.type_compiler_cls, dialect.statement_compiler)
        hooked = (*_ITEMS, *_STATEMENTS, TextClause, sa.Table, sa.Column)
        if not all(map(_is_of_sqlalchemy, makers)) or any(map(_has_compiler, hooked)):
            raise Unsure
        self._dialect = dialect
        kind = type(dialect)
        plain = [(name, said) for name, said in vars(dialect).items() if type(said) in _PLAIN and _counts(kind, name)]
        self._whole = repr([sa.__version__, kind.__qualname__, sorted(plain)])
        self._counting: dict[type, dict[str, bool]] = {}
        self._tellers: dict[type, Callable[[Any], Any]] = dict.fromkeys(_PLAIN, _itself)
        # In this order: a column is an expression, too.
        self._of: tuple[tuple[Any, Callable[[Any], Any]], ...] = (
            (sa.Column, _reference),
            (sa.ForeignKey, self._foreign_key),
            (_ITEMS, self._item),
            (SchemaType, self._boolean),
            (TypeDecorator, _refuse),
            (TypeEngine, self._item),
            (ClauseElement, self._expression),
            (ColumnCollection, _names),
            (enum.Enum, str),
            (str, _text),
            ((set, frozenset, OrderedSet), self._unordered),
            ((dict, immutabledict), self._mapping),
            ((list, tuple), self._listed),
        )

    def of(self, table: sa.Table) -> str:
        """What the table holds, the same text in each process. Raises Unsure."""
        if type(table) is not sa.Table or table.dispatch.before_create or table.dispatch.after_create:
            raise Unsure
        convention = self._told(table.metadata.naming_convention)
        return f"{self._whole} {[convention, self._item(table), [*map(self._column, table.columns)]]!r}"

    def _column(self, column: sa.Column[Any]) -> Any:
        if type(column) is not sa.Column or isinstance(column.default, schema.Sequence):
            raise Unsure
        return self._item(column), column.default is None

    def _item(self, item: Any) -> list[Any]:
        kind = type(item)
        if kind not in self._counting:
            self._counting[kind] = {}
        counting, told = self._counting[kind], [kind.__qualname__]
        for name, value in vars(item).items():
            if value is None:
                continue
            if name not in counting:
                counting[name] = _counts(kind, name)
            if counting[name]:
                told += name, value if type(value) in _PLAIN else self._told(value)
        if "dialect_options" in vars(item):
            told.append(self._mapping(item.dialect_kwargs))
        return told

    def _told(self, value: Any) -> Any:
        kind = type(value)
        if kind not in self._tellers:
            self._tellers[kind] = self._teller(kind)
        return self._tellers[kind](value)

    def _teller(self, kind: type) -> Callable[[Any], Any]:
        """How values of a class are told: of a class of the project's own, nobody knows."""
        if kind in _COLLECTIONS or (_is_of_sqlalchemy(kind) and not _has_compiler(kind)):
            for classes, teller in self._of:
                if issubclass(kind, classes):
                    return teller
        return _refuse if not issubclass(kind, ClauseElement) else self._expression

    def _foreign_key(self, value: Any) -> Any:
        """With what it refers to: that may be told by a key, and written by a name."""
        try:
            return [*self._item(value), _reference(value.column)]
        except sa.exc.SQLAlchemyError as error:
            raise Unsure from error

    def _boolean(self, value: Any) -> Any:
        """A type that may make more than a column of it: an enumerated one, or one with a check."""
        return self._item(value) if type(value) is sa.Boolean and not value.create_constraint else _refuse(value)

    def _expression(self, value: Any) -> str:
        if type(value) is TextClause and not value._bindparams:
            return str(value.text)
        try:
            return str(value.compile(dialect=self._dialect, compile_kwargs={"literal_binds": True}))
        except Exception as error:  # an expression of the project raises what it likes
            raise Unsure from error

    def _unordered(self, value: Any) -> Any:
        return sorted(repr(self._told(one)) for one in value)

    def _mapping(self, value: Any) -> Any:
        return sorted((repr(name), self._told(said)) for name, said in value.items())

    def _listed(self, value: Any) -> Any:
        return [*map(self._told, value)]


def structures_of(dialect: sa.Dialect, tables: Iterable[sa.Table]) -> Mapping[sa.Table, str]:
    """The structures of those tables that are sure."""
    found: dict[sa.Table, str] = {}
    try:
        structures = Structures(dialect)
    except Unsure:
        return found
    for table in tables:
        try:
            found[table] = structures.of(table)
        except Unsure:
            continue
    return found


def _counts(kind: type, name: str) -> bool:
    """Whether an attribute may reach a statement."""
    if name in _NOTES or name in _FOLLOWING or name in _LEADING_BACK or name in _TOLD_APART.get(kind, ()):
        return False
    # SQLAlchemy notes there what it found out of the others.
    return not (name.startswith("_") and isinstance(getattr_static(kind, name, None), generic_fn_descriptor))


def _itself(value: Any) -> Any:
    return value


def _text(value: Any) -> Any:
    return str(value) if getattr(value, "quote", None) is None else (str(value), value.quote)


def _names(columns: Any) -> Any:
    return [str(column.name) for column in columns]


def _reference(column: Any) -> Any:
    return (str(column.table.fullname), str(column.name)) if column.table is not None else _refuse(column)


def _refuse(value: Any) -> NoReturn:
    raise Unsure(value)


def _is_of_sqlalchemy(kind: type) -> bool:
    return kind.__module__.partition(".")[0] == "sqlalchemy"


def _has_compiler(kind: type) -> bool:
    """Whether the project compiles it in its own way (sqlalchemy.ext.compiler)."""
    return hasattr(kind, "_compiler_dispatcher")
