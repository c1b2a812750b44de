from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from toolkit.backends.catalogs.mysql.expressions import printed


@pytest.mark.parametrize(
    ("stored", "expected"),
    [
        (r"(`a` <> _utf8mb4\'x\')", "(`a` <> _utf8mb4'x')"),
        (r"(`a` <> _utf8mb4\'a\\\\b\\\'c\')", r"(`a` <> _utf8mb4'a\\b\'c')"),
        ("(`Ã©` > 1)", "(`é` > 1)"),
        (r"(`æ¼¢` <> _utf8mb4\'æ¼¢\')", "(`漢` <> _utf8mb4'漢')"),
        (r"concat(`Ã©`,_latin1\'é\')", "concat(`Ã©`,_latin1'é')"),
        ("(`漢` > 1)", "(`漢` > 1)"),
    ],
)
def test_printed(stored: str, expected: str) -> None:
    assert printed(stored) == expected


@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_every_letter_comes_back(text: str) -> None:
    holes = {0x81, 0x8D, 0x8F, 0x90, 0x9D}
    letters = "".join(chr(byte) if byte in holes else bytes([byte]).decode("cp1252") for byte in text.encode())
    stored = letters.replace("\\", "\\\\").replace("'", "\\'")
    if "_" not in text:
        assert printed(stored) == text
