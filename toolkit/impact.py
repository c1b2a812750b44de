"""How a server executes a statement: what it does with the rows, and whom it keeps waiting meanwhile."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum


class Work(Enum):
    """What a statement does with the rows of a table, the least first."""

    NONE = "none"
    """Nothing: only what the server knows of the table changes, in a moment."""
    SCAN = "scan"
    """It reads every row."""
    INDEX = "index"
    """It reads every row and writes an index."""
    ROWS = "rows"
    """It changes rows: UPDATE, DELETE, INSERT."""
    REWRITE = "rewrite"
    """It writes the whole table anew."""


class Blocks(Enum):
    """What others cannot do with a table while the work is done, the least first."""

    NOTHING = "nothing"
    WRITES = "writes"
    EVERYTHING = "reads and writes"


@dataclass(frozen=True, kw_only=True)
class TableImpact:
    """What a statement does to one table. The moment that any definition needs alone is not told."""

    schema: str | None
    """None for the default one."""
    name: str
    work: Work
    blocks: Blocks
    """While the work is done, or the transaction lasts. Where there is no work, that is a moment."""
    lock: str | None = None
    """The lock in the server's own words: NONE, SHARED, EXCLUSIVE; AccessExclusiveLock."""

    def __str__(self) -> str:
        return f"{self.schema}.{self.name}" if self.schema else self.name


@dataclass(frozen=True, kw_only=True)
class Impact:
    """What a server answered about one statement when it ran it on a shadow."""

    tables: tuple[TableImpact, ...] = ()
    """Those that were there before and that it locks or touches."""
    algorithm: str | None = None
    """In the server's own words (INSTANT, NOCOPY, INPLACE, COPY); None where it has none."""
    clause: str | None = None
    """What makes the server refuse rather than do more than it did here: ``ALGORITHM=INPLACE, LOCK=NONE``."""

    @property
    def work(self) -> Work:
        """The most that it does to any table."""
        return max((table.work for table in self.tables), key=list(Work).index, default=Work.NONE)

    @property
    def blocks(self) -> Blocks:
        """The most that it keeps from others on any table."""
        return max((table.blocks for table in self.tables), key=list(Blocks).index, default=Blocks.NOTHING)
