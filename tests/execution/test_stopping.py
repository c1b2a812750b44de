"""The first signal waits for the statement that runs, a second one does not, and between statements none waits."""

from __future__ import annotations

import os
import signal
import threading
import time
from collections.abc import Iterator

import pytest

from toolkit.execution.stopping import Stopping
from toolkit.fault import Stopped


@pytest.fixture(autouse=True)
def not_ignored() -> Iterator[None]:
    """Whoever starts the tests in the background may have Ctrl-C ignored."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


@pytest.fixture
def told() -> list[int]:
    return []


@pytest.fixture
def stopping(told: list[int]) -> Stopping:
    return Stopping(told.append)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_between_statements_it_stops_at_once(stopping: Stopping, number: int) -> None:
    before = signal.getsignal(number)
    with stopping.listening(), pytest.raises(Stopped) as raised:
        os.kill(os.getpid(), number)
        time.sleep(1)
    assert raised.value.number == number
    assert signal.getsignal(number) is before


def test_within_a_statement_the_first_one_waits(stopping: Stopping, told: list[int]) -> None:
    finished = False
    with stopping.listening(), pytest.raises(Stopped):
        with stopping.busy():
            os.kill(os.getpid(), signal.SIGTERM)
            time.sleep(0.05)
            finished = True
        with stopping.busy():
            pytest.fail("the next statement must not begin")
    assert finished
    assert told == [signal.SIGTERM]


def test_a_second_one_does_not_wait(stopping: Stopping) -> None:
    with stopping.listening(), pytest.raises(Stopped), stopping.busy():
        os.kill(os.getpid(), signal.SIGINT)
        time.sleep(0.05)
        os.kill(os.getpid(), signal.SIGINT)
        time.sleep(1)
        pytest.fail("it went on")


def test_a_pause_ends_with_a_signal(stopping: Stopping) -> None:
    started = time.monotonic()
    timer = threading.Timer(0.2, os.kill, (os.getpid(), signal.SIGINT))
    with stopping.listening(), pytest.raises(Stopped), stopping.busy():
        timer.start()
        stopping.wait(30)
    assert time.monotonic() - started < 10


def test_signals_that_are_ignored_stay_ignored(stopping: Stopping) -> None:
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        with stopping.listening():
            os.kill(os.getpid(), signal.SIGINT)
            assert signal.getsignal(signal.SIGINT) is signal.SIG_IGN
    finally:
        signal.signal(signal.SIGINT, before)


def test_in_another_thread_signals_are_left_alone(stopping: Stopping) -> None:
    ran: list[bool] = []

    def work() -> None:
        with stopping.listening():
            ran.append(True)

    thread = threading.Thread(target=work)
    thread.start()
    thread.join()
    assert ran == [True]
