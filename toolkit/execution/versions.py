"""The version table's UPDATE after each revision, which SQLAlchemy would compile anew each time."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Self

from alembic.ddl.impl import DefaultImpl
from alembic.runtime.migration import HeadMaintainer, MigrationContext

_PLAIN = re.compile(r"[A-Za-z0-9_.-]+")
"""Without what a driver may take for a placeholder, or a server for a quote."""
_TO, _FROM = "'\0to'", "'\0from'"


class _Unused:
    """Takes the place of the version table where nobody looks at the statement that is built from it."""

    version_num = ""

    @property
    def c(self) -> Self:
        return self

    def update(self) -> Self:
        return self

    def values(self, **_: Any) -> Self:
        return self

    def where(self, _: Any) -> Self:
        return self


_UNUSED = _Unused()


@contextmanager
def versions_compiled_once() -> Iterator[None]:
    """Within the block the text of that UPDATE is kept for each context; all else of it stays Alembic's.

    Alembic writes the revisions into the statement, so that to SQLAlchemy it is another one each time.
    """
    theirs = HeadMaintainer._update_version
    kept: dict[MigrationContext, str] = {}

    def update(maintainer: HeadMaintainer, from_: str, to_: str) -> None:
        context = maintainer.context
        if not _is_usual(context) or not (_PLAIN.fullmatch(from_) and _PLAIN.fullmatch(to_)):
            theirs(maintainer, from_, to_)
            return

        def execute(construct: Any) -> Any:
            text = kept.get(context) or kept.setdefault(context, _template(construct, context, from_, to_))
            assert context.connection is not None
            return context.connection.exec_driver_sql(text.replace(_TO, f"'{to_}'").replace(_FROM, f"'{from_}'"))

        table = context._version
        context.impl._exec = execute  # type: ignore[assignment, method-assign]  # on this instance, for this statement
        if context in kept:
            context._version = _UNUSED  # type: ignore[assignment]  # until the block below ends
        try:
            theirs(maintainer, from_, to_)
        finally:
            del context.impl._exec
            context._version = table

    HeadMaintainer._update_version = update  # type: ignore[assignment, method-assign]
    try:
        yield
    finally:
        HeadMaintainer._update_version = theirs  # type: ignore[method-assign]


def _is_usual(context: MigrationContext) -> bool:
    """Whether nothing changes the text on its way from the statement to the driver."""
    connection = context.connection
    if context.as_sql or connection is None or type(context.impl)._exec is not DefaultImpl._exec:
        return False
    return not connection.get_execution_options().get("schema_translate_map")


def _template(construct: Any, context: MigrationContext, from_: str, to_: str) -> str:
    """The text with marks in place of the two revisions, which are another one each."""
    text = str(construct.compile(dialect=context.dialect))
    head, found, tail = text.partition(f"'{to_}'")
    assert found
    return head + _TO + tail.replace(f"'{from_}'", _FROM)
