"""One run of autogenerate: what it is told, and what it tells; env.py may have several databases."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from toolkit.autogenerate.choices import Choices
from toolkit.autogenerate.comparing import Circumstances, Compared, names_of
from toolkit.autogenerate.deciding import Decided, LeftOut
from toolkit.autogenerate.losses import Loss
from toolkit.autogenerate.renames import Rename
from toolkit.catalog.alterations import Alteration
from toolkit.catalog.comparison import Change
from toolkit.errors import ShadowUnavailable

OPTION = "toolkit_generation"
"""Where the migration context's options hold it."""
Key = tuple[str | None, str]
"""Schema and name of a table."""


@dataclass(frozen=True, kw_only=True)
class ByHand:
    """What no operation says."""

    what: str
    how: str
    part: Alteration | None = None
    """What it is of."""


@dataclass(frozen=True, kw_only=True)
class Written:
    """What was written for one database."""

    compared: Compared
    decided: Decided
    by_hand: tuple[ByHand, ...] = ()
    keywords: Mapping[str, Any] = field(default_factory=dict)
    """What env.py gives to the revisions of this database."""

    @property
    def altered(self) -> frozenset[Key]:
        """The tables that the revision changes or makes."""
        renamed = ((one.schema, one.table or one.new) for one in self.compared.renames)
        return frozenset((*(one.table for one in self.decided.kept), *renamed))

    def is_for_hands(self, change: Change) -> bool:
        """Whether no operation says it."""
        return any(one.part is not None and one.part.covers(change) for one in self.by_hand)

    @property
    def refused_names(self) -> frozenset[str]:
        """What of the models the server does not take."""
        return names_of(self.compared.refused)


@dataclass(kw_only=True)
class Generation:
    """The one run."""

    circumstances: Circumstances
    exact: frozenset[Key] = frozenset()
    """Tables whose changes are written in the server's own words only."""
    choices: Choices = field(default_factory=Choices)
    directory: Path = field(default_factory=Path.cwd)
    """That of the project: modules that declare models are looked for in it."""
    is_strict: bool = False
    """Whether a shadow that cannot be had is an error."""
    keywords: Mapping[str, Any] = field(default_factory=dict)
    """What env.py gives to the revisions of the database at hand."""
    written: list[Written] = field(default_factory=list)
    rewritten: set[Key] = field(default_factory=set)
    """Tables for which the project's own directives changed what was to be written."""
    unavailable: list[ShadowUnavailable] = field(default_factory=list)

    @property
    def likely(self) -> tuple[Rename, ...]:
        """Renames that a person has yet to decide about, in all databases."""
        return tuple(dict.fromkeys(one for written in self.written for one in written.decided.likely))

    @property
    def undecided(self) -> tuple[LeftOut, ...]:
        """What a person has yet to decide, in all databases."""
        return tuple(one for written in self.written for one in written.decided.undecided)

    @property
    def questions(self) -> tuple[Loss, ...]:
        """The losses that a person can be asked about."""
        open_ = (one for one in self.undecided if not one.is_named_only)
        return tuple(one.loss for one in open_ if one.loss is not None)

    @property
    def allowed(self) -> tuple[tuple[str, str, str], ...]:
        """Kind, subject and reason of each loss that is written."""
        return tuple(dict.fromkeys(one for written in self.written for one in written.decided.allowed))

    @property
    def renamed(self) -> tuple[tuple[str, str], ...]:
        """Old and new name of each rename that is written."""
        found = [one for written in self.written for one in written.compared.said]
        return tuple(dict.fromkeys((old, new) for old, _, new in (str(one).partition("=") for one in found)))
