from __future__ import annotations

import math
import queue
import threading

import pytest

from toolkit.reports.heartbeat import Heartbeat


def test_it_says_what_is_being_done_until_it_is_over() -> None:
    said: queue.Queue[str] = queue.Queue()
    heartbeat = Heartbeat(0.01, said.put)
    heartbeat.start("aa11")
    heartbeat.doing = "ALTER TABLE orders ADD note TEXT"
    lines = [said.get(timeout=5) for _ in range(3)]
    heartbeat.close()
    assert lines[-1].startswith("    aa11 has been running for ")
    assert "s: ALTER TABLE orders ADD note TEXT" in lines[-1]


def test_nothing_is_said_after_the_end() -> None:
    said: queue.Queue[str] = queue.Queue()
    heartbeat = Heartbeat(0.01, said.put)
    heartbeat.start("aa11")
    said.get(timeout=5)
    heartbeat.stop()
    while not said.empty():
        said.get()
    with pytest.raises(queue.Empty):
        said.get(timeout=0.1)
    heartbeat.close()


def test_one_thread_is_enough_for_all_revisions_and_ends_with_them() -> None:
    said: queue.Queue[str] = queue.Queue()
    heartbeat = Heartbeat(0.05, said.put, str.lower)
    before = set(threading.enumerate())
    for number in range(20):
        heartbeat.start(f"r{number}")
        heartbeat.stop()
    heartbeat.start("aa11")
    heartbeat.doing = "ALTER"
    (thread,) = set(threading.enumerate()) - before
    assert said.get(timeout=5).endswith("s: alter")
    heartbeat.close()
    thread.join(5)
    assert not thread.is_alive()


def test_an_infinite_interval_never_starts_a_thread() -> None:
    before = threading.active_count()
    Heartbeat(math.inf, print).start("aa11")
    assert threading.active_count() == before
