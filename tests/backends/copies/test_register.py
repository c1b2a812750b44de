from __future__ import annotations

import pytest

from toolkit.backends.copies.register import COPIES, copies_of
from toolkit.backends.register import BACKENDS


def test_every_backend_copies_definitions() -> None:
    assert {backend.name for backend in BACKENDS} == set(COPIES)
    assert copies_of("oracle") is None


@pytest.mark.parametrize("backend", COPIES)
def test_the_class_that_is_named_is_found(backend: str) -> None:
    assert type(copies_of(backend)).__name__ == COPIES[backend][1]
