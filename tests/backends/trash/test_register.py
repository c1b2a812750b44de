from __future__ import annotations

import pytest

from toolkit.backends.register import BACKENDS
from toolkit.backends.trash.register import TRASHES, trash_of


def test_every_backend_keeps_a_trash() -> None:
    assert {backend.name for backend in BACKENDS} == set(TRASHES)
    assert trash_of("oracle") is None


@pytest.mark.parametrize("backend", TRASHES)
def test_the_class_that_is_named_is_found(backend: str) -> None:
    assert type(trash_of(backend)).__name__ == TRASHES[backend][1]
