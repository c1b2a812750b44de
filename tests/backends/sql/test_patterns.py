from __future__ import annotations

import time

import pytest

from toolkit.backends.sql.patterns import CLAUSES, TOKENS


@pytest.mark.parametrize("backend", sorted(TOKENS))
@pytest.mark.parametrize(
    "piece", ["'", "''", '"', "`", "[", "/*", "/*!", "*/", "--", "- ", "$", "$a", "$a$", "E'", "%(", "\\", "1.", "1_"]
)
def test_no_text_takes_more_than_its_length(backend: str, piece: str) -> None:
    text = piece * 20_000
    began = time.perf_counter()
    found = sum(match.end() - match.start() for match in TOKENS[backend].finditer(text))
    assert found == len(text)
    assert CLAUSES[backend].match(text) is not None
    assert time.perf_counter() - began < 2


@pytest.mark.parametrize(
    ("backend", "text", "end"),
    [
        ("mysql", 'a \';\' "\\";" `;` # ;\n -- ;\n /* ; */ b;c', ";c"),
        ("mysql", "5--;", ";"),
        ("sqlite", "a ';' \";\" `;` [;] --;\n /* ; */ '\\';c", ";c"),
        ("postgresql", "e'\\';' E'\\';' 'a\\';c", ";c"),
        ("postgresql", "name'\\';c", ";c"),
        ("postgresql", "a$b$ $1;c", ";c"),
        ("postgresql", "a $b$;$b$", "$b$;$b$"),
    ],
)
def test_a_clause_ends_at_its_semicolon_or_before_a_dollar(backend: str, text: str, end: str) -> None:
    found = CLAUSES[backend].match(text)
    assert found is not None
    assert text[found.end() :] == end
