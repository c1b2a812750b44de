"""What a person may choose for one run, and what is no choice."""

from __future__ import annotations

import pytest

from toolkit.errors import CommandRefused
from toolkit.settings import Settings
from toolkit.workflows.choices import USUAL, choices_of, intention_of


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("idle-in-transaction>60s", 60),
        ("idle-in-transaction>60", 60),
        ("idle-in-transaction > 2m", 120),
        ("idle-in-transaction>1.5min", 90),
        ("idle-in-transaction>1h", 3600),
    ],
)
def test_whom_to_end(text: str, seconds: float) -> None:
    choices = choices_of(no_trash=None, resume_from=None, kill_blockers=text)
    assert intention_of(Settings(), choices, "upgrade", "head", list).kill_idle_after == seconds


@pytest.mark.parametrize(
    "options",
    [
        {"kill_blockers": "everybody"},
        {"kill_blockers": "idle-in-transaction"},
        {"kill_blockers": "idle>60s"},
        {"no_trash": "  "},
        {"resume_from": "0"},
        {"resume_from": "-1"},
        {"resume_from": "two"},
    ],
)
def test_what_is_not_understood_is_refused_before_anything_runs(options: dict[str, str]) -> None:
    with pytest.raises(CommandRefused):
        choices_of(**({"no_trash": None, "resume_from": None, "kill_blockers": None} | options))


def test_settings_go_along() -> None:
    settings = Settings(wait=5, lock_timeout=0.5, lock_retry=7)
    intention = intention_of(settings, USUAL, "downgrade", "-1", list)
    assert (intention.wait, intention.lock_timeout, intention.lock_retry) == (5, 0.5, 7)
    assert (intention.kill_idle_after, intention.no_trash, intention.resume_from) == (None, None, None)
