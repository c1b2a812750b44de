from __future__ import annotations

import inspect

import pytest

from toolkit.backends.fitting.base import Fitting, Misfits
from toolkit.backends.fitting.register import FITTINGS, fitting_of

QUESTIONS = [name for name, _ in inspect.getmembers(Fitting, inspect.isfunction) if not name.startswith("_")]


@pytest.mark.parametrize("backend", FITTINGS)
@pytest.mark.parametrize("question", QUESTIONS)
def test_every_backend_takes_the_same_arguments(backend: str, question: str) -> None:
    asked = inspect.signature(getattr(type(fitting_of(backend)), question)).parameters
    assert list(asked) == list(inspect.signature(getattr(Fitting, question)).parameters)


def test_misfits_are_values() -> None:
    assert Misfits(rows=1, samples=("id=7",)) == Misfits(rows=1, samples=("id=7",))
