from __future__ import annotations

from dataclasses import replace

import pytest

from tests.preflight.rows import ASKED, ONE, TWO
from toolkit.backends.fitting.base import Misfits
from toolkit.preflight.asked import counted, first, sampled


@pytest.mark.parametrize(
    ("columns", "subject"),
    [
        (("note",), "column orders.note"),
        (("a", "b"), "columns orders.(a, b)"),
        (("lower(note)",), "column orders.lower(note)"),
        ((), "table orders"),
    ],
)
def test_what_it_is_about(columns: tuple[str, ...], subject: str) -> None:
    assert replace(ASKED, columns=columns).subject == subject


def test_how_many_and_which() -> None:
    assert counted(ONE, "row has", "rows have") == "1 row has"
    assert counted(TWO, "row has", "rows have") == "2 rows have"
    assert sampled(TWO) == " (id=7; id=8)"
    assert sampled(Misfits(rows=9, samples=("id=7",))) == " (id=7 and more)"
    assert sampled(Misfits(rows=9, samples=())) == ""
    assert first(TWO) == "id=7"
    assert first(Misfits(rows=9, samples=())) == "..."


def test_a_constraint_is_called_by_its_name() -> None:
    assert replace(ASKED, constraint="check constraint orders.ck").subject == "check constraint orders.ck"
