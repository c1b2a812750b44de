"""Views, triggers and the like that only the database has: a revision may have made them for no class to declare.

So they are told, never taken for a loss that somebody must decide about, and dropped by their name alone.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from toolkit.autogenerate.choices import Choices
from toolkit.autogenerate.losses import Loss, subject
from toolkit.catalog.alterations import Alteration

_FIRST = 5
"""So many are named; where there are more, nobody wants them all each time."""


def loss_of(one: Alteration) -> Loss:
    """What dropping it is."""
    return Loss(
        kind=f"drop-{one.kind.replace(' ', '-')}",
        subject=subject(one),
        what="Nothing in the models declares it: its definition would go.",
    )


def dropped(undeclared: Sequence[Alteration], choices: Choices) -> list[tuple[Alteration, tuple[str, str, str]]]:
    """Those that a person wants dropped, each with kind, subject and reason."""
    found = []
    for one in undeclared:
        loss = loss_of(one)
        reason = choices.reason_for(loss, by_name=True)
        if reason is not None:
            found.append((one, (loss.kind, loss.subject, reason)))
    return found


def told(undeclared: Sequence[Alteration]) -> Iterator[str]:
    """That they stay, and how one is dropped."""
    if not undeclared:
        return
    named = ", ".join(f"{one.kind} {subject(one)}" for one in undeclared[:_FIRST])
    more = f", and {len(undeclared) - _FIRST} more" if len(undeclared) > _FIRST else ""
    yield f"Only in the database, and not declared with the models, so it stays: {named}{more}."
    yield f'  To drop it: --allow {loss_of(undeclared[0]).allow} --reason "..."'
