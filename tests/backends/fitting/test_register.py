from __future__ import annotations

from toolkit.backends.fitting.register import FITTINGS, fitting_of
from toolkit.backends.register import BACKENDS


def test_every_backend_counts() -> None:
    assert {backend.name for backend in BACKENDS} == set(FITTINGS)
    assert all(fitting_of(backend.name) is not None for backend in BACKENDS)
    assert fitting_of("oracle") is None
