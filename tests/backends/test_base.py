from __future__ import annotations

import pytest
from sqlalchemy.engine import URL

from toolkit.backends.base import address, dotted

ADDRESSES = {
    "h:3": URL.create("mysql", host="h", port=3),
    "h": URL.create("mysql", host="h"),
    "[::1]:3": URL.create("mysql", host="::1", port=3),
    "/run/x.sock": URL.create("mysql", host="/run/x.sock", port=3),
}


@pytest.mark.parametrize("shown", ADDRESSES)
def test_an_address(shown: str) -> None:
    assert address(ADDRESSES[shown]) == shown


def test_the_tail_of_a_password_in_the_host_is_left_out() -> None:
    assert address(URL.create("mysql", host="S3cr3t@h", port=3)) == "h:3"


def test_no_address() -> None:
    assert "localhost" in address(URL.create("mysql"))
    assert address(None)


def test_versions() -> None:
    assert (dotted((15, 4, "beta")), dotted(None)) == ("15.4", "unknown")
