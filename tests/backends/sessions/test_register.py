from __future__ import annotations

from toolkit.backends.register import BACKENDS
from toolkit.backends.sessions.register import SESSIONS, sessions_of


def test_every_backend_tells_its_sessions() -> None:
    assert {backend.name for backend in BACKENDS} == set(SESSIONS)
    assert sessions_of("oracle") is None
