"""What a preflight check asks about, and how its answer is told."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from sqlalchemy import Connection

from toolkit.backends.fitting.base import Misfits
from toolkit.finding import Finding, Location, Severity


@dataclass(frozen=True, kw_only=True)
class Asked:
    """Columns of a table that has rows now."""

    table: str
    """As a person calls it: ``ledger.orders``."""
    columns: tuple[str, ...]
    """Their names; the texts of expressions."""
    database: str
    """The database's URL, its password hidden."""
    written_table: str
    """As a statement writes it."""
    written_columns: tuple[str, ...]
    certain: bool = True
    """False where the plan changes rows that the answer depends on before it comes to the statement."""
    location: Location | None = None
    constraint: str | None = None
    """What is asked for, where that has a name: ``check constraint orders.ck_note``."""

    @property
    def subject(self) -> str:
        """``column orders.note``, ``columns orders.(a, b)``."""
        if self.constraint is not None:
            return self.constraint
        if len(self.columns) == 1:
            return f"column {self.table}.{self.columns[0]}"
        return f"columns {self.table}.({', '.join(self.columns)})" if self.columns else f"table {self.table}"

    @property
    def listed(self) -> str:
        """The columns as a statement lists them."""
        return ", ".join(self.written_columns)

    def finding(self, name: str, fact: str, consequence: str, remedy: str) -> Finding:
        """An error, as far as the answer will still be true when it matters."""
        return Finding(
            name=name,
            severity=Severity.ERROR if self.certain else Severity.NOTE,
            subject=self.subject,
            fact=fact if self.certain else f"{fact.removesuffix('.')}, as of now: the plan changes rows before that.",
            consequence=consequence,
            remedy=remedy,
            database=self.database,
            location=self.location,
        )


@dataclass(frozen=True, kw_only=True)
class Question:
    """One thing to ask, about something that will be narrower."""

    asked: Asked
    sought: str
    """Rows of what kind, for a sentence."""
    answer: Callable[[Connection], Finding | None]
    """None where all rows fit."""
    otherwise: Callable[[Connection], Finding | None] | None = None
    """A smaller question, where that one cannot be answered; None tells nothing either."""


def counted(misfits: Misfits, one: str, many: str) -> str:
    """``1 row has no value``, ``7 rows have no value``."""
    return f"1 {one}" if misfits.rows == 1 else f"{misfits.rows} {many}"


def sampled(misfits: Misfits) -> str:
    """Which ones, after a fact: `` (id=7; id=8 and more)``."""
    if not misfits.samples:
        return ""
    return f" ({'; '.join(misfits.samples)}{' and more' if misfits.rows > len(misfits.samples) else ''})"


def first(misfits: Misfits) -> str:
    """The condition for one of them, to paste."""
    return misfits.samples[0] if misfits.samples else "..."
