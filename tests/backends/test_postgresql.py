from __future__ import annotations

import pytest
from sqlalchemy.engine import URL

from toolkit.backends.base import Trouble
from toolkit.backends.postgresql import PostgreSQL

TEXTS = {
    'FATAL: database "d" does not exist': Trouble.NO_DATABASE,
    'FATAL: role "u" does not exist': Trouble.DENIED,
    "FATAL: password authentication failed for user": Trouble.DENIED,
    "FATAL: sorry, too many clients already": Trouble.FULL,
    "connection failed: Connection refused": Trouble.UNREACHABLE,
    "connection timeout expired": Trouble.UNREACHABLE,
    'connection to server on socket "/no/such" failed': Trouble.UNREACHABLE,
    "Can't create a connection to host h and port 3": Trouble.UNREACHABLE,
    "received invalid response to SSL negotiation: H": Trouble.FOREIGN,
    'PostgreSQL server at "h:3" rejected SSL upgrade': Trouble.FOREIGN,
    "server closed the connection unexpectedly": Trouble.LOST,
}
STATES = {
    "42501": Trouble.FORBIDDEN,
    "40P01": Trouble.LOCKED,
    "55P03": Trouble.LOCKED,
    "25006": Trouble.READ_ONLY,
    "53100": Trouble.NO_ROOM,
    "53300": Trouble.FULL,
    "3D000": Trouble.NO_DATABASE,
}


@pytest.mark.parametrize("text", TEXTS)
def test_what_a_text_means(text: str) -> None:
    found = PostgreSQL().explain(Exception(text), URL.create("postgresql", host="h", port=3, database="d"))
    assert found is not None
    assert found.trouble is TEXTS[text]


@pytest.mark.parametrize("state", STATES)
def test_what_a_state_means_however_the_driver_hands_it_over(state: str) -> None:
    asyncpg, pg8000 = Exception("x"), Exception({"C": state, "M": "x"})
    asyncpg.sqlstate = state  # type: ignore[attr-defined]  # as asyncpg has it
    for error in (asyncpg, pg8000):
        found = PostgreSQL().explain(error, None)
        assert found is not None
        assert found.trouble is STATES[state]


def test_a_refusal_of_a_statement_means_nothing_more() -> None:
    assert PostgreSQL().explain(Exception('syntax error at or near "x"'), None) is None


def test_names_are_cut_by_bytes() -> None:
    assert PostgreSQL().shortened_name("n" * 63) is None
    assert PostgreSQL().shortened_name("n" * 64) == "n" * 63
    assert PostgreSQL().shortened_name("é" * 32) == "é" * 31
