from __future__ import annotations

import pytest

from toolkit.backends.sql.wording import with_word, words_of


def test_names_count_and_texts_do_not() -> None:
    assert words_of("\"Total\" > 0 AND note <> 'total'", "postgresql") == {"total", "and", "note"}
    assert words_of("`a b` > length(c)", "mysql") == {"a b", "length", "c"}


@pytest.mark.parametrize(
    ("expression", "told"),
    [
        ("(VALUE > 0)", '("n" > 0)'),
        ("value <> 'VALUE' AND \"value\" > Value", '"n" <> \'VALUE\' AND "value" > "n"'),
        ("true", "true"),
    ],
)
def test_a_word_is_replaced_where_it_is_one(expression: str, told: str) -> None:
    assert with_word(expression, "VALUE", '"n"', "postgresql") == told
