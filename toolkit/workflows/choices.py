"""What a person may choose for one run, beside its target."""

from __future__ import annotations

import re
from dataclasses import dataclass

from toolkit.errors import CommandRefused
from toolkit.execution.intention import FindSteps, Intention
from toolkit.settings import Settings

_KILL = re.compile(r"idle-in-transaction>(\d+(?:\.\d+)?)(s|m|min|h)?")
_SECONDS = {"s": 1, "m": 60, "min": 60, "h": 3600}


@dataclass(frozen=True, kw_only=True)
class Choices:
    """The options of migrate and downgrade that say how to run."""

    no_trash: str | None = None
    """The reason why drops are to be drops."""
    resume_from: int | None = None
    """The first statement of the interrupted revision that is not done, counted from 1."""
    kill_blockers: str | None = None
    """``idle-in-transaction>60s``."""


USUAL = Choices()


def choices_of(*, no_trash: str | None, resume_from: str | None, kill_blockers: str | None) -> Choices:
    """As a person has written them. Raises CommandRefused."""
    _kill_idle_after(kill_blockers)
    if no_trash is not None and not no_trash.strip():
        raise CommandRefused("--no-trash needs a reason.", mend='Write why: `--no-trash "the table was never used"`.')
    if resume_from is not None and not (resume_from.isdecimal() and int(resume_from) > 0):
        raise CommandRefused(
            f"--resume-from {resume_from} is no statement's number.",
            mend="Count the statements of the revision from 1, questions left out; `tk status` shows those that ran.",
        )
    start = None if resume_from is None else int(resume_from)
    return Choices(no_trash=no_trash, resume_from=start, kill_blockers=kill_blockers)


def intention_of(settings: Settings, choices: Choices, command: str, target: str, find_steps: FindSteps) -> Intention:
    """What the run is to do. Raises CommandRefused."""
    return Intention(
        command=command,
        target=target,
        find_steps=find_steps,
        wait=settings.wait,
        lock_timeout=settings.lock_timeout,
        lock_retry=settings.lock_retry,
        kill_idle_after=_kill_idle_after(choices.kill_blockers),
        resume_from=choices.resume_from,
        no_trash=choices.no_trash or settings.no_trash,
    )


def _kill_idle_after(text: str | None) -> float | None:
    if text is None:
        return None
    found = _KILL.fullmatch(text.replace(" ", ""))
    if found is None:
        raise CommandRefused(
            f"--kill-blockers {text} is not understood.",
            mend="Write how long a session must be idle in a transaction: `--kill-blockers 'idle-in-transaction>60s'`.",
        )
    return float(found[1]) * _SECONDS[found[2] or "s"]
