from __future__ import annotations

import pytest

from toolkit.backends.sql.locking import locking_too


@pytest.mark.parametrize(
    ("sql", "locks"),
    [
        ("LOCK TABLES a WRITE", "LOCK TABLES a WRITE, `t` WRITE, s.u WRITE"),
        ("lock table a READ LOCAL, b AS c WRITE;", "lock table a READ LOCAL, b AS c WRITE, `t` WRITE, s.u WRITE;"),
        ("LOCK TABLES a WRITE WAIT 5", "LOCK TABLES a WRITE, `t` WRITE, s.u WRITE WAIT 5"),
        ("LOCK TABLES a WRITE NOWAIT ;", "LOCK TABLES a WRITE, `t` WRITE, s.u WRITE NOWAIT ;"),
        ("UNLOCK TABLES", "UNLOCK TABLES"),
        ("LOCK INSTANCE FOR BACKUP", "LOCK INSTANCE FOR BACKUP"),
        ("FLUSH TABLES WITH READ LOCK", "FLUSH TABLES WITH READ LOCK"),
    ],
)
def test_other_tables_are_locked_with_them(sql: str, locks: str) -> None:
    assert locking_too(sql, ["`t`", "s.u"]) == locks
