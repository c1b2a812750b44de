"""What a person decided about a revision beforehand, or answered: losses with a reason, renames."""

from __future__ import annotations

import difflib
from collections.abc import Sequence
from dataclasses import dataclass, replace

from toolkit.autogenerate.losses import KINDS, Loss
from toolkit.errors import CommandRefused, SettingInvalid


@dataclass(frozen=True, kw_only=True)
class Allowed:
    """Losses of a kind that are accepted: of one subject, or where none is named of all."""

    kind: str
    subject: str | None
    reason: str


@dataclass(frozen=True, kw_only=True)
class Choices:
    """All that was decided."""

    allowed: tuple[Allowed, ...] = ()
    declined: frozenset[tuple[str, str]] = frozenset()
    """Kinds and subjects of losses that a person did not accept."""
    renames: tuple[tuple[str, str], ...] = ()
    """Old names and new ones, as ``orders.note`` and ``orders.remark``; without a new one it was no rename."""

    def reason_for(self, loss: Loss, *, by_name: bool = False) -> str | None:
        """Why the loss is accepted; None where it is not. ``by_name``: what names no subject does not count."""
        subjects = (loss.subject,) if by_name else (loss.subject, None)
        found = (one for one in self.allowed if one.kind == loss.kind and one.subject in subjects)
        return next((one.reason for one in found), None)

    def is_declined(self, loss: Loss) -> bool:
        """Whether a person was asked and said no."""
        return (loss.kind, loss.subject) in self.declined

    def with_answer(self, loss: Loss, reason: str | None) -> Choices:
        """With a reason, or without one as declined."""
        if reason:
            new = Allowed(kind=loss.kind, subject=loss.subject, reason=reason)
            return replace(self, allowed=(*self.allowed, new))
        return replace(self, declined=self.declined | {(loss.kind, loss.subject)})


def choices_of(allow: Sequence[str], reason: str | None, renames: Sequence[str] = ()) -> Choices:
    """From ``KIND=SUBJECT`` or ``KIND``, one reason for all, and ``OLD=NEW``. Raises a UsageFault."""
    if allow and not (reason or "").strip():
        raise CommandRefused("--allow needs a reason.", mend='Write why: `--allow KIND=NAME --reason "..."`.')
    return Choices(
        allowed=tuple(_allowed(text, reason or "") for text in allow), renames=tuple(_rename(text) for text in renames)
    )


def _allowed(text: str, reason: str) -> Allowed:
    kind, _, subject = text.partition("=")
    if kind not in KINDS:
        close = difflib.get_close_matches(kind, KINDS, n=1)
        hint = f"Did you mean `{close[0]}`?" if close else f"The kinds are: {', '.join(KINDS)}."
        raise SettingInvalid(f"`--allow` names no kind of loss: {kind}.", where="--allow", mend=hint)
    return Allowed(kind=kind, subject=subject or None, reason=reason.strip())


def _rename(text: str) -> tuple[str, str]:
    old, equals, new = (part.strip() for part in text.partition("="))
    are_alike = not new or old.count(".") == new.count(".")
    if not old or not equals or not are_alike:
        raise SettingInvalid(
            f"`--rename` does not say what becomes of what: {text}.",
            where="--rename",
            mend="Write `--rename orders.note=orders.remark` for a column, `--rename orders=purchases` for a table.",
        )
    return old, new
