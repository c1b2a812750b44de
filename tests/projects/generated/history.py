"""Two to four revisions, with rows that the application writes half way."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from hypothesis import strategies as st
from hypothesis.vendor.pretty import RepresentationPrinter

from tests.projects.generated import columns, keys, rows, whole
from tests.projects.generated.draft import Change, Draft, Operation
from tests.projects.generated.tables import Row, Schema, Step, code
from tests.projects.maker import Revision

DROPS: tuple[Operation, ...] = (whole.drop_table, columns.drop_column)
OPERATIONS: tuple[Operation, ...] = (*whole.OPERATIONS, *columns.OPERATIONS, *keys.OPERATIONS, *rows.OPERATIONS, *DROPS)
"""What there is most to lose by has twice the chance."""
NAMES = ("aa11", "bb22", "cc33", "dd44")


@dataclass(frozen=True, repr=False)
class History:
    """``below`` of the revisions lie below the rows in ``seeds``. ``middle`` and ``head`` are what is then there."""

    revisions: tuple[Revision, ...]
    below: int
    seeds: Mapping[str, Sequence[Row]]
    middle: Schema
    head: Schema

    def _repr_pretty_(self, printer: RepresentationPrinter, cycle: bool) -> None:
        """What hypothesis prints of an example that fails."""
        parts = [revision.text().partition("def upgrade")[2] for revision in self.revisions]
        parts.insert(self.below, f" rows: {dict(self.seeds)}\n")
        printer.text("\n" + "\n".join(f"def upgrade{part}" if part.startswith("()") else f"#{part}" for part in parts))


@st.composite
def histories(draw: st.DrawFn, backend: str) -> History:
    draft = Draft(draw, backend)
    count = draw(st.integers(2, len(NAMES)))
    below = draw(st.integers(1, count - 1))
    lower = [_revision(draft, at) for at in range(below)]
    seeds = _seed(draft)
    middle = draft.schema
    upper = [_revision(draft, at) for at in range(below, count)]
    return History((*lower, *upper), below, seeds, middle, draft.schema)


def _revision(draft: Draft, at: int) -> Revision:
    first = 2 if at == 0 else 0
    changes = [_next(draft, (whole.create_table,)) for _ in range(first)]
    changes += [_next(draft, OPERATIONS) for _ in range(draft.draw(st.integers(2 - first, 5 - first)))]
    up: list[Step] = [step for change in changes for step in change.up]
    down: list[Step] = [step for change in reversed(changes) for step in change.down]
    batch = draft.flag()
    bodies = [code(steps, draft.backend, batch=batch) for steps in (up, down)]
    return Revision(NAMES[at], NAMES[at - 1] if at else None, upgrade=bodies[0], downgrade=bodies[1])


def _next(draft: Draft, operations: Sequence[Operation]) -> Change:
    for operation in draft.draw(st.permutations(operations)):
        change = operation(draft)
        if change is not None:
            draft.schema = change.schema
            return change
    raise AssertionError("There is always a column to add or a key to create.")


def _seed(draft: Draft) -> dict[str, list[Row]]:
    """Foreign keys lead to rows that are there already: the order is that of the inserts."""
    seeds: dict[str, list[Row]] = {}
    for table in list(draft.schema.values()):
        new = rows.new_rows(draft, table)
        seeds[table.name] = list(new.values())
        draft.schema = draft.put(replace(table, rows={**table.rows, **new}, thinned=False))
    return seeds
