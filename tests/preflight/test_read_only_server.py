"""A server that takes no writes."""

from __future__ import annotations

from tests.preflight.builders import circumstances, only, said, statement
from toolkit.capacity import Limits
from toolkit.finding import Severity
from toolkit.preflight import read_only_server

ADD = statement("ALTER TABLE orders ADD x int")


def test_silent_where_it_takes_them_and_where_nothing_is_pending() -> None:
    assert said(read_only_server, circumstances(ADD)) == []
    assert said(read_only_server, circumstances(limits=Limits(read_only="read_only is ON"))) == []


def test_it_stops_the_run() -> None:
    told = only(read_only_server, circumstances(ADD, limits=Limits(read_only="super_read_only is ON")))
    assert (told.severity, told.subject) == (Severity.ERROR, "server")
    assert told.fact == "The server takes no writes: super_read_only is ON."


def test_who_may_write_all_the_same_is_warned() -> None:
    limits = Limits(read_only="read_only is ON", passes_read_only=True)
    told = only(read_only_server, circumstances(ADD, limits=limits))
    assert told.severity is Severity.WARNING
    assert "may write all the same" in told.consequence
