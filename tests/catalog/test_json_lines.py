"""The line on which a value stands."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from toolkit.catalog.json_lines import Path, line_of, repeated

TEXT = """\
{"a": 1,
 "b": [
  {"c": "x, y: [",
   "d": {}},
  [], [2,
  3]
 ], "e\\"{":
 null}
"""


@pytest.mark.parametrize(
    ("path", "line"),
    [
        ((), 1),
        (("a",), 1),
        (("b",), 2),
        (("b", 0), 3),
        (("b", 0, "c"), 3),
        (("b", 0, "d"), 4),
        (("b", 1), 5),
        (("b", 2, 0), 5),
        (("b", 2, 1), 6),
        (('e"{',), 8),
        (("b", 0, "d", "missing", 7), 4),
        (("missing",), 1),
    ],
)
def test_lines(path: Path, line: int) -> None:
    assert line_of(TEXT, path) == line


def test_a_field_that_stands_twice() -> None:
    assert repeated(TEXT) is None
    assert repeated('[{"a": 1}, {"a": 1, "b": {}, "a": 2}]') == (1, "a")


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
)


@given(JSON, st.sampled_from([None, 1]))
def test_any_text(value: Any, indent: int | None) -> None:
    text = json.dumps(value, indent=indent)
    assert repeated(text) is None
    assert 1 <= line_of(text, ()) <= text.count("\n") + 1
