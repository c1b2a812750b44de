"""One way to the text of any answer."""

from __future__ import annotations

from tests.reports.values import outcome, status
from toolkit.reports import answers
from toolkit.reports.outcome import render as render_outcome
from toolkit.reports.text import render


def test_a_run_is_told_as_among_all_answers() -> None:
    run = outcome("upgrade")
    assert render(run) == render_outcome(run) == answers.RENDERERS[type(run)](run, False)


def test_every_other_answer_is_told_too() -> None:
    assert render(status()).startswith("Database      mysql")
