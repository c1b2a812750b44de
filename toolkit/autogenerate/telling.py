"""What is said of a revision, in its file and on the screen."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from textwrap import shorten

from toolkit.autogenerate import undeclared
from toolkit.autogenerate.choices import Choices
from toolkit.autogenerate.generation import Written
from toolkit.autogenerate.proof import Proof
from toolkit.backends.alterations.base import Altered, Unwritable
from toolkit.backends.alterations.register import alterations_of
from toolkit.catalog.alterations import Alteration, alterations, applied, table_of
from toolkit.catalog.comparison import Change, Verdict
from toolkit.drift.words import facet, facet_texts, short, subject, text
from toolkit.errors import ShadowUnavailable

_MOST = 120
"""Characters of a line in a docstring."""


def proved(proof: Proof) -> Iterator[str]:
    """The sentences that a proof amounts to."""
    place = proof.written.compared.observed.place
    where = f"on a shadow of {place.backend} {place.server_version}"
    if proof.holds:
        yield f"Proved {where}: up, it leaves nothing between"
        but = " but what the server refuses" if proof.written.compared.refused else ""
        back = "; down, the schema is as it was." if proof.has_way_back else "."
        yield f"the models and the database{but}{back}"
    else:
        yield f"Tried {where}, and not complete."
        yield from _left(proof)
    if not proof.has_way_back:
        yield "There is no way back: the project's template writes no downgrade()."
    for sentence in proof.not_copied:
        yield f"Not copied to the shadow: {shorten(sentence, _MOST)}"
    yield from refused(proof.written)


def refused(written: Written) -> Iterator[str]:
    """What of the models the server does not take: nothing was compared with it."""
    for one in written.compared.refused:
        yield f"The server refuses what the models say: {one.statement}: {one.why}"


def _left(proof: Proof) -> Iterator[str]:
    for change in proof.left:
        yield f"Up, this is left: {told(change)}"
        yield from (f"  Write by hand: {how}" for how in _by_hand(proof.written, change))
    if proof.stopped_back:
        yield f"Down, it does not run: {shorten(proof.stopped_back, _MOST * 3)}"
    for change in proof.not_back:
        yield f"Down, this is not as it was: {told(change)}"


def not_proved(trouble: ShadowUnavailable) -> Iterator[str]:
    """Where no shadow can be made."""
    yield f"Not proved: {trouble}"
    if trouble.mend:
        yield trouble.mend


def left_out(written: Written, told: Sequence[Change] = ()) -> Iterator[str]:
    """What is not in the revision, by decision or for lack of words, but for what the proof ``told`` already."""
    for one in written.decided.left_out:
        yield f"Left out: {one.alteration.kind} {_path(one.alteration)}: {one.why}"
        if one.loss is not None:
            yield f'  To write it: --allow {one.loss.allow} --reason "..."'
    stays = [one for one in written.compared.undeclared if not any(one is kept for kept in written.decided.kept)]
    yield from undeclared.told(stays)
    for hand in written.by_hand:
        if not any(hand.part is not None and hand.part.covers(change) for change in told):
            yield f"Not written: {hand.what}. {hand.how}"


def unmet(choices: Choices, found: Sequence[Written]) -> Iterator[str]:
    """What was allowed by a name that no change has: a slip of the pen would go unnoticed."""
    met = {(kind, subject) for written in found for kind, subject, _ in written.decided.allowed}
    for one in choices.allowed:
        if one.subject is not None and (one.kind, one.subject) not in met:
            yield f"Not needed: --allow {one.kind}={one.subject}: there is no such change."


def told(change: Change) -> str:
    """One difference on one line."""
    if change.facet is not None:
        was, now = map(short, facet_texts(change))
        return f"the {facet(change.facet)} of {subject(change)}: {was}, and not {now}"
    there = change.verdict is Verdict.MISSING
    value = short(text(change.expected if there else change.found))
    return f"{subject(change)} {'is there' if there else 'is not there'}: {value}"


def _by_hand(written: Written, change: Change) -> Sequence[str]:
    compared = written.compared
    writer = alterations_of(compared.observed.place.backend)
    found = alterations([change], compared.live)
    if writer is None or not found:
        return ()
    one: Alteration = found[0]
    table = table_of(compared.live, *one.table)
    try:
        is_changed_table = one.kind == "table" and not one.is_made and not one.is_removed
        if table is None or one.kind == "trigger" or (one.owner is None and not is_changed_table):
            return writer.alone(one, compared.live)
        return writer.table(Altered(before=table, after=applied(table, [one]), parts=(one,)))
    except Unwritable as trouble:
        return (trouble.by_hand,)


def _path(one: Alteration) -> str:
    return ".".join(part for part in (one.schema, one.owner, one.name) if part)
