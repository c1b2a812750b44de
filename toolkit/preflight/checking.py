"""What a plan asks of rows by check constraints: of the table, of its columns, and of their domains."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from sqlalchemy import Connection

from toolkit.backends.fitting.base import Value
from toolkit.backends.fitting.types import domains_of
from toolkit.backends.sql.wording import with_word, words_of
from toolkit.finding import Finding
from toolkit.preflight.asked import Asked, Question
from toolkit.preflight.pair import Pair, quoted
from toolkit.preflight.uncounted_rows import uncounted_rows
from toolkit.preflight.violating_rows import violating_rows

if TYPE_CHECKING:
    from toolkit.catalog.members import Check, Column
    from toolkit.catalog.values import Catalog

_SOUGHT = "rows that break it"


def check_questions(pair: Pair) -> Iterator[Question]:
    """One for each check that is new, or looked at for the first time."""
    known = {check.expression: check.name for check in pair.live.checks if _binds(check)}
    for check in pair.table.checks:
        # A check that only says the new name of a column is no new one.
        stays = check.expression in known or (pair.is_renamed and check.name in known.values())
        if _binds(check) and (not stays or _is_made_anew(pair, check.expression)):
            yield _question(pair, check, check.expression)
    for value in pair.values:
        yield from _of_domains(pair, value)


def _is_made_anew(pair: Pair, condition: str) -> bool:
    """Whether the plan makes other values of a column of the condition: then the server looks at it again."""
    named = words_of(condition, pair.after.backend)
    return any(column.casefold() in named and pair.is_converted(column) for column in pair.columns)


def _binds(check: Check) -> bool:
    return check.enforced and check.validated


def _of_domains(pair: Pair, value: Value) -> Iterator[Question]:
    had = set(_checks(pair.before, value.source)) if value.source is not None else set()
    for name, check in _checks(pair.after, value.column).items():
        if name not in had:
            column = pair.fitting.quoted(value.column.name)
            yield _question(pair, check, with_word(check.expression, "VALUE", column, pair.after.backend))


def _checks(catalog: Catalog, column: Column) -> Mapping[tuple[str, str], Check]:
    """By domain and expression, those of the domain that a column has, and of what that stands on."""
    return {
        (domain.name, check.expression): check
        for domain in domains_of(column.type, catalog)
        for check in domain.checks
        if _binds(check)
    }


def _question(pair: Pair, check: Check, condition: str) -> Question:
    asked = _asked(pair, check)
    made = _made_by_the_plan(pair, condition)
    if made is not None:
        reason = f"the values of {made} are made by the plan itself"
        return Question(
            asked=asked,
            sought=_SOUGHT,
            answer=lambda _connection: uncounted_rows(asked, sought=_SOUGHT, reason=reason),
        )

    def answer(connection: Connection) -> Finding | None:
        future = replace(pair.future, only=check.no_inherit)
        misfits = pair.fitting.violations(connection, future, condition, pair.key)
        is_refused = pair.fitting.looks_at_rows(check, is_copied=pair.is_copied)
        return violating_rows(misfits, asked, condition=condition, is_refused=is_refused) if misfits.rows else None

    return Question(asked=asked, sought=_SOUGHT, answer=answer)


def _asked(pair: Pair, check: Check) -> Asked:
    asked = pair.asked([])
    return replace(asked, constraint=f"check constraint {asked.table}.{check.name}") if check.name else asked


def _made_by_the_plan(pair: Pair, condition: str) -> str | None:
    """A column of the condition whose values nobody knows before they are made."""
    named = words_of(condition, pair.after.backend)
    for value in pair.values:
        column = value.column
        if value.source is None and column.computed is None and column.name.casefold() in named:
            counts = column.autoincrement or column.identity or column.sequence
            if counts or "nextval" in (column.default or "").casefold():
                return quoted(pair.preparer, column.name)
    return None
