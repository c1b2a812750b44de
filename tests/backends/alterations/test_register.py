from __future__ import annotations

import pytest

from toolkit.backends.alterations.register import ALTERATIONS, alterations_of
from toolkit.backends.catalogs.register import reader_of


@pytest.mark.parametrize("backend", ALTERATIONS)
def test_every_backend_whose_catalog_is_read_is_altered(backend: str) -> None:
    assert reader_of(backend) is not None
    assert alterations_of(backend) is not None


def test_another_is_not() -> None:
    assert alterations_of("oracle") is None
