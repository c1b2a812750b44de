from __future__ import annotations

import pytest
import sqlalchemy as sa

from tests.backends.trash.sqlite.desk import desk_in
from tests.servers.database import Database
from toolkit.backends.trash.sqlite.writing import may_write, rewritten


def test_this_connection_reads_the_new_text_at_once(sqlite: Database) -> None:
    with desk_in(sqlite.url, "CREATE TABLE t (a)", "CREATE TABLE u (a)") as desk:
        texts = {"t": "CREATE TABLE t (a CHECK (a <> 'it''s'))", "u": "CREATE TABLE u (a NOT NULL)"}
        desk.run("ALTER TABLE t RENAME TO x", "ALTER TABLE x RENAME TO t")
        for _ in range(2):
            desk.run(*rewritten(desk.connection, "main", texts))
            for insert in ("INSERT INTO t VALUES ('it''s')", "INSERT INTO u VALUES (NULL)"):
                with pytest.raises(sa.exc.IntegrityError):
                    desk.run(insert)
            desk.run(*rewritten(desk.connection, "main", {"t": "CREATE TABLE t (a)", "u": "CREATE TABLE u (a)"}))
            desk.run("INSERT INTO t VALUES ('it''s')", "DELETE FROM t")
        assert desk.value("SELECT count(*) FROM sqlite_master") == 2
        assert rewritten(desk.connection, "main", {}) == ()


def test_asking_begins_no_transaction() -> None:
    engine = sa.create_engine("sqlite://")
    with engine.connect() as connection:
        assert may_write(connection, "main")
        driver = connection.connection.driver_connection
        assert driver is not None
        assert not driver.in_transaction
        assert connection.exec_driver_sql("PRAGMA writable_schema").scalar() == 0
    engine.dispose()
