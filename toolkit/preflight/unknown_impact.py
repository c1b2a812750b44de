"""Something could not be seen: what a statement does, what the server grants, or what the applications ask of it.

What was not seen was not judged; that nothing is said of it does not mean that nothing is wrong with it.

Instead, grant what the finding names to the user of the URL, name a place for shadows in `shadow_url`, or accept that
this part is not known.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from toolkit.backends.sqlite import SQLite
from toolkit.finding import Finding, Severity
from toolkit.preflight.circumstances import Circumstances
from toolkit.preflight.holding import holdings
from toolkit.preflight.statements import Pending, listed, pending, shortened

NAME = "unknown-impact"
_SESSIONS = "The sessions of the server cannot be seen."
_GRANT = "Make it visible to the user of the URL, or accept that it is not judged."
_REMEDIES = {"traffic": "Look again while the applications are at work."}
_TRAFFIC = "How many requests the pools serve is not known."


def check(circumstances: Circumstances) -> Iterator[Finding]:
    """One note for each cause, however much it hides."""
    yield from _statements(circumstances)
    told: set[str] = set()
    for subject, sentence, consequence in _unseen(circumstances):
        if sentence not in told:
            told.add(sentence)
            yield Finding(
                name=NAME,
                severity=Severity.WARNING if subject == "plan" and _is_blind(circumstances) else Severity.NOTE,
                subject=subject,
                fact=sentence,
                consequence=consequence,
                remedy=_REMEDIES.get(subject, _GRANT),
                database=circumstances.database,
            )


def _is_blind(circumstances: Circumstances) -> bool:
    """Whether nothing at all is known of what is pending."""
    revisions = circumstances.plan.revisions if circumstances.plan is not None else ()
    return bool(revisions) and not any(revision.statements for revision in revisions)


def _statements(circumstances: Circumstances) -> Iterator[Finding]:
    causes: dict[str, list[Pending]] = defaultdict(list)
    for one in pending(circumstances):
        if one.statement.unknown is not None:
            causes[one.statement.unknown].append(one)
    for cause, hidden in causes.items():
        first = hidden[0]
        which = f"`{first.text}`" if len(hidden) == 1 else listed([one.label for one in hidden])
        yield Finding(
            name=NAME,
            severity=Severity.NOTE,
            subject=first.subject if len(hidden) == 1 else f"{first.subject} and {len(hidden) - 1:,} more",
            fact=f"What the server does for {which} is not known: {shortened(cause, limit=300)}",
            consequence="How long it takes, and whom it keeps waiting, is not known.",
            remedy="Try it on a copy of the database, or run it when a long wait hurts nobody.",
            database=circumstances.database,
            location=first.statement.location,
        )


def _unseen(circumstances: Circumstances) -> Iterator[tuple[str, str, str]]:
    for sentence in circumstances.plan.unseen if circumstances.plan is not None else ():
        yield "plan", sentence, "The plan may be incomplete there."
    for sentence in circumstances.limits.unseen:
        yield "server", sentence, "What depends on it was not judged."
    if circumstances.seats is None and circumstances.backend != SQLite.name and not circumstances.limits.unseen:
        yield "server", _SESSIONS, "Who sleeps, who blocks, and what is free was not judged."
    for sentence in circumstances.traffic.unseen:
        yield "traffic", sentence, "When the pools run out of connections is not forecast."
    if _lacks_traffic(circumstances):
        yield "traffic", _TRAFFIC, "When the pools run out of connections is not forecast."


def _lacks_traffic(circumstances: Circumstances) -> bool:
    traffic = circumstances.traffic
    if circumstances.backend == SQLite.name:
        return False
    is_asked = bool(circumstances.pools) and next(holdings(circumstances), None) is not None
    return is_asked and traffic.rate is None and not traffic.unseen
