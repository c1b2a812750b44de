"""Which of the alterations are written, and which are left out, with the reason.

A loss is written where a person gave a reason for it. What hangs on something that is left out is left out with it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from toolkit.autogenerate.choices import Choices
from toolkit.autogenerate.losses import DROP_TABLE, Loss, hangs_on, losses, without
from toolkit.autogenerate.renames import Rename
from toolkit.catalog.alterations import Alteration
from toolkit.catalog.comparison import Change
from toolkit.catalog.values import Catalog

UNMANAGED = "no model knows it: it stays. Import its module in env.py, or drop it by a revision of your own."
_CONTAINERS = frozenset({"schema", "extension"})


@dataclass(frozen=True, kw_only=True)
class LeftOut:
    """An alteration, or the part of one, that is not written."""

    alteration: Alteration
    why: str
    loss: Loss | None = None
    """What a person could accept."""
    is_declined: bool = False
    """A person was asked, and did not."""
    rename: Rename | None = None
    """What it may be instead."""
    is_named_only: bool = False
    """It is accepted by its name alone, and not asked about."""

    def covers(self, change: Change) -> bool:
        """Whether a difference is this one."""
        facets = self.loss.facets if self.loss else ()
        return replace(self.alteration, facets=facets or self.alteration.facets).covers(change)


@dataclass(frozen=True, kw_only=True)
class Decided:
    """What is written, and what is not."""

    kept: tuple[Alteration, ...]
    left_out: tuple[LeftOut, ...] = ()
    allowed: tuple[tuple[str, str, str], ...] = ()
    """Kind, subject and reason of each loss that is written."""

    @property
    def likely(self) -> tuple[Rename, ...]:
        """Renames that a person has yet to decide about: what they may be of is not written."""
        return tuple(dict.fromkeys(one.rename for one in self.left_out if one.rename is not None))

    @property
    def undecided(self) -> tuple[LeftOut, ...]:
        """What a person has yet to decide."""
        return tuple(one for one in self.left_out if one.loss is not None and not one.is_declined)


@dataclass(frozen=True, kw_only=True)
class Origins:
    """Where tables come from that only the database has: a name that is not among them is no table of the project."""

    created: frozenset[str] = frozenset()
    """Names of tables that a revision creates."""
    declared: Mapping[str, str] = field(default_factory=dict)
    """By name, a module whose text still declares the table: it is probably not imported."""
    are_many: bool = False
    """Whether so many are gone at once that it is rather a module that is."""


def decide(
    alterations: Sequence[Alteration],
    live: Catalog,
    choices: Choices,
    origins: Origins,
    likely: Sequence[Rename] = (),
) -> Decided:
    """Judge each alteration, then what hangs on those that are left out."""
    kept: list[Alteration] = []
    left_out: list[LeftOut] = []
    allowed: list[tuple[str, str, str]] = []
    for one in alterations:
        rename = next((rename for rename in likely if _is_side(one, rename)), None)
        if rename is not None:
            left_out.append(LeftOut(alteration=one, why=f"it may be a rename: {rename}", rename=rename))
            continue
        if one.is_removed and (one.kind in _CONTAINERS or (one.kind == "table" and one.name not in origins.created)):
            left_out.append(LeftOut(alteration=one, why=UNMANAGED))
            continue
        rest: Alteration | None = one
        for loss in losses(one, live):
            refused = _refused(one, loss, choices, origins)
            if refused is None:
                reason = choices.reason_for(loss) or ""
                allowed.append((loss.kind, loss.subject, reason))
            else:
                left_out.append(refused)
                rest = rest and without(rest, loss)
        if rest is not None:
            kept.append(rest)
    hanging = {id(part): why for part in kept for why in _hanging(part, left_out)}
    left_out += [LeftOut(alteration=part, why=hanging[id(part)]) for part in kept if id(part) in hanging]
    return Decided(
        kept=tuple(part for part in kept if id(part) not in hanging),
        left_out=tuple(left_out),
        allowed=tuple(dict.fromkeys(allowed)),
    )


def _is_side(one: Alteration, rename: Rename) -> bool:
    """Whether it is what is gone, or what is new, of what may be a rename."""
    kind, owner = ("column", rename.table) if rename.table else ("table", None)
    name = rename.old if one.is_removed else rename.new if one.is_made else None
    return (one.kind, one.schema, one.owner, one.name) == (kind, rename.schema, owner, name)


def _refused(one: Alteration, loss: Loss, choices: Choices, origins: Origins) -> LeftOut | None:
    why = loss.what
    by_name = False
    if loss.kind == DROP_TABLE and (module := origins.declared.get(one.name)):
        by_name, why = True, f"{module} declares it, and env.py's models do not have it: is that module imported?"
    elif loss.kind == DROP_TABLE and origins.are_many:
        by_name, why = True, "Many tables are gone from the models at once: a module is probably not imported."
    if choices.reason_for(loss, by_name=by_name) is not None:
        return None
    declined = choices.is_declined(loss)
    return LeftOut(alteration=one, why=why, loss=loss, is_declined=declined, is_named_only=by_name)


def _hanging(part: Alteration, left_out: Sequence[LeftOut]) -> Iterator[str]:
    """What an alteration cannot do without, or would take from what stays."""
    for one in left_out:
        other = one.alteration
        if other.kind == "column" and part.table == other.table and _binds(one, part) and hangs_on(part, other.name):
            yield f"it belongs to {other.owner}.{other.name}, which stays as it is."
        if part.kind == "enum type" and part.is_removed and _uses(other, part.name):
            yield f"{other.owner or other.name} still uses it."


def _binds(one: LeftOut, part: Alteration) -> bool:
    if part.owner is None or part.kind in ("column", "trigger"):
        return False
    if one.alteration.is_made or one.alteration.is_removed:
        return True
    # What a value may be, and what it refers to, follows its type.
    return part.kind in ("check", "foreign key") and "type" in (one.loss.facets if one.loss else ())


def _uses(other: Alteration, name: str) -> bool:
    columns = other.before.columns if other.kind == "table" and other.before else [other.before]
    return any(name in getattr(column, "type", "") for column in columns)
