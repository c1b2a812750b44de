from __future__ import annotations

import sqlalchemy as sa

from tests.backends.sessions.others import sessions_at
from tests.servers.database import Database


def test_a_session_that_cannot_let_go_does_not_go_back_to_its_pool(postgresql: Database) -> None:
    engine, sessions = sa.create_engine(postgresql.url, pool_size=1), sessions_at(postgresql)
    with engine.connect() as connection:
        known = sessions.id(connection)
        hold = sessions.hold(connection, "key", "one")
        assert hold is not None
        try:
            connection.exec_driver_sql("SELECT * FROM no_such_table")
        except sa.exc.ProgrammingError:
            # The transaction takes no more statements now.
            hold.release()
    with engine.connect() as connection:
        assert sessions.id(connection) != known
        assert sessions.holder(connection, "key") is None
    engine.dispose()
