"""Targets, and words that only look like them."""

from __future__ import annotations

import pytest
import typer

from tests.cli.conftest import Tk
from toolkit.cli.options import _target, _targets


@pytest.mark.parametrize("word", ["head", "-1", "-12", "-1:head", "+1", "a-b", "left@-1"])
def test_targets(word: str) -> None:
    assert _target(word) == word
    assert _targets([word, "head"]) == [word, "head"]


@pytest.mark.parametrize("word", ["--nope", "-z", "-1x", "-"])
def test_no_targets(word: str) -> None:
    with pytest.raises(typer.BadParameter, match=f"No such option: {word}"):
        _target(word)


def test_an_unknown_option_of_a_command_with_a_target_is_refused(tk: Tk) -> None:
    assert "--nope" in tk.complains("migrate --nope")
    assert "-z" in tk.complains("downgrade -z")
