from __future__ import annotations

import pytest

from toolkit.reports.counting import counted


@pytest.mark.parametrize(
    ("number", "text"), [(0, "no revisions"), (1, "1 revision"), (2, "2 revisions"), (1204, "1,204 revisions")]
)
def test_the_noun_agrees(number: int, text: str) -> None:
    assert counted(number, "revision") == text
