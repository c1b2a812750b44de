from __future__ import annotations

from toolkit.backends.catalogs.register import reader_of
from toolkit.backends.register import BACKENDS


def test_every_backend_has_its_reader() -> None:
    readers = [reader_of(backend.name) for backend in BACKENDS]
    assert all(map(callable, readers))
    assert len(set(readers)) == len(BACKENDS)
    assert reader_of("oracle") is None
