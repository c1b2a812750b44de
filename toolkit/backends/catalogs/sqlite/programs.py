"""Views and triggers: their texts, in one spelling."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from toolkit.backends.catalogs.sqlite.create_other import trigger_tokens, view_tokens
from toolkit.backends.catalogs.sqlite.cursor import Unparsable
from toolkit.backends.catalogs.sqlite.names import Names
from toolkit.backends.catalogs.sqlite.queries import ObjectRow, Rows
from toolkit.backends.catalogs.sqlite.spelling import spelled
from toolkit.catalog.values import Trigger, View


def views(
    objects: Sequence[ObjectRow], rows: Rows, names: Names, schema: str | None, unread: list[str]
) -> Iterator[View]:
    """The views. The server keeps no columns of them: it works them out when one is used."""
    for row in objects:
        if row.kind == "view":
            try:
                tokens = view_tokens(row.sql, rows.schema)
                definition = spelled(tokens, names.scope(tokens))
            except Unparsable as reason:
                unread.append(f"The text of view {row.name} could not be read ({reason}).")
                definition = row.sql
            yield View(schema=schema, name=row.name, definition=definition)


def triggers(
    objects: Sequence[ObjectRow], rows: Rows, names: Names, schema: str | None, unread: list[str]
) -> Iterator[Trigger]:
    """The triggers of tables and views."""
    for row in objects:
        if row.kind == "trigger":
            try:
                tokens = trigger_tokens(row.sql, rows.schema)
                definition = spelled(tokens, names.scope(tokens))
            except Unparsable as reason:
                unread.append(f"The text of trigger {row.name} could not be read ({reason}).")
                definition = row.sql
            yield Trigger(schema=schema, table=names.table(row.table), name=row.name, definition=definition)
