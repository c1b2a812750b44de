"""What the checks look at."""

from __future__ import annotations

import dataclasses

import pytest

from tests.preflight.builders import URL
from toolkit.capacity import Limits
from toolkit.preflight.circumstances import Circumstances


def test_what_was_not_read_is_not_told_as_nothing() -> None:
    """Sessions and uses that nobody saw are None, not an empty answer."""
    given = Circumstances(backend="mysql", database=URL, limits=Limits())
    assert (given.seats, given.uses, given.free_bytes, given.plan) == (None, None, None, None)
    assert given.traffic.rate is None


def test_nothing_changes_them() -> None:
    given = Circumstances(backend="mysql", database=URL, limits=Limits())
    with pytest.raises(dataclasses.FrozenInstanceError):
        given.lock_timeout = 5.0  # type: ignore[misc]  # that is what is tried
