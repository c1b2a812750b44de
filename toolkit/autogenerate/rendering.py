"""What is rendered otherwise, where Alembic's rendering gives a file that does not run, or does something else."""

from __future__ import annotations

import ast
from collections.abc import Callable, MutableMapping
from typing import Any

import sqlalchemy as sa
from alembic.autogenerate import render as alembics
from alembic.autogenerate.api import AutogenContext
from alembic.ddl.impl import DefaultImpl

from toolkit.autogenerate.members import KEEPS_CHECKS, check_text, own_checks, with_single_percents
from toolkit.autogenerate.statements import escaped
from toolkit.backends.alterations.base import Alterations

Render = Callable[[str, Any, AutogenContext], Any]


def with_types_of_server(options: MutableMapping[str, Any], writer: Alterations) -> None:
    """Ask the project's own ``render_item`` first, then the backend."""
    theirs: Render | None = options.get("render_item")

    def render(kind: str, value: Any, context: AutogenContext) -> Any:
        rendered = theirs(kind, value, context) if theirs is not None else False
        if rendered is False and kind == "column" and value.info.get(KEEPS_CHECKS):
            return _with_checks(value, context)
        if rendered is not False or kind != "type":
            return rendered
        own = writer.rendered_type(value)
        if own is None:
            return False
        context.imports.add(own[0])
        return own[1]

    options["render_item"] = render


def with_texts_as_written(impl: DefaultImpl) -> None:
    """Render ``m % 2``, and ``' :m'``, as one writes them in a model: the revision compiles them once more."""
    theirs = type(impl).render_ddl_sql_expr

    def render(*arguments: Any, **keywords: Any) -> str:
        text = with_single_percents(theirs(impl, *arguments, **keywords), impl.dialect)
        # What is no column of an index goes into a text, an index takes it literally.
        return text if keywords.get("is_index") else escaped(text)

    impl.render_ddl_sql_expr = render  # type: ignore[method-assign]  # each run has an object of its own


def _with_checks(column: sa.Column[Any], context: AutogenContext) -> str:
    """As Alembic renders a column, with the checks that the server keeps with it, for which Alembic has no word."""
    # Without the mark it comes back to Alembic's own rendering.
    del column.info[KEEPS_CHECKS]
    try:
        text = alembics._render_column(column, context)
    finally:
        column.info[KEEPS_CHECKS] = True
    checks = own_checks(column)
    prefix = context.opts["sqlalchemy_module_prefix"] or ""
    dialect = context.migration_context.dialect
    said = [f", {prefix}CheckConstraint({check_text(check, dialect)!r})" for check in checks]
    return _after_arguments(text, "".join(sorted(said)))


def _after_arguments(call: str, more: str) -> str:
    """The text of a call with more behind its positional arguments."""
    expression = ast.parse(call, mode="eval").body
    assert isinstance(expression, ast.Call)
    last = expression.args[-1]
    lines = call.splitlines(keepends=True)
    at = sum(map(len, lines[: (last.end_lineno or 1) - 1]))
    # Python counts bytes.
    at += len(lines[(last.end_lineno or 1) - 1].encode()[: last.end_col_offset].decode())
    return call[:at] + more + call[at:]
