from __future__ import annotations

import pytest

from tests.catalog.made import column
from toolkit.backends.alterations.renames import renamed_column, renamed_sequence, renaming_of_sequence


@pytest.mark.parametrize(
    ("backend", "expected"),
    [
        ("postgresql", 'ALTER TABLE t RENAME COLUMN "Old" TO "new name"'),
        ("mysql", "ALTER TABLE `t` RENAME COLUMN `Old` TO `new name`"),
        ("mariadb", "ALTER TABLE `t` RENAME COLUMN `Old` TO `new name`"),
        ("sqlite", 'ALTER TABLE t RENAME COLUMN Old TO "new name"'),
    ],
)
def test_a_column(backend: str, expected: str) -> None:
    assert renamed_column(backend, None, "t", "Old", "new name") == expected


def test_a_sequence_that_is_named_after_its_column() -> None:
    before = column("id", default="nextval('s.t_id_seq'::regclass)", sequence="integer")
    found = renamed_sequence(before, "t", "u", before)
    assert found is not None
    assert found[:2] == ("s.t_id_seq", "u_id_seq")
    assert found[2].default == "nextval('s.u_id_seq'::regclass)"
    assert renamed_sequence(before, "other", "u", before) is None
    assert renamed_sequence(column("id", default="1"), "t", "u", before) is None
    assert renaming_of_sequence("s.t_id_seq", "U_id_seq") == 'ALTER SEQUENCE s.t_id_seq RENAME TO "U_id_seq"'
