from __future__ import annotations

from toolkit.backends.register import BACKENDS
from toolkit.backends.trials.register import TRIALS, trials_of


def test_every_server_is_timed() -> None:
    assert {backend.name for backend in BACKENDS} - {"sqlite"} == set(TRIALS)
    assert all(trials_of(name) is not None for name in TRIALS)


def test_what_is_no_server_is_not() -> None:
    assert trials_of("sqlite") is None
    assert trials_of("oracle") is None
