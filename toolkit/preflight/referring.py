"""What a plan asks of rows by foreign keys."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from sqlalchemy import Connection

from toolkit.backends.sql.values import Name
from toolkit.finding import Finding
from toolkit.preflight.asked import Question
from toolkit.preflight.orphaned_rows import orphaned_rows
from toolkit.preflight.pair import Pair, quoted, written
from toolkit.preflight.uncounted_rows import uncounted_rows

if TYPE_CHECKING:
    from toolkit.catalog.members import ForeignKey
    from toolkit.catalog.values import Catalog

DEFAULT = "(default)"


def reference_questions(pair: Pair) -> Iterator[Question]:
    """One for each that is new, or looked at for the first time."""
    known = [_content(key) for key in pair.live.foreign_keys if key.enforced and key.validated]
    for reference in pair.table.foreign_keys:
        added = [column for column in reference.columns if column not in pair.columns]
        if not all(map(pair.is_filled_alike, added)):
            continue
        live = _live_reference(pair, reference)
        is_new = reference.enforced and reference.validated and _content(live) not in known
        if is_new and not _is_renamed(pair, live):
            question = _orphans(pair, live, added)
            # What the plan may fill otherwise is not asked about.
            if not added or question.asked.certain:
                yield question


def _live_reference(pair: Pair, reference: ForeignKey) -> ForeignKey:
    """The same in the names that tables and columns have now."""
    referred = _referred(pair, reference)
    live = pair.names.rows_of(referred.schema, referred.name)
    columns = tuple(pair.columns[name][0].name if name in pair.columns else name for name in reference.columns)
    theirs = tuple(
        pair.names.column_of(referred.schema, referred.name, column) or column for column in reference.referred_columns
    )
    found = replace(reference, columns=columns, referred_columns=theirs)
    if live is None or live == (referred.schema, referred.name):
        return found
    schema = None if live[0] == pair.live.schema else live[0] or DEFAULT
    return replace(found, referred_schema=schema, referred_table=live[1])


def _orphans(pair: Pair, reference: ForeignKey, added: Sequence[str]) -> Question:
    """The columns that are ``added`` have one value in all rows."""
    referred = _referred(pair, reference)
    asked = pair.asked(reference.columns, (), referred)
    told = written(pair.preparer, referred)
    sought = f"rows that refer to nothing in {told}"
    if not _has(pair.before, referred, reference.referred_columns):
        finding = uncounted_rows(asked, sought=sought, reason="what they refer to is made by the plan itself")
        return Question(asked=asked, sought=sought, answer=lambda _connection: finding)

    given = {column.name: pair.fitting.added(column) for column in pair.table.columns if column.name in added}

    def answer(connection: Connection) -> Finding | None:
        misfits = pair.fitting.orphans(connection, pair.name, reference, pair.key, given=given)
        if not misfits.rows:
            return None
        columns = [quoted(pair.preparer, column) for column in reference.referred_columns]
        found = orphaned_rows(misfits, asked, referred=told, referred_columns=columns)
        listed = ", ".join(quoted(pair.preparer, column) for column in added)
        remedy = f"Add {listed} without the foreign key, let each row refer to one that is there, then add the key"
        return replace(found, remedy=remedy) if added else found

    return Question(asked=asked, sought=sought, answer=answer)


def _referred(pair: Pair, reference: ForeignKey) -> Name:
    schema = pair.live.schema if reference.referred_schema is None else reference.referred_schema
    return Name(schema=None if schema == DEFAULT else schema, name=reference.referred_table)


def _has(catalog: Catalog, table: Name, columns: Sequence[str]) -> bool:
    found = [one for one in catalog.tables if (one.schema, one.name) == (table.schema, table.name)]
    return any(set(columns) <= {column.name for column in one.columns} for one in found)


def _is_renamed(pair: Pair, reference: ForeignKey) -> bool:
    """Whether it is there already, and what it refers to is called otherwise after the plan."""
    twins = [key for key in pair.live.foreign_keys if (key.name, key.columns) == (reference.name, reference.columns)]
    return any(not _has(pair.after, _referred(pair, twin), twin.referred_columns) for twin in twins)


def _content(key: ForeignKey) -> tuple[object, ...]:
    return key.columns, key.referred_schema, key.referred_table, key.referred_columns, key.match
