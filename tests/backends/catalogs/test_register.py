from __future__ import annotations

from toolkit.backends.catalogs.register import READERS, reader_of
from toolkit.backends.register import BACKENDS


def test_every_backend_has_its_reader() -> None:
    assert {backend.name for backend in BACKENDS} == set(READERS)
    assert reader_of("oracle") is None
