from __future__ import annotations

import pytest

from toolkit.backends.impacts.register import IMPACTS, impacts_of
from toolkit.backends.register import BACKENDS


@pytest.mark.parametrize("backend", IMPACTS)
def test_every_module_holds_its_class(backend: str) -> None:
    assert type(impacts_of(backend)).__name__ == IMPACTS[backend][1]


def test_every_backend_tells_its_impacts() -> None:
    assert {backend.name for backend in BACKENDS} == set(IMPACTS)
    assert impacts_of("oracle") is None
