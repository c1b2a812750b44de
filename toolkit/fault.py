"""Everything that stops a command, one class per kind.

    TkError
    ├── UsageFault            exit 2: the command line, a setting or a URL is wrong; nothing was tried
    │   ├── SettingInvalid
    │   ├── ConfigurationMissing
    │   ├── ConfigurationUnreadable
    │   ├── ScriptsMissing
    │   ├── ApplicationUnavailable
    │   ├── UrlInvalid
    │   ├── DriverMissing
    │   ├── TargetInvalid
    │   ├── MultipleHeads
    │   ├── MetadataMissing
    │   ├── TemplateUnavailable
    │   ├── CommandRefused
    │   └── ShadowUnavailable
    ├── Refusal               exit 1: an expected no
    │   ├── NotAtHead
    │   ├── PendingRevisions
    │   ├── NothingToMigrate
    │   ├── AnotherRunner
    │   ├── RunInterrupted
    │   ├── ReplayDiffers
    │   ├── JournalUnusable
    │   ├── RevisionsApplied
    │   ├── PreflightFailed
    │   ├── RenameUndecided
    │   ├── RevisionUnproved
    │   ├── NoWayBack
    │   ├── ServerOverloaded
    │   └── ColumnTypeUnavailable
    ├── Failure               exit 3: something was tried and failed
    │   ├── RevisionFilesBroken
    │   ├── EnvironmentFailed
    │   ├── ConnectionFailed
    │   ├── VersionTableInvalid
    │   ├── StatementFailed
    │   ├── RevisionFailed
    │   ├── NotCommitted
    │   ├── OutputUnwritable
    │   └── UnexpectedFault
    └── Interrupted           exit 130

An error carries short texts: *what* happened, *where*, *why*, how to *mend* it, and the *state* that the
database is in now, where a run had begun. The class's docstring is its page: ``tk explain NAME`` prints it.
"""

from __future__ import annotations

import re


class Stopped(KeyboardInterrupt):
    """A signal asked for an end. ``number`` is the signal's."""

    def __init__(self, number: int) -> None:
        super().__init__()
        self.number = number


class TkError(Exception):
    """The base of every error that tk raises on purpose."""

    exit_code = 3
    tells_how_to_go_on = False
    """Whether ``mend`` already says what to do about a revision that is half done."""

    def __init__(self, what: str, *, where: str = "", why: str = "", mend: str = "", state: str = "") -> None:
        super().__init__(what)
        self.what, self.where, self.why, self.mend, self.state = what, where, why, mend, state
        self.secrets: frozenset[str] = frozenset()
        """Passwords met on the way, which the texts may quote: whoever shows them strikes these out."""

    @classmethod
    def kebab_name(cls) -> str:
        """The name a person types: ``multiple-heads`` for ``MultipleHeads``."""
        return re.sub(r"(?<!^)(?=[A-Z])", "-", cls.__name__).lower()
