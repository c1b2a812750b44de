"""The server lets a change of a schema wait for ever."""

from __future__ import annotations

import pytest

from tests.preflight.builders import circumstances, only, said, seat
from toolkit.capacity import Limits
from toolkit.finding import Severity
from toolkit.preflight import endless_lock_wait

ENDLESS = Limits(max_connections=151, lock_timeout=31_536_000.0)


@pytest.mark.parametrize(
    ("backend", "limits"),
    [
        ("mysql", Limits(max_connections=151, lock_timeout=60.0)),
        ("mysql", Limits(max_connections=151)),
        ("postgresql", Limits()),
        ("postgresql", Limits(max_connections=100, lock_timeout=5.0)),
        ("sqlite", Limits()),
        ("sqlite", Limits(lock_timeout=5.0)),
    ],
)
def test_silent_where_waits_end_or_are_not_told(backend: str, limits: Limits) -> None:
    assert said(endless_lock_wait, circumstances(backend=backend, limits=limits)) == []


@pytest.mark.parametrize(
    ("backend", "limits", "words"),
    [
        ("mysql", ENDLESS, "waits 31,536,000 s for its lock; the run waits 1 s, and tries again."),
        ("mariadb", Limits(max_connections=151, lock_timeout=86_400.0), "waits 86,400 s for its lock"),
        ("postgresql", Limits(max_connections=100), "waits for ever for its lock"),
    ],
)
def test_a_note_with_what_the_run_does(backend: str, limits: Limits, words: str) -> None:
    told = only(endless_lock_wait, circumstances(backend=backend, limits=limits))
    assert (told.severity, told.subject) == (Severity.NOTE, "server")
    assert words in told.fact
    assert "10" in told.remedy


def test_a_warning_where_somebody_waits_in_vain_now() -> None:
    seats = (seat(1, is_waiting=True, seconds=45.0), seat(2, is_waiting=True, seconds=0.1))
    told = only(endless_lock_wait, circumstances(limits=ENDLESS, seats=seats))
    assert told.severity is Severity.WARNING
    assert told.fact.endswith("1 session waits so now, for up to 45 s.")
    more = (*seats, seat(3, is_waiting=True, seconds=12.0))
    assert "2 sessions wait so now" in only(endless_lock_wait, circumstances(limits=ENDLESS, seats=more)).fact


@pytest.mark.parametrize(("seconds", "severity"), [(9.9, Severity.NOTE), (10.0, Severity.WARNING)])
def test_from_when_on_a_wait_is_in_vain(seconds: float, severity: Severity) -> None:
    seats = (seat(1, is_waiting=True, seconds=seconds),)
    assert only(endless_lock_wait, circumstances(limits=ENDLESS, seats=seats)).severity is severity
