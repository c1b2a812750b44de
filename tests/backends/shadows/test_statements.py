from __future__ import annotations

import pytest

from toolkit.backends.shadows.statements import statements


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("SELECT 1", ["SELECT 1"]),
        ("SELECT 1;\nSELECT 2;\n", ["SELECT 1;", "\nSELECT 2;", "\n"]),
        ("SELECT ';', E'\\';', 'it''s;' , \";\"; SELECT 2", ["SELECT ';', E'\\';', 'it''s;' , \";\";", " SELECT 2"]),
        ("SELECT '\\'; SELECT 2", ["SELECT '\\';", " SELECT 2"]),
        ("DO $a$ BEGIN; $$;$$ END $a$; SELECT $1", ["DO $a$ BEGIN; $$;$$ END $a$;", " SELECT $1"]),
        ("-- one; two\nSELECT /* ; */ 1;", ["-- one; two\nSELECT /* ; */ 1;"]),
        ("", [""]),
    ],
)
def test_each_has_its_semicolon_and_together_they_are_the_text(text: str, parts: list[str]) -> None:
    assert list(statements(text)) == parts
    assert "".join(statements(text)) == text
