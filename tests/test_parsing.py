from __future__ import annotations

import ast
import gc
from collections.abc import Iterator

import pytest

from toolkit.parsing import parsed

NESTED = "value = " + "(" * 40 + "1" + " + 1)" * 40


class ParsesAtItsEnd:
    """In a circle, so that the garbage collector ends it, wherever it happens to run."""

    def __init__(self) -> None:
        self.itself = self

    def __del__(self) -> None:
        ast.parse(NESTED)


@pytest.fixture
def eager_collector() -> Iterator[None]:
    before = gc.get_threshold()
    gc.set_threshold(50)
    try:
        yield
    finally:
        gc.set_threshold(*before)


@pytest.mark.usefixtures("eager_collector")
def test_what_the_garbage_collector_runs_meanwhile_does_not_matter() -> None:
    for _ in range(200):
        ParsesAtItsEnd()
        assert isinstance(parsed(NESTED).body[0], ast.Assign)


def test_bytes_heed_a_declared_encoding() -> None:
    (statement,) = parsed("# coding: latin-1\nname = 'é'".encode("latin-1")).body
    assert ast.unparse(statement) == "name = 'é'"


@pytest.mark.parametrize(("source", "error"), [("def", SyntaxError), ("a\0b", (SyntaxError, ValueError))])
def test_what_is_no_python_is_said(source: str, error: type[Exception]) -> None:
    with pytest.raises(error):
        parsed(source)
