"""Renders a type as Alembic does in a revision, and makes a column of the text again."""

from __future__ import annotations

import warnings
from typing import Any

import sqlalchemy as sa
from alembic.autogenerate.api import AutogenContext
from alembic.autogenerate.render import _repr_type
from alembic.runtime.migration import MigrationContext
from sqlalchemy.engine import URL
from sqlalchemy.schema import CreateTable

from toolkit.autogenerate.column_types.hook import with_column_types

DIALECTS = {
    "sqlite": "sqlite",
    "mysql": "mysql+pymysql",
    "mariadb": "mariadb+pymysql",
    "postgresql": "postgresql+psycopg",
}


def dialect_of(backend: str) -> sa.Dialect:
    return URL.create(DIALECTS[backend]).get_dialect()()


def context_of(backend: str, how: str | None = None, **options: Any) -> AutogenContext:
    """As Alembic's run of autogenerate has it, without a connection."""
    options = {"sqlalchemy_module_prefix": "sa.", "user_module_prefix": None, **options}
    migration = MigrationContext.configure(dialect=dialect_of(backend), opts=options)
    with_column_types(migration.opts, how)
    return AutogenContext(migration, autogenerate=False)


def rendered(kind: Any, context: AutogenContext) -> str:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return _repr_type(kind, context)


def made_of(text: str, context: AutogenContext) -> Any:
    """What the revision would make of the text, by its imports alone."""
    names: dict[str, Any] = {"sa": sa}
    exec("\n".join(sorted(context.imports)), names)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return eval(text, names)


def column(kind: Any, backend: str) -> str:
    """The DDL of a table with such a column."""
    table = sa.Table("t", sa.MetaData(), sa.Column("c", kind))
    return str(CreateTable(table).compile(dialect=dialect_of(backend)))
