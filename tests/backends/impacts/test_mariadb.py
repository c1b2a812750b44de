from __future__ import annotations

import pytest

from tests.backends.impacts.answering import answers, key, weight
from tests.backends.impacts.innodb_operations import FURTHER, OPERATIONS, Operation
from tests.backends.impacts.sending import shadow
from tests.backends.sessions.others import least_user
from tests.servers.database import Database
from toolkit.backends.impacts.innodb import Form
from toolkit.backends.impacts.mariadb import MariaDBImpacts
from toolkit.impact import Work


@pytest.mark.parametrize("operations", [OPERATIONS, FURTHER], ids=["usual", "further"])
def test_every_operation_is_what_the_server_does_for_it(mariadb: Database, operations: tuple[Operation, ...]) -> None:
    with shadow(mariadb) as server:
        assert answers(server, operations) == {key(operation): operation.mariadb for operation in operations}


def test_who_may_not_look_is_never_told_less(mariadb: Database) -> None:
    # Of the others the form tells all.
    unclear = (None, "INPLACE", "NOCOPY")
    seen = [one for one in OPERATIONS + FURTHER if one.mariadb is not None and one.mariadb.algorithm in unclear]
    with least_user(mariadb) as least, shadow(least) as server:
        told = answers(server, seen)
    for operation in seen:
        answer, truth = told[key(operation)], operation.mariadb
        assert answer is not None
        assert truth is not None
        assert weight(answer) >= weight(truth), operation.name


@pytest.mark.parametrize(
    ("sql", "clause", "lock"),
    [
        ("ALTER TABLE t ADD COLUMN b INT", "ALGORITHM=INSTANT", "NONE"),
        ("CREATE INDEX i ON t (a)", "ALGORITHM=NOCOPY, LOCK=NONE", "NONE"),
        ("DROP INDEX ix_s ON t", "ALGORITHM=NOCOPY, LOCK=NONE", "NONE"),
        ("CREATE FULLTEXT INDEX i ON t (s)", "ALGORITHM=INPLACE, LOCK=SHARED", "SHARED"),
        ("ALTER TABLE t FORCE", "ALGORITHM=INPLACE, LOCK=NONE", "NONE"),
        ("ALTER TABLE t MODIFY a BIGINT", None, "SHARED"),
        ("ALTER TABLE t PARTITION BY HASH (id)", None, "SHARED"),
        ("ALTER TABLE t ADD COLUMN b INT, ALGORITHM=INPLACE", None, "NONE"),
        ("ALTER TABLE t ADD COLUMN b INT, LOCK=SHARED", None, "SHARED"),
        ("ALTER TABLE t ADD COLUMN b INT, ALGORITHM=DEFAULT, LOCK=DEFAULT", None, "EXCLUSIVE"),
        ("ALTER ONLINE TABLE t ADD COLUMN b INT", None, "NONE"),
    ],
)
def test_the_clause_is_the_tightest_that_was_accepted(
    mariadb: Database, sql: str, clause: str | None, lock: str
) -> None:
    with shadow(mariadb) as server:
        server.run("CREATE TABLE t (id INT PRIMARY KEY, a INT, s VARCHAR(9), KEY ix_s (s))")
        impact = server.observe(sql).impact
        assert (impact.clause, impact.tables[0].lock) == (clause, lock)


@pytest.mark.parametrize(
    ("version", "last"),
    [((10, 11, 19), Form(algorithm="INPLACE", lock="EXCLUSIVE")), ((11, 2), Form(algorithm="COPY", lock="NONE"))],
)
def test_copies_are_online_since_11_2(mariadb: Database, version: tuple[int, ...], last: Form) -> None:
    with shadow(mariadb) as server:
        server.connection.dialect.server_version_info = version
        assert MariaDBImpacts().forms(server.connection)[-1] == last


@pytest.mark.parametrize("is_privileged", [True, False])
def test_promises_that_are_not_kept(mariadb: Database, is_privileged: bool) -> None:
    """It takes INSTANT for them."""
    with least_user(mariadb) as least, shadow(mariadb if is_privileged else least) as server:
        for sql in ("PARTITION BY HASH (id)", "REMOVE PARTITIONING", "ORDER BY a", "ENGINE=Aria", "ENGINE=InnoDB"):
            server.run("CREATE OR REPLACE TABLE t (id INT PRIMARY KEY, a INT)")
            if sql == "REMOVE PARTITIONING":
                server.run("ALTER TABLE t PARTITION BY HASH (id)")
            elif sql == "ENGINE=InnoDB":
                server.run("ALTER TABLE t ENGINE=Aria")
            observed = server.observe(f"ALTER TABLE t {sql}")
            assert (observed.impact.algorithm, observed.impact.clause) == ("COPY", None)
            assert observed.impact.work is Work.REWRITE
            assert len(observed.sent) == 1
