from __future__ import annotations

import pytest

from tests.backends.impacts.answering import answers, key, weight
from tests.backends.impacts.innodb_operations import FURTHER, OPERATIONS, Operation
from tests.backends.impacts.sending import shadow
from tests.backends.sessions.others import least_user
from tests.servers.database import Database
from toolkit.impact import Work


@pytest.mark.parametrize("operations", [OPERATIONS, FURTHER], ids=["usual", "further"])
def test_every_operation_is_what_the_server_does_for_it(mysql: Database, operations: tuple[Operation, ...]) -> None:
    with shadow(mysql) as server:
        assert answers(server, operations) == {key(operation): operation.mysql for operation in operations}


def test_who_may_not_look_is_never_told_less(mysql: Database) -> None:
    # Of the others the form tells all.
    unclear = (None, "INPLACE", "NOCOPY")
    seen = [one for one in OPERATIONS + FURTHER if one.mysql is not None and one.mysql.algorithm in unclear]
    with least_user(mysql) as least, shadow(least) as server:
        told = answers(server, seen)
    for operation in seen:
        answer, truth = told[key(operation)], operation.mysql
        assert answer is not None
        assert truth is not None
        assert weight(answer) >= weight(truth), operation.name


def test_who_may_not_look_is_told_the_usual_from_the_text(mysql: Database) -> None:
    with least_user(mysql) as least, shadow(least) as server:
        server.run("CREATE TABLE t (id INT PRIMARY KEY, a INT, b INT, KEY ix_a (a))")
        assert server.observe("CREATE INDEX ix_b ON t (b)").impact.work is Work.INDEX
        assert server.observe("ALTER TABLE t ADD UNIQUE KEY ab (a, b), DROP INDEX ix_a").impact.work is Work.INDEX
        assert server.observe("ALTER TABLE t RENAME INDEX ix_b TO ix_c").impact.work is Work.NONE
        assert server.observe("DROP INDEX ix_c ON t").impact.work is Work.NONE
        assert server.observe("ALTER TABLE t ADD COLUMN c INT").impact.work is Work.NONE
        assert server.observe("ALTER TABLE t ADD COLUMN d INT, ADD INDEX (d)").impact.work is Work.REWRITE


@pytest.mark.parametrize(
    ("sql", "clause", "lock"),
    [
        ("ALTER TABLE t ADD COLUMN b INT", "ALGORITHM=INSTANT", "NONE"),
        ("CREATE INDEX i ON t (a)", "ALGORITHM=INPLACE, LOCK=NONE", "NONE"),
        ("CREATE FULLTEXT INDEX i ON t (s)", "ALGORITHM=INPLACE, LOCK=SHARED", "SHARED"),
        ("ALTER TABLE t MODIFY a BIGINT", None, "SHARED"),
        ("ALTER TABLE t ADD COLUMN b INT, ALGORITHM=INPLACE", None, "NONE"),
        ("ALTER TABLE t ADD COLUMN b INT, LOCK=SHARED", None, "SHARED"),
        ("ALTER TABLE t ADD COLUMN b INT, ALGORITHM=INPLACE, LOCK=EXCLUSIVE", None, "EXCLUSIVE"),
        # An empty table, as those of a shadow are, it would write anew by itself.
        ("ALTER TABLE t ADD COLUMN b INT, ALGORITHM=DEFAULT, LOCK=DEFAULT", None, "SHARED"),
    ],
)
def test_the_clause_is_the_tightest_that_was_accepted(mysql: Database, sql: str, clause: str | None, lock: str) -> None:
    with shadow(mysql) as server:
        server.run("CREATE TABLE t (id INT PRIMARY KEY, a INT, s VARCHAR(9))")
        impact = server.observe(sql).impact
        assert (impact.clause, impact.tables[0].lock) == (clause, lock)
