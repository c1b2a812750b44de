"""The last line of a run."""

from __future__ import annotations

import pytest

from tests.reports.values import outcome
from toolkit.outcomes import RunOutcome
from toolkit.reports.outcome import render


@pytest.mark.parametrize(
    ("answer", "text"),
    [
        (outcome("upgrade"), "shop is at cc33 (head); 1 revision applied with 2 statements in 1.2 s."),
        (
            outcome("upgrade", "upgrade", at_head=False),
            "shop is at cc33; 2 revisions applied with 4 statements in 1.2 s.",
        ),
        (
            outcome("downgrade", after=(), at_head=False),
            "shop is at base; 1 revision undone with 2 statements in 1.2 s.",
        ),
        (outcome("stamp"), "shop is stamped cc33 (head); no migration ran."),
        (outcome(), "shop is at cc33 (head); there was nothing to do."),
    ],
)
def test_a_run_ends_with_what_is_true_now(answer: RunOutcome, text: str) -> None:
    assert render(answer) == text
