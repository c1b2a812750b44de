"""What the first words of a statement decide."""

from __future__ import annotations

from dataclasses import dataclass

from toolkit.backends.sql.values import Kind


@dataclass(frozen=True, kw_only=True)
class Verdict:
    """The fields of a Statement that need no names."""

    kind: Kind
    commits: bool = False
    alone: bool = False


OPAQUE = Verdict(kind=Kind.OPAQUE)
READ = Verdict(kind=Kind.READ)
CHANGE = Verdict(kind=Kind.CHANGE)
DEFINITION = Verdict(kind=Kind.DEFINITION)
SESSION = Verdict(kind=Kind.SESSION)
TRANSACTION = Verdict(kind=Kind.TRANSACTION)
