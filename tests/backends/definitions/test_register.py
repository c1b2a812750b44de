from __future__ import annotations

import pytest

from toolkit.backends.definitions.register import DEFINITIONS, definitions_of
from toolkit.backends.register import BACKENDS
from toolkit.backends.running import HABITS


def test_every_backend_but_sqlite_tells_definitions() -> None:
    assert {backend.name for backend in BACKENDS} - set(DEFINITIONS) == {"sqlite"}
    assert definitions_of("sqlite") is None
    assert definitions_of("oracle") is None


@pytest.mark.parametrize("backend", DEFINITIONS)
def test_the_class_that_is_named_is_found(backend: str) -> None:
    assert type(definitions_of(backend)).__name__ == DEFINITIONS[backend][1]


def test_where_a_revision_can_be_left_half_applied_it_can_be_told_how_far_it_came() -> None:
    assert {name for name, habits in HABITS.items() if habits.commits_definitions} <= set(DEFINITIONS)
