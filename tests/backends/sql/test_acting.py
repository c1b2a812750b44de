"""For what of a statement a server asks for a privilege."""

from __future__ import annotations

import pytest

from toolkit.backends.sql.acting import Act, acts
from toolkit.backends.sql.values import Name

T, U = Name(name="t"), Name(name="u")


@pytest.mark.parametrize(
    ("backend", "sql", "done"),
    [
        ("mysql", "RENAME TABLE t TO u", [(Act.RENAME, T), (Act.TAKE, U)]),
        ("mysql", "ALTER TABLE t RENAME u, ADD n INT", [(Act.RENAME, T), (Act.TAKE, U), (Act.ALTER, T)]),
        ("mysql", "ALTER TABLE t ALGORITHM=INSTANT, CHANGE COLUMN a b INT", [(Act.ALTER, T)]),
        ("mysql", "ALTER TABLE t TRUNCATE PARTITION p", [(Act.ALTER, T), (Act.EMPTY, T)]),
        ("mariadb", "SET STATEMENT lock_wait_timeout = 1 FOR DROP INDEX i ON t", [(Act.INDEX, T)]),
        ("mysql", "CREATE INDEX i ON t (a) ALGORITHM=INPLACE LOCK=NONE", [(Act.INDEX, T)]),
        (
            "mysql",
            "CREATE TABLE t (a INT REFERENCES s.u (id))",
            [(Act.MAKE, T), (Act.REFER, Name(schema="s", name="u"))],
        ),
        ("mysql", "CREATE TEMPORARY TABLE t (a INT)", []),
        ("mysql", "CREATE OR REPLACE VIEW t AS SELECT 1", [(Act.VIEW, T)]),
        ("mysql", "CREATE DEFINER=a@b PROCEDURE t() SELECT 1", [(Act.ROUTINE, T)]),
        ("mysql", "CREATE TRIGGER a BEFORE INSERT ON t FOR EACH ROW SET @x = 1", [(Act.TRIGGER, T)]),
        ("mysql", "TRUNCATE t", [(Act.EMPTY, T)]),
        ("postgresql", "TRUNCATE t, u", [(Act.EMPTY, T), (Act.EMPTY, U)]),
        ("postgresql", "DROP TABLE t, u", [(Act.DROP, T), (Act.DROP, U)]),
        ("postgresql", "DROP INDEX t", []),
        ("postgresql", "CREATE TYPE t AS ENUM ('a')", [(Act.MAKE, T)]),
        ("postgresql", "ALTER TABLE IF EXISTS ONLY t ADD UNIQUE (a)", [(Act.ALTER, T), (Act.KEY, T)]),
        ("postgresql", "ALTER TABLE t ADD FOREIGN KEY (a) REFERENCES u", [(Act.ALTER, T), (Act.REFER, U)]),
        ("postgresql", "ALTER INDEX t RENAME TO u", []),
        ("postgresql", "INSERT INTO t SELECT * FROM u", [(Act.INSERT, T)]),
        ("mysql", "REPLACE LOW_PRIORITY INTO t VALUES (1)", [(Act.INSERT, T), (Act.DELETE, T)]),
        ("postgresql", "UPDATE ONLY t AS x SET a = 1 FROM u", [(Act.UPDATE, T)]),
        ("mysql", "UPDATE t JOIN u ON t.a = u.a SET u.b = 1", []),
        ("mysql", "DELETE QUICK FROM t WHERE a = 1", [(Act.DELETE, T)]),
        ("postgresql", "WITH w AS (SELECT 1) UPDATE t SET a = 1", []),
        ("postgresql", "DO $$ BEGIN END $$", []),
        ("mysql", "SELECT 1; DROP TABLE t", [(Act.DROP, T)]),
    ],
)
def test_what_is_done(backend: str, sql: str, done: list[tuple[Act, Name]]) -> None:
    assert [*acts(sql, backend)] == done
