from __future__ import annotations

from toolkit.fault import TkError


def test_an_error_carries_its_texts() -> None:
    error = TkError("What.", mend="Mend.")
    assert (str(error), error.mend, error.exit_code) == ("What.", "Mend.", 3)
