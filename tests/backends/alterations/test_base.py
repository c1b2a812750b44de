from __future__ import annotations

from toolkit.backends.alterations.base import Unwritable


def test_what_cannot_be_written_says_what_to_do() -> None:
    trouble = Unwritable("the bounds of partition p", "Write them.")
    assert str(trouble) == "the bounds of partition p: Write them."
    assert (trouble.what, trouble.by_hand) == ("the bounds of partition p", "Write them.")
