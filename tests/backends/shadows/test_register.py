from __future__ import annotations

from toolkit.backends.register import BACKENDS
from toolkit.backends.shadows.register import SHADOWS, shadows_of


def test_every_backend_makes_shadows() -> None:
    assert {backend.name for backend in BACKENDS} == set(SHADOWS)
    assert shadows_of("oracle") is None
