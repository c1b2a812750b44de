"""Walls: 300 lines for a file, 400 in backends/, 50 for a function. The aims are half of that."""

from __future__ import annotations

import pytest

from tests.house.sources import Source, toolkit_sources

FORBIDDEN_NAMES = {"utils", "util", "helpers", "misc", "common_utils"}


@pytest.mark.parametrize("source", toolkit_sources(), ids=lambda source: source.name)
def test_walls(source: Source) -> None:
    assert source.lines() <= (400 if source.name.startswith("toolkit/backends/") else 300)
    for function in source.functions():
        assert (function.end_lineno or 0) - function.lineno < 50, f"{source.name}: {function.name}"


@pytest.mark.parametrize("source", toolkit_sources(), ids=lambda source: source.name)
def test_names_say_what_is_inside(source: Source) -> None:
    assert source.path.stem not in FORBIDDEN_NAMES
