from __future__ import annotations

from toolkit.backends.capacity.register import CAPACITIES, capacity_of
from toolkit.backends.register import BACKENDS


def test_every_backend_tells_what_it_grants() -> None:
    assert {backend.name for backend in BACKENDS} == set(CAPACITIES)
    assert capacity_of("oracle") is None
