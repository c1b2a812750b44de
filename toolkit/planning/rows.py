"""Questions of a revision about rows: the shadow has none, so the live database answers them, and is only read."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection

from toolkit.execution.answered import AnsweredCursor
from toolkit.execution.passing import Passing, resend
from toolkit.shadow.names import as_live

LONGEST = 1000
"""Rows that one question gets: enough to see what is done with each."""
MOST = 5 * LONGEST
"""Rows that a revision gets by one text: it may ask for all rows of a table, some at a time."""
_LOCKS = re.compile(r"\s+FOR\s+(?:NO\s+KEY\s+UPDATE|UPDATE|KEY\s+SHARE|SHARE)\b[^()']*$", re.IGNORECASE)
SAME = 3
"""How often it gets the same answer: one that asks until its own changes show in it would ask for ever."""


@dataclass(kw_only=True)
class LiveRows:
    """Answers from the live database as it is now."""

    live: Connection
    cut: list[str] = field(default_factory=list)
    """Questions that had more rows than they got."""
    endless: list[str] = field(default_factory=list)
    """Questions that were asked again and again."""
    _asked: Counter[tuple[str, str]] = field(default_factory=Counter)
    _given: Counter[str] = field(default_factory=Counter)

    def begin(self) -> None:
        """Another revision asks from now on."""
        self._asked.clear()
        self._given.clear()

    def answer(self, passing: Passing) -> bool:
        """False where only the shadow can answer: it asks for what the plan makes."""
        if getattr(passing.context, "executemany", False) or self._is_spent(passing):
            return False
        found = self._found(passing)
        if found is None or not found[1]:
            # What the plan itself has inserted is on the shadow.
            return False
        description, rows = found
        if len(rows) > LONGEST:
            _note(self.cut, passing.sql)
        given = rows[:LONGEST]
        self._given[passing.sql] += len(given)
        passing.answer(AnsweredCursor(passing.cursor, rows=given, description=description, rowcount=len(given)))
        return True

    def _is_spent(self, passing: Passing) -> bool:
        asked = (passing.sql, repr(passing.parameters))
        self._asked[asked] += 1
        if self._asked[asked] > SAME:
            _note(self.endless, passing.sql)
            return True
        if self._given[passing.sql] >= MOST:
            _note(self.cut, passing.sql)
            return True
        return False

    def _found(self, passing: Passing) -> tuple[Any, Sequence[Any]] | None:
        cursor = self.live.connection.cursor()
        sql = as_live(_LOCKS.sub("", passing.sql), self.live.engine.url.database or "")
        try:
            resend(passing, sql, cursor)
            description: Any = cursor.description
            return None if description is None else (description, cursor.fetchmany(LONGEST + 1))
        except Exception:  # whatever a driver raises, the shadow's own answer is told to the revision
            return None
        finally:
            # What is read holds locks on its tables as long as the transaction.
            with suppress(Exception):
                cursor.close()
                self.live.connection.rollback()


def _note(questions: list[str], sql: str) -> None:
    if sql not in questions:
        questions.append(sql)
