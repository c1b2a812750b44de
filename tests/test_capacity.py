from __future__ import annotations

import pytest

from toolkit.capacity import Limits


@pytest.mark.parametrize(
    ("limits", "granted"),
    [
        (Limits(), None),
        (Limits(reserved=3), None),
        (Limits(max_connections=100), 100),
        (Limits(max_connections=100, reserved=3), 97),
        (Limits(max_connections=100, reserved=3, user_limit=10, database_limit=20), 97),
    ],
)
def test_ordinary_users_get_what_is_not_reserved(limits: Limits, granted: int | None) -> None:
    assert limits.granted == granted
